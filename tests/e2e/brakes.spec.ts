import { copyFile, mkdir, readdir } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { demoClipsDir } from '../helpers/clips.ts'
import { personCalled, startGreenroomAt, type Greenroom } from './greenroom.ts'
import { card, dialog, expectCounts, expectRow, go, row } from './parts.ts'
import { expect, forAllTests, test } from './test.ts'

/** Clips of the demo whose names stand for nothing in particular. */
async function plainClips(): Promise<string[]> {
  return (await readdir(demoClipsDir)).filter((name) => name.startsWith('ada-')).sort().map((name) => path.join(demoClipsDir, name))
}

async function takeIn(greenroom: Greenroom, person: string, from: number, count: number): Promise<number> {
  const groupId = await personCalled(person, greenroom)
  // Copies of its own, so that no two persons share a file.
  const folder = path.join(greenroom.home, 'footage', `${person}-${from}`)
  await mkdir(folder, { recursive: true })
  const clips = (await plainClips()).slice(from, from + count)
  await Promise.all(clips.map((clip) => copyFile(clip, path.join(folder, path.basename(clip)))))
  await greenroom.client.intakes.create({ groupId, inputs: [folder] })
  return groupId
}

function cue(page: Page) {
  return page.getByRole('group', { name: 'What is happening' })
}

test.describe('pausing', () => {
  const greenroom = forAllTests(() => startGreenroomAt({ scenario: 'plain' }))
  const sent = (person: string) => greenroom().sandbox.accepted().filter(({ groupId }) => groupId === `group-${person.toLowerCase()}`).length

  test('everything is paused with one button, nothing leaves, and all goes on when it is resumed', async ({ page }) => {
    await greenroom().open(page)
    await page.getByRole('banner').getByRole('button', { name: 'Pause' }).click()
    await expect(page.getByRole('banner').getByRole('button', { name: 'Resume' })).toBeVisible()
    await expect(cue(page)).toContainText('Paused')
    await takeIn(greenroom(), 'Ada', 0, 2)
    await go(page, 'People')
    // They are taken in and checked; links, which do not live for ever, are made once it goes on.
    await expectCounts(page.getByRole('article', { name: 'Ada' }), { 'Making link': 2 }, 30_000)
    await expect(cue(page)).toContainText('Paused, 2 wait')
    expect(sent('Ada')).toBe(0)
    await page.getByRole('banner').getByRole('button', { name: 'Resume' }).click()
    await expectCounts(page.getByRole('article', { name: 'Ada' }), { Cleared: 2 }, 30_000)
    expect(sent('Ada')).toBeGreaterThan(0)
  })

  test('a person is paused while the others go on', async ({ page }) => {
    const bo = await personCalled('Bo', greenroom())
    await greenroom().open(page, `/people/${bo}`)
    const screen = page.getByRole('main')
    await screen.getByRole('button', { name: 'Pause' }).click()
    await expect(page.getByText('Bo is paused; what is in review is followed on.')).toBeVisible()
    await takeIn(greenroom(), 'Bo', 2, 2)
    await takeIn(greenroom(), 'Cy', 4, 2)
    await expectCounts(screen, { Queued: 2 }, 30_000)
    await go(page, 'People')
    await expectCounts(page.getByRole('article', { name: 'Cy' }), { Cleared: 2 }, 30_000)
    await expect(page.getByRole('article', { name: 'Bo' })).toContainText('Paused')
    await expectCounts(page.getByRole('article', { name: 'Bo' }), { Queued: 2 })
    expect(sent('Bo')).toBe(0)
    await page.getByRole('link', { name: 'Bo', exact: true }).click()
    await screen.getByRole('button', { name: 'Resume' }).click()
    await expectCounts(screen, { Cleared: 2 }, 30_000)
  })
})

test.describe('a batch', () => {
  const greenroom = forAllTests(() => startGreenroomAt({ scenario: 'envelope-500' }))

  test('a batch that waits for another try is paused and resumed by itself', async ({ page }) => {
    const id = await takeIn(greenroom(), 'Ada', 0, 1)
    await greenroom().open(page, `/people/${id}?tab=batches`)
    const batch = row(page, 'Planned')
    await batch.getByRole('button', { name: /^Pause batch/ }).click()
    const paused = row(page, 'Paused')
    await expect(paused).toBeVisible()
    const before = greenroom().sandbox.requests().filter(({ method }) => method === 'POST').length
    // Others go out meanwhile, so its turn has come and gone.
    greenroom().sandbox.useScenario('plain')
    await takeIn(greenroom(), 'Bo', 1, 1)
    await expect.poll(() => greenroom().sandbox.accepted().length, { timeout: 30_000 }).toBe(1)
    expect(greenroom().sandbox.requests().filter(({ method }) => method === 'POST')).toHaveLength(before + 1)
    await paused.getByRole('button', { name: /^Resume batch/ }).click()
    await expect(row(page, 'Finished')).toBeVisible({ timeout: 30_000 })
    expect(greenroom().sandbox.accepted()).toHaveLength(2)
  })
})

test.describe('an account that has stopped', () => {
  const greenroom = forAllTests(() => startGreenroomAt({ scenario: 'key-refused' }))

  test('a refused key is said in a bar on every screen, and a new one is entered where it says so', async ({ page }) => {
    const id = await takeIn(greenroom(), 'Ada', 0, 2)
    await greenroom().open(page, `/people/${id}`)
    const bar = page.getByRole('alert').filter({ hasText: 'The service refuses the key of “default”.' })
    await expect(bar).toBeVisible({ timeout: 30_000 })
    await expect(bar).toContainText(/2 clips wait/)
    expect((await bar.boundingBox())?.height).toBe(40)
    await expect(cue(page)).toContainText('Stopped: nothing is sent')
    await bar.getByRole('button', { name: 'Open settings' }).click()
    await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
    await expect(page.getByText('Stopped: key refused')).toBeVisible()
    await expect(bar).toBeVisible()

    await go(page, 'Needs you')
    await card(page, 'The service refuses the key').getByRole('button', { name: 'Enter a new key' }).click()
    greenroom().sandbox.useScenario('plain')
    await dialog(page).getByLabel('API key').fill('another-key')
    await dialog(page).getByRole('button', { name: 'Save and go on' }).click()
    await expect(bar).toHaveCount(0)
    await go(page, 'People')
    await expectCounts(page.getByRole('article', { name: 'Ada' }), { Cleared: 2 }, 30_000)
  })

  test('an empty balance stops submissions, and one button goes on once it is topped up', async ({ page }) => {
    await greenroom().open(page, '/people')
    greenroom().sandbox.useScenario('no-balance')
    for (const [n, person] of ['Bo', 'Cy', 'Di'].entries()) await takeIn(greenroom(), person, 2 + n, 1)
    const bar = page.getByRole('alert').filter({ hasText: 'The account “default” has no balance left.' })
    await expect(bar).toBeVisible({ timeout: 30_000 })
    await expect(bar).toContainText('what is in review is followed on')
    // Two had gone before the balance was spent: they are followed to their end.
    await expect(page.getByRole('link', { name: /^1\s*Cleared$/ })).toHaveCount(2, { timeout: 30_000 })
    greenroom().sandbox.useScenario('plain')
    await bar.getByRole('button', { name: 'Resume' }).click()
    await expect(bar).toHaveCount(0)
    await expect(page.getByRole('link', { name: /^1\s*Cleared$/ })).toHaveCount(3, { timeout: 30_000 })
  })
})

test.describe('an answer that was lost', () => {
  const greenroom = forAllTests(() => startGreenroomAt({ scenario: 'lost-answer' }))

  test('the batch is never sent again by itself, and is followed once a person knows its task', async ({ page }) => {
    const { sandbox } = greenroom()
    const id = await takeIn(greenroom(), 'Ada', 0, 2)
    await greenroom().open(page, '/needs-you')
    const unclear = card(page, 'Unclear what happened to 2 clips of Ada')
    await expect(unclear).toContainText('The answer to the submission was lost', { timeout: 30_000 })
    expect(sandbox.accepted()).toHaveLength(1)
    await unclear.getByRole('button', { name: 'What we know' }).click()
    // The names the service was given, by which its support can find them.
    for (const { name } of sandbox.accepted()[0]?.assets ?? []) await expect(unclear.getByText(name, { exact: true })).toBeVisible()
    await unclear.getByRole('button', { name: 'The service has it' }).click()
    await dialog(page).getByLabel('Task id').fill(sandbox.accepted()[0]?.taskId ?? '')
    await dialog(page).getByRole('button', { name: 'Follow this task' }).click()
    await expect(page.getByText('Answered; it goes on.')).toBeVisible()
    await expect(page.getByText('Nothing needs you.')).toBeVisible({ timeout: 30_000 })
    await page.goto(`${greenroom().url}#/people/${id}`)
    await expectCounts(page.getByRole('main'), { Cleared: 2 }, 30_000)
    expect(sandbox.accepted()).toHaveLength(1)
  })

  test('a batch that never arrived is sent again only after a person has said so twice', async ({ page }) => {
    const { sandbox } = greenroom()
    sandbox.useScenario('reset-before')
    const before = sandbox.accepted().length
    await takeIn(greenroom(), 'Bo', 2, 1)
    await greenroom().open(page, '/needs-you')
    const unclear = card(page, 'Unclear what happened to 1 clip of Bo')
    await expect(unclear).toBeVisible({ timeout: 30_000 })
    expect(sandbox.accepted()).toHaveLength(before)
    await unclear.getByRole('button', { name: 'It was not accepted' }).click()
    await expect(dialog(page)).toContainText('if it did arrive, it is paid twice')
    await dialog(page).getByRole('button', { name: 'It was not accepted' }).click()
    await expect(unclear).toHaveCount(0)
    await expect.poll(() => sandbox.accepted().length, { timeout: 30_000 }).toBe(before + 1)
    await go(page, 'Clips')
    await expect(await expectRow(page, 'ada-laughing')).toContainText('Cleared', { timeout: 30_000 })
  })
})
