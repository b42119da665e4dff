/** What the application keeps between its runs: keys, its window, how it closes, what power means. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { startSimulator } from './at-simulator.ts'
import { dataDirOf } from './launch.ts'
import { answerDialogs, chooseInTray, dialogsAsked } from './recorded.ts'
import { expect, test } from './test.ts'

async function keep(page: Page, url: string, key: string): Promise<void> {
  await page.evaluate(() => { window.location.hash = '/settings?section=accounts' })
  await page.getByRole('textbox', { name: 'Address of the API' }).fill(url)
  await page.getByRole('textbox', { name: 'API key' }).fill(key)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved.')).toBeVisible()
}

test('a key is kept encrypted; one that can no longer be decrypted is asked for again, and nothing else is lost', async ({ start, home }) => {
  const { sandbox } = await startSimulator({ key: 'a-very-secret-key' })
  try {
    const first = await start()
    await keep(first.page, sandbox.url, 'a-very-secret-key')
    const state = () => first.page.evaluate(() => window.greenroom?.state())
    expect(await state()).toMatchObject({ unreadableKeys: 0 })
    expect(await first.quit()).toBe(0)
    const file = path.join(dataDirOf(home), 'desktop', 'secrets.json')
    const kept = await readFile(file, 'utf8')
    expect(kept).toContain('account-1-key')
    expect(kept).not.toContain('a-very-secret-key')

    // After an update that the key store does not know.
    const updated = await start({ env: { RECORDER_VAULT: 'broken' } })
    await expect.poll(() => updated.evaluate(() => globalThis.recorded.notices.map(({ title }) => title)), { timeout: 20_000 }).toEqual(['A key has to be entered again'])
    expect(await updated.page.evaluate(() => window.greenroom?.state())).toMatchObject({ unreadableKeys: 1 })
    await updated.page.evaluate(() => { window.location.hash = '/settings?section=accounts' })
    await expect(updated.page.getByRole('textbox', { name: 'Address of the API' })).toHaveValue(sandbox.url)
    await expect(updated.page.getByRole('textbox', { name: 'API key' })).toHaveAttribute('placeholder', 'No key yet')
    expect(await readFile(file, 'utf8')).toBe(kept)
    await updated.page.getByRole('textbox', { name: 'API key' }).fill('a-very-secret-key')
    await updated.page.getByRole('button', { name: 'Save' }).click()
    await expect(updated.page.getByText('Saved.')).toBeVisible()
    expect(await updated.page.evaluate(() => window.greenroom?.state())).toMatchObject({ unreadableKeys: 0 })
    await updated.page.getByRole('button', { name: 'Test it' }).click()
    await expect(updated.page.getByText('It works.')).toBeVisible()
  } finally {
    await sandbox.close()
  }
})

test('where keys would lie unprotected the person is told, and where they cannot be kept at all none is taken', async ({ start }) => {
  const basic = await start({ env: { RECORDER_VAULT: 'basic' } })
  await basic.page.evaluate(() => { window.location.hash = '/settings?section=desktop' })
  await expect(basic.page.getByText('no keyring on this machine')).toBeVisible()
  // There, and wherever a key is entered.
  await basic.page.evaluate(() => { window.location.hash = '/settings?section=accounts' })
  await expect(basic.page.getByRole('textbox', { name: 'API key' })).toBeVisible()
  await expect(basic.page.getByText('no keyring on this machine')).toBeVisible()
  expect(await basic.quit()).toBe(0)
  const none = await start({ env: { RECORDER_VAULT: 'none' } })
  await none.page.evaluate(() => { window.location.hash = '/settings?section=accounts' })
  await none.page.getByRole('textbox', { name: 'API key' }).fill('a-key')
  await none.page.getByRole('button', { name: 'Save' }).click()
  const refused = none.page.getByRole('alert').filter({ hasText: 'The key was not kept: this machine has no key store that is open now.' })
  await expect(refused).toBeVisible()
  expect(await none.quit()).toBe(0)
  // Electron says that it can encrypt, and then cannot.
  const shut = await start({ env: { RECORDER_VAULT: 'shut' } })
  await shut.page.evaluate(() => { window.location.hash = '/settings?section=accounts' })
  await shut.page.getByRole('textbox', { name: 'API key' }).fill('a-key')
  await shut.page.getByRole('button', { name: 'Save' }).click()
  await expect(shut.page.getByRole('alert').filter({ hasText: 'The key was not kept: this machine has no key store that is open now.' })).toBeVisible()
})

test('the window opens where it was, and closing it is asked about once', async ({ start }) => {
  const first = await start()
  await expect(first.page.getByRole('heading', { level: 1 })).toBeVisible()
  await first.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setBounds({ x: 120, y: 80, width: 1000, height: 700 }))
  const close = () => first.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  const visible = () => first.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())
  await expect.poll(visible).toBe(true)

  await answerDialogs(first, [{ response: 2 }])
  await first.evaluate(({ BrowserWindow }) => {
    // Twice in one breath, as an impatient hand does it.
    for (let times = 0; times < 2; times++) BrowserWindow.getAllWindows()[0]?.close()
  })
  await expect.poll(async () => (await dialogsAsked(first)).length).toBe(1)
  expect(await visible()).toBe(true)
  await answerDialogs(first, [{ response: 0 }])
  await close()
  await expect.poll(visible).toBe(false)
  await first.evaluate(({ app }) => app.emit('activate'))
  expect(await visible()).toBe(true)
  await close()
  await expect.poll(visible).toBe(false)
  expect(await dialogsAsked(first)).toHaveLength(2)
  expect(await first.quit()).toBe(0)

  const second = await start()
  expect(await second.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds())).toEqual({ x: 120, y: 80, width: 1000, height: 700 })
  await second.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.maximize())
  expect(await second.quit()).toBe(0)

  // Started at login it stays in the tray, maximised or not; shown, it is as it was.
  const paints = async () => (await second.log()).split('The first paint.').length
  const before = await paints()
  const third = await start({ args: ['--hidden'] })
  await expect(third.page.getByRole('heading', { level: 1 })).toBeVisible()
  const state = () => third.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => [window.isVisible(), window.isMaximized()]))
  await expect.poll(paints).toBe(before + 1)
  expect(await state()).toEqual([[false, false]])
  await chooseInTray(third, 'open')
  expect(await state()).toEqual([[true, true]])
})

test('a page that crashes is loaded again; one that crashes again and again is asked about', async ({ start }) => {
  const { page, evaluate } = await start()
  const crash = async () => {
    await evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }))
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  }
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  for (let crashes = 0; crashes < 3; crashes++) {
    const loaded = page.waitForEvent('load')
    await crash()
    await loaded
  }
  const asked = () => evaluate(() => globalThis.recorded.asked.map(({ options }) => options.message))
  expect(await asked()).toEqual([])
  await evaluate(() => globalThis.recorded.answers.push({ response: 0 }))
  const loaded = page.waitForEvent('load')
  await crash()
  await loaded
  expect(await asked()).toEqual(['The window crashed several times in a row'])
})

test('on battery everything pauses where a person wants that, and goes on with the mains, also across a restart', async ({ start }) => {
  const { sandbox, env } = await startSimulator()
  try {
    const first = await start({ env })
    const shown = (page: typeof first.page, name: string) => expect(page.getByRole('banner').getByRole('button', { name })).toBeEnabled()
    await shown(first.page, 'Pause')
    await first.page.evaluate(() => window.greenroom?.changePreferences({ onBattery: 'pause' }))
    await first.evaluate(({ powerMonitor }) => {
      globalThis.recorded.onBattery = true
      powerMonitor.emit('on-battery')
    })
    await shown(first.page, 'Resume')
    expect(await first.quit()).toBe(0)
    const second = await start({ env })
    await shown(second.page, 'Pause')
    await second.page.evaluate(() => { window.location.hash = '/activity' })
    await expect(second.page.getByText('the machine runs on battery')).toBeVisible()
    await expect(second.page.getByText('the machine is on the mains again')).toBeVisible()
  } finally {
    await sandbox.close()
  }
})

test('menus, the tray and the page speak the language that was chosen', async ({ start }) => {
  const desktop = await start({ language: 'zh-CN' })
  await expect(desktop.page.getByRole('heading', { level: 1 })).toBeVisible()
  const labels = () => desktop.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label))
  await expect.poll(labels).toEqual(['文件', '编辑', '队列', '前往', '显示', '窗口', '帮助'])
  await desktop.page.evaluate(() => { window.location.hash = '/settings?section=appearance' })
  await desktop.page.getByText('English', { exact: true }).click()
  await expect.poll(labels).toEqual(['File', 'Edit', 'Queue', 'Go', 'View', 'Window', 'Help'])
  await desktop.page.getByText('Dark', { exact: true }).click()
  await expect.poll(() => desktop.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe('dark')
})
