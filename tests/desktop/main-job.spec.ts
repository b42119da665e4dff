import { copyFile, mkdir, readFile, readdir } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { demoClipsDir } from '../helpers/clips.ts'
import { startSimulator } from './at-simulator.ts'
import { answerDialogs, chooseInMenu, chooseInTray, dialogsAsked, trayLabels } from './recorded.ts'
import { takePicture } from './take-picture.ts'
import { expect, test } from './test.ts'
import type { Desktop } from './launch.ts'

// A preview of a clip that is not in the ledger is asked for on purpose.
test.use({ expectedErrors: [/\/preview\/999999/] })

/** Copies of some of the demo's clips. */
async function footage(home: string, names: readonly string[]): Promise<string[]> {
  const folder = path.join(home, 'footage')
  await mkdir(folder, { recursive: true })
  return Promise.all(names.map(async (name) => {
    const file = path.join(folder, name)
    await copyFile(path.join(demoClipsDir, name), file)
    return file
  }))
}

async function addPerson(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'People' }).click()
  await page.getByRole('button', { name: 'Use an existing group' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Group id').fill(`group-${name.toLowerCase()}`)
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByRole('button', { name: 'Use this group' }).click()
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
}

function counts(page: Page, state: string, count: number) {
  return expect(page.getByRole('main').getByRole('link', { name: new RegExp(`^${count}\\s*${state}$`) }).first()).toBeVisible({ timeout: 30_000 })
}

function place(desktop: Desktop): Promise<string> {
  return desktop.page.evaluate(() => window.location.hash)
}

test('the whole main job: clips dragged from the desktop, picked and dropped as a folder are cleared, shown outside the window, and exported', async ({ start, home }) => {
  const { sandbox, env } = await startSimulator({ scenario: 'demo' })
  try {
    const desktop = await start({ env })
    const { page } = desktop
    await addPerson(page, 'Ada')
    await expect(page.getByRole('button', { name: 'Add clips' })).toBeVisible()

    // Main's loop is watched all the while, by the thread's own time: a busy machine is no fault of ours.
    await desktop.evaluate(() => {
      const held = { longest: 0 }
      Object.assign(globalThis, { held })
      const spent = () => {
        const { user, system } = process.threadCpuUsage()
        return (user + system) / 1000
      }
      let last = spent()
      setInterval(() => {
        const now = spent()
        held.longest = Math.max(held.longest, now - last)
        last = now
      }, 2)
    })

    const dragged = await footage(home, ['ada-reading.mp4', 'ada-laughing.mp4', 'no-face-empty-set.mp4'])
    await desktop.drop(dragged)
    await counts(page, 'Cleared', 2)
    await counts(page, 'Failed', 1)

    const [picked = ''] = await footage(home, ['ada-monologue.mp4'])
    await answerDialogs(desktop, [{ canceled: false, filePaths: [picked] }])
    await page.getByRole('button', { name: 'Add clips' }).click()
    await page.getByRole('menuitem', { name: 'Choose files' }).click()
    await counts(page, 'Cleared', 3)
    expect((await dialogsAsked(desktop)).map(({ name, options }) => [name, options.title])).toEqual([['showOpenDialog', 'Add clips']])

    // A folder is taken as the folder it is: what lies deeper comes along.
    const folder = path.join(home, 'day 2')
    await mkdir(path.join(folder, 'take 1'), { recursive: true })
    await copyFile(path.join(demoClipsDir, 'ada-turning.mov'), path.join(folder, 'take 1', 'ada-turning.mov'))
    await desktop.drop([folder])
    await counts(page, 'Cleared', 4)
    await takePicture(page, 'desktop-person')

    // What lay on the disk was sent as it lay there: nothing was uploaded into the data directory.
    expect(await readdir(path.join(home, 'data', 'uploads'))).toEqual([])

    await expect.poll(() => trayLabels(desktop)).toContain('Needs you: 1')
    expect(await trayLabels(desktop)).toContain('Nothing is waiting')
    expect(await desktop.evaluate(({ app }) => app.getBadgeCount())).toBe(1)

    // A preview plays the file itself, by ranges, from the page's own origin.
    const clip = await page.evaluate(async () => {
      const answer = await fetch('/preview/1', { headers: { range: 'bytes=4-7' } })
      return { status: answer.status, range: answer.headers.get('content-range'), text: await answer.text(), none: (await fetch('/preview/999999')).status }
    })
    expect(clip).toMatchObject({ status: 206, text: 'ftyp', none: 404 })
    expect(clip.range).toMatch(/^bytes 4-7\/\d+$/)

    const target = path.join(home, 'Downloads', 'ada.csv')
    await page.getByRole('tab', { name: /^Assets/ }).click()
    await page.getByRole('button', { name: 'Export' }).click()
    await answerDialogs(desktop, [{ canceled: false, filePath: target }])
    await page.getByRole('dialog').getByRole('button', { name: 'Save file' }).click()
    await expect.poll(async () => (await readFile(target, 'utf8').catch(() => '')).trim().split('\n').length).toBe(5)
    expect((await dialogsAsked(desktop)).at(-1)?.options.defaultPath).toBe(path.join(home, 'Downloads', 'Ada-assets.csv'))
    await page.keyboard.press('Escape')

    const { longest } = await desktop.evaluate(() => (globalThis as unknown as { held: { longest: number } }).held)
    process.stdout.write(`\nThe longest that main's loop was held during the main job: ${longest.toFixed(1)} ms.\n`)
    expect(longest).toBeLessThan(50)
    expect(await desktop.quit()).toBe(0)
  } finally {
    await sandbox.close()
  }
})

test('what main had begun when it was killed goes on after a relaunch, and nothing is sent twice', async ({ start, home }) => {
  const { sandbox, env } = await startSimulator({ scenario: 'plain', reviewMs: 3_000 })
  try {
    const first = await start({ env })
    await addPerson(first.page, 'Ada')
    await expect(first.page.getByRole('button', { name: 'Add clips' })).toBeVisible()
    await first.drop(await footage(home, ['ada-reading.mp4', 'ada-laughing.mp4']))
    await expect.poll(() => sandbox.accepted().length, { timeout: 30_000 }).toBeGreaterThan(0)
    await counts(first.page, 'In review', 2)
    await first.kill()

    const second = await start({ env })
    await second.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'People' }).click()
    await counts(second.page, 'Cleared', 2)
    expect(sandbox.accepted().flatMap(({ assets }) => assets)).toHaveLength(2)
  } finally {
    await sandbox.close()
  }
})

test('the menu and the tray pause, resume and lead to every screen; a link opens a person, also from a second start', async ({ start, home }) => {
  const { sandbox, env } = await startSimulator({ scenario: 'plain' })
  try {
    const desktop = await start({ env })
    const { page } = desktop
    await addPerson(page, 'Ada')
    await addPerson(page, 'Bo')
    for (const [id, hash] of [['go-clips', '#/clips'], ['go-needsYou', '#/needs-you'], ['settings', '#/settings'], ['go-overview', '#/']] as const) {
      await chooseInMenu(desktop, id)
      await expect.poll(() => place(desktop)).toBe(hash)
    }

    await chooseInMenu(desktop, 'pause')
    await expect(page.getByRole('banner').getByRole('button', { name: 'Resume' })).toBeVisible()
    await expect.poll(() => trayLabels(desktop)).toContain('Paused, 0 wait')
    await chooseInTray(desktop, 'resume')
    await expect(page.getByRole('banner').getByRole('button', { name: 'Pause' })).toBeVisible()
    await expect.poll(() => trayLabels(desktop)).toContain('Pause')

    await desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide())
    await expect(start({ env, args: ['greenroom://person/group-bo'] })).rejects.toThrow('before it had a window')
    await expect.poll(() => place(desktop)).toBe('#/people/2')
    expect(await desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())).toBe(true)
    await desktop.evaluate(({ app }) => app.emit('open-url', { preventDefault: () => undefined }, 'greenroom://person/1'))
    await expect.poll(() => place(desktop)).toBe('#/people/1')
    await desktop.evaluate(({ app }) => app.emit('open-url', { preventDefault: () => undefined }, 'greenroom://person/nobody'))
    await expect.poll(() => place(desktop)).toBe('#/people')

    // Started again while it quits: it comes back when it has ended, with the link.
    expect(await desktop.evaluate(({ app }) => {
      app.emit('before-quit', { preventDefault: () => undefined })
      app.emit('second-instance', {}, ['/opt/greenroom', 'greenroom://person/2'])
      return globalThis.recorded.relaunched.map(({ args }) => args?.at(-1))
    })).toEqual(['greenroom://person/2'])

    await chooseInMenu(desktop, 'show-log')
    expect(await desktop.evaluate(() => globalThis.recorded.revealed)).toEqual([path.join(home, 'data', 'logs', 'desktop.log')])
    await desktop.quit()
    const cold = await start({ env, args: ['greenroom://person/group-bo'] })
    await expect.poll(() => place(cold)).toBe('#/people/2')
  } finally {
    await sandbox.close()
  }
})

test('a finished batch and a stopped account are told once, and a click leads there', async ({ start, home }) => {
  const { sandbox, env } = await startSimulator({ scenario: 'plain', reviewMs: 2_000 })
  try {
    const desktop = await start({ env })
    const { page } = desktop
    await addPerson(page, 'Ada')
    await expect(page.getByRole('button', { name: 'Add clips' })).toBeVisible()
    const notices = () => desktop.evaluate(() => globalThis.recorded.notices.map(({ title, body }) => [title, body]))
    // Who looks at the window is told nothing.
    await desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.blur())
    await desktop.drop(await footage(home, ['ada-reading.mp4', 'ada-laughing.mp4']))
    await expect.poll(() => desktop.evaluate(() => globalThis.recorded.awake.size)).toBe(1)
    await counts(page, 'Cleared', 2)
    await expect.poll(notices, { timeout: 30_000 }).toEqual([['A batch is finished', 'Ada: 2 cleared, 0 failed.']])
    await expect.poll(() => desktop.evaluate(() => globalThis.recorded.awake.size)).toBe(0)
    await desktop.evaluate(() => globalThis.recorded.notices[0]?.emit('click'))
    await expect.poll(() => place(desktop)).toBe('#/people/1?tab=batches')

    await expect(page.getByRole('button', { name: 'Add clips' })).toBeVisible()
    sandbox.useScenario('key-refused')
    await desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide())
    await desktop.drop(await footage(home, ['ada-monologue.mp4']))
    await expect.poll(notices, { timeout: 30_000 }).toHaveLength(2)
    expect((await notices())[1]).toEqual(['default has stopped', 'The service refuses the key. Nothing is sent until a new one is entered.'])
    await desktop.evaluate(() => globalThis.recorded.notices[1]?.emit('click'))
    await expect.poll(() => place(desktop)).toBe('#/needs-you')
    expect(await desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())).toBe(true)
  } finally {
    await sandbox.close()
  }
})
