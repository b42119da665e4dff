import { appendFile, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { makeClip } from '../helpers/clips.ts'
import { startDemo, startGreenroomAt } from './greenroom.ts'
import { card, drawer, expectCounts, expectRow, go, row } from './parts.ts'
import { expect, forAllTests, test } from './test.ts'

test.describe('the demo', () => {
  test.describe.configure({ mode: 'serial' })
  const demo = forAllTests(startDemo)

  test('what failed without a reason is one card, and one click clears it', async ({ page }) => {
    await demo().open(page, '/people')
    const ada = page.getByRole('article', { name: 'Ada' })
    await expectCounts(ada, { Cleared: 10, Failed: 3, 'On hold': 1 }, 60_000)

    await expect(page.getByRole('link', { name: /^Needs you\D*3/ })).toBeVisible()
    await go(page, 'Needs you')
    await expect(page.getByRole('article')).toHaveCount(3)
    await expect(card(page, '1 clip of Ada failed: Not the verified face')).toBeVisible()
    await expect(card(page, '1 clip is shorter than 2 sec')).toBeVisible()
    const unexplained = card(page, '2 clips of Ada failed, and the service does not say why')
    await unexplained.getByRole('button', { name: 'Resubmit 2' }).click()
    await expect(page.getByText('2 clips are queued again.')).toBeVisible()
    await expect(unexplained).toHaveCount(0)
    await go(page, 'People')
    await expectCounts(ada, { Cleared: 12, Failed: 1, 'On hold': 1 }, 30_000)
  })

  test('every screen tells the same numbers', async ({ page }) => {
    const counts = { Cleared: 12, Failed: 1, 'On hold': 1 }
    const inWords = 'Cleared 12, Failed 1, On hold 1'
    await demo().open(page)
    const people = page.getByRole('region', { name: 'People' })
    await expect(people.getByRole('img', { name: inWords })).toBeVisible()
    await expect(people.getByRole('link', { name: 'Ada, Cleared: 12' })).toBeVisible()
    await expect(people.getByRole('link', { name: 'Ada, Failed: 1' })).toBeVisible()
    await expect(people.getByRole('link', { name: 'Ada, Needs you: 1' })).toBeVisible()
    await expect(page.getByRole('region', { name: 'Now' })).toContainText('Nothing is under way')
    await expect(page.getByRole('group', { name: 'What is happening' })).toContainText('Nothing is waiting')

    await people.getByRole('link', { name: 'Ada', exact: true }).click()
    await expect(page.getByRole('heading', { name: 'Ada', level: 1 })).toBeVisible()
    await expectCounts(page.getByRole('main'), counts)
    await expect(page.getByRole('tab', { name: 'Clips 14' })).toBeVisible()
    await expect(page.getByRole('tab', { name: 'Assets 12' })).toBeVisible()
    await expect(page.getByRole('grid', { name: 'Clips' })).toHaveAttribute('aria-rowcount', '15')

    await go(page, 'Clips')
    const states = page.getByRole('group', { name: 'State' })
    await expect(states.getByRole('button', { name: /^All\s*14$/ })).toBeVisible()
    for (const [word, count] of Object.entries(counts)) await expect(states.getByRole('button', { name: new RegExp(`^${word}\\s*${count}$`) })).toBeVisible()

    await go(page, 'Folders')
    await expectCounts(page.getByRole('list', { name: 'Folders' }), counts)
  })

  test('a number leads to the clips behind it, and a clip to every attempt ever made', async ({ page }) => {
    await demo().open(page, '/people')
    await page.getByRole('link', { name: /^12\s*Cleared$/ }).click()
    await expect(page.getByRole('grid', { name: 'Clips' })).toHaveAttribute('aria-rowcount', '13')
    await row(page, 'flaky-ada-hallway').click()
    const attempts = drawer(page).getByRole('listitem')
    await expect(attempts.filter({ hasText: 'Attempt 2' })).toContainText('cleared · certain match')
    await expect(attempts.filter({ hasText: 'Attempt 1' })).toContainText('failed · certain match')
    await expect(drawer(page).getByRole('listitem').filter({ hasText: 'Resubmitted' })).toContainText('by demo')
    await expect(drawer(page).getByRole('button', { name: 'Copy asset URL' })).toBeVisible()
  })

  test('the person’s batches are finished, a cell for every clip', async ({ page }) => {
    await demo().open(page, '/people/1?tab=batches')
    const batches = page.getByRole('grid', { name: 'Batches' }).getByRole('row')
    const { rows } = await demo().client.batches.list({ limit: 100 })
    await expect(batches.filter({ hasText: 'Finished' })).toHaveCount(rows.length)
    // 13 clips were sent, two of them twice: a batch keeps what it gave each of them.
    const cells = await batches.getByRole('img').evaluateAll((bars) => bars.flatMap((bar) => (bar.getAttribute('aria-label') ?? '').split(', ')))
    expect(cells).toHaveLength(15)
    expect(cells.filter((cell) => cell.endsWith('Cleared'))).toHaveLength(12)
    expect(cells.filter((cell) => cell.endsWith('Failed'))).toHaveLength(3)
    // Only what is still failed is offered again.
    await expect(page.getByRole('grid', { name: 'Batches' }).getByRole('button', { name: /^Resubmit 1 failed clip/ })).toHaveCount(1)
  })

  test('usable assets are copied and saved, with how sure each match is', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await demo().open(page, '/people/1?tab=assets')
    await page.getByRole('button', { name: 'Copy all 12 asset URLs' }).click()
    const copied = () => page.evaluate(() => navigator.clipboard.readText())
    await expect.poll(async () => (await copied()).trim().split('\n').filter((line) => line.startsWith('asset://'))).toHaveLength(12)

    await page.getByRole('button', { name: 'Export' }).click()
    const saving = page.waitForEvent('download')
    await page.getByRole('dialog').getByRole('button', { name: 'Save file' }).click()
    const saved = await saving
    expect(saved.suggestedFilename()).toBe('Ada-assets.csv')
    const lines = (await readFile(await saved.path(), 'utf8')).trim().split(/\r?\n/)
    expect(lines).toHaveLength(13)
    expect(lines[0]).toContain('match')
    for (const line of lines.slice(1)) expect(line).toMatch(/asset:\/\/\S+.*exact/)
  })

  test('the history says in words what was done, and by whom', async ({ page }) => {
    await demo().open(page, '/activity')
    const told = (sentence: string | RegExp) => page.getByRole('listitem').filter({ hasText: sentence })
    await expect(told('2 clips of Ada were resubmitted')).toContainText('demo')
    await expect(told('Ada was added by an existing group')).toContainText('demo')
    await expect(told(/is watched for Ada/)).toContainText('demo')
    await expect(told(/being submitted/).first()).toContainText('Greenroom')
    await expect(page.getByText('this version has no words for')).toHaveCount(0)
    await page.getByText('People', { exact: true }).last().click()
    await expect(told('2 clips of Ada were resubmitted')).toBeVisible()
    await expect(told(/being submitted/)).toHaveCount(0)
    await page.getByRole('link', { name: 'Ada was added by an existing group' }).click()
    await expect(page.getByRole('heading', { name: 'Ada', level: 1 })).toBeVisible()
  })
})

test.describe('a watch folder', () => {
  const greenroom = forAllTests(() => startGreenroomAt({ scenario: 'demo', reviewMs: 5_000 }))

  test('a file that grows is arriving until it is whole, then queued, in review, and cleared', async ({ page }) => {
    const { client, home } = greenroom()
    const footage = path.join(home, 'footage')
    const whole = await readFile(await makeClip(path.join(home, 'made'), 'take.mp4', { colour: 'seagreen' }))
    const group = await client.groups.adopt({ remoteId: 'group-ada', name: 'Ada' })
    await client.folders.add({ groupId: group.id, path: footage, settleMs: 300, lingerMs: 0 })
    await greenroom().open(page, `/people/${group.id}`)
    await expect(page.getByText('Drop this person’s clips here, or watch a folder.')).toBeVisible()

    const file = path.join(footage, 'ada-late-take.mp4')
    const third = Math.ceil(whole.length / 3)
    await writeFile(file, whole.subarray(0, third))
    const clip = await expectRow(page, 'ada-late-take')
    await expect(clip).toContainText('Arriving')
    await appendFile(file, whole.subarray(third, 2 * third))
    // It lies still for longer than the settle time, is looked at again and again, and is not taken: it does not reach its end.
    const looks = new Set<number>()
    await expect.poll(async () => {
      const { rows } = await client.clips.list({ limit: 1 })
      return looks.add(rows[0]?.dueAt ?? 0).size
    }, { intervals: [100], timeout: 30_000 }).toBeGreaterThan(4)
    await expect(clip).toContainText('Arriving')

    await appendFile(file, whole.subarray(2 * third))
    await expect(clip).toContainText('In review', { timeout: 30_000 })
    expect(greenroom().sandbox.accepted()).toHaveLength(1)
    await expect(page.getByRole('group', { name: 'What is happening' })).toContainText('1 in review')
    await expect(clip).toContainText('Cleared', { timeout: 30_000 })
    expect(greenroom().sandbox.accepted()).toHaveLength(1)
  })
})
