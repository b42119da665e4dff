import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { startSandbox } from '../../src/main/sandbox/server.ts'
import { systemClock } from '../../src/node-host/system-clock.ts'
import { startGreenroom, startGreenroomAt, type Greenroom } from './greenroom.ts'
import { card, go, showNewRows } from './parts.ts'
import { expect, test } from './test.ts'

const demoClips = path.resolve(import.meta.dirname, '../../resources/clips')

// The stand-in for the person's phone has no icon, and says so in the console.
test.use({ expectedErrors: [[/favicon\.ico/], { scope: 'test' }] })

let running: Greenroom | null = null

/** A Greenroom of its own for this test, with the screens open. */
async function opened<T extends Greenroom>(page: Page, starting: Promise<T>, place = '/'): Promise<T> {
  const greenroom = await starting
  running = greenroom
  await greenroom.open(page, place)
  return greenroom
}

/** Ada by an existing group, and clips of hers. */
async function takeIn({ client }: Greenroom, ...clips: string[]): Promise<void> {
  const { id: groupId } = await client.groups.adopt({ remoteId: 'group-ada', name: 'Ada' })
  await client.intakes.create({ groupId, inputs: clips.map((clip) => path.join(demoClips, clip)) })
}

async function seemsFineToAxe(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)).toEqual([])
}

test.afterEach(async ({ page }) => {
  // A page left open would complain that its Greenroom has gone.
  await page.goto('about:blank')
  await running?.stop()
  running = null
})

test('a failure that is only probable says so before anything is sent again', async ({ page }) => {
  const greenroom = await opened(page, startGreenroomAt({ scenario: 'all-fail' }))
  await takeIn(greenroom, 'ada-turning.mov', 'ada-reading.mp4')
  await go(page, 'Needs you')
  const failed = card(page, '2 clips of Ada failed, and the service does not say why')
  await failed.getByRole('button', { name: 'Resubmit 2' }).click()
  const dialog = page.getByRole('dialog', { name: 'Resubmit 2 clips?' })
  await expect(dialog).toContainText('2 of them are only probable matches')
  await seemsFineToAxe(page)
  await dialog.getByRole('button', { name: 'Resubmit 2' }).click()
  await expect(page.getByText('2 clips are queued again.')).toBeVisible()
})

test('a clip beyond the limits is held with its values, and can be set aside', async ({ page }) => {
  const greenroom = await opened(page, startGreenroomAt({ scenario: 'demo' }))
  await takeIn(greenroom, 'too-short-slate.mp4')
  await go(page, 'Needs you')
  const held = card(page, '1 clip is shorter than 2 sec')
  await expect(held).toContainText(/The clip lasts [\d.]+ sec; at least 2 sec is needed\./)
  await expect(held).toContainText('For example too-short-slate.mp4')
  await held.getByRole('button', { name: 'Set 1 aside' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Set 1 aside' }).click()
  await expect(page.getByText('Nothing needs you.')).toBeVisible()
})

test('a refused key stops the account in words, and a new key lets it go on', async ({ page }) => {
  const greenroom = await opened(page, startGreenroomAt({ scenario: 'demo', key: 'the-right-key' }))
  await takeIn(greenroom, 'ada-reading.mp4')
  await go(page, 'Needs you')
  const stopped = card(page, 'The service refuses the key')
  await expect(stopped).toContainText('1 clip waits')
  await stopped.getByRole('button', { name: 'Enter a new key' }).click()
  const dialog = page.getByRole('dialog', { name: 'Enter the account’s key' })
  await dialog.getByLabel('API key').fill('the-right-key')
  await dialog.getByRole('button', { name: 'Save and go on' }).click()
  await expect(page.getByText('Nothing needs you.')).toBeVisible()
  await go(page, 'People')
  await expect(page.getByRole('article', { name: 'Ada' }).getByRole('link', { name: /1\s*Cleared/ })).toBeVisible()
})

test('a lost answer is shown with what is known of it, and is never sent again without a word', async ({ page }) => {
  const greenroom = await opened(page, startGreenroomAt({ scenario: 'lost-answer' }))
  await takeIn(greenroom, 'ada-reading.mp4')
  await go(page, 'Needs you')
  const unclear = card(page, 'Unclear what happened to 1 clip of Ada')
  await unclear.getByRole('button', { name: 'What we know' }).click()
  await expect(unclear.getByText(/^ada-reading-\w+/)).toBeVisible()
  await unclear.getByRole('button', { name: 'The service has it' }).click()
  const accepted = page.getByRole('dialog', { name: /^The service has batch/ })
  await accepted.getByLabel('Task id').fill('no-such-task')
  await accepted.getByRole('button', { name: 'Cancel' }).click()
  await unclear.getByRole('button', { name: 'Enter the verdicts' }).click()
  const verdicts = page.getByRole('dialog', { name: /^Enter the verdicts/ })
  await verdicts.getByLabel('Verdicts').fill('clip,verdict\nada-reading.mp4,perhaps')
  await expect(verdicts.getByText('Line 2 cannot be read: ada-reading.mp4,perhaps')).toBeVisible()
  await verdicts.getByRole('button', { name: 'Cancel' }).click()
  await unclear.getByRole('button', { name: 'It was not accepted' }).click()
  const sure = page.getByRole('dialog', { name: 'The service did not accept it?' })
  await expect(sure).toContainText('paid twice')
  await sure.getByRole('button', { name: 'It was not accepted' }).click()
  await expect(page.getByText('Nothing needs you.')).toBeVisible()
})

/** Web addresses of clips that are nowhere: for tests about quantities. */
function addresses(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `https://footage.example.com/take-${index + 1}.mp4`)
}

test('a person whose clips mostly fail is stopped in words, and goes on when somebody says so', async ({ page }) => {
  const { client } = await opened(page, startGreenroomAt({ scenario: 'all-fail', downloads: false }))
  const { id: groupId } = await client.groups.adopt({ remoteId: 'group-ada', name: 'Ada' })
  await client.intakes.create({ groupId, inputs: addresses(24), preflight: false })
  await go(page, 'Needs you')
  const stopped = card(page, 'Most of Ada’s clips fail')
  await expect(stopped).toContainText(/2\d of 2\d verdicts failed/)
  await stopped.getByRole('link', { name: 'Look at the failed clips' }).click()
  await expect(page).toHaveURL(/#\/clips\?state=failed&group=1/)
  await go(page, 'Needs you')
  await stopped.getByRole('button', { name: 'Go on' }).click()
  await expect(page.getByText('Ada goes on.')).toBeVisible()
})

test('a large intake asks first, with what it will take', async ({ page }) => {
  const { client } = await opened(page, startGreenroomAt({ scenario: 'plain', downloads: false }))
  const { id: groupId } = await client.groups.adopt({ remoteId: 'group-ada', name: 'Ada' })
  await client.intakes.create({ groupId, inputs: addresses(501), preflight: false })
  await go(page, 'Needs you')
  const asks = card(page, '501 clips for Ada: start?')
  await expect(asks).toContainText(/Requests\s*26/)
  await seemsFineToAxe(page)
  await asks.getByRole('button', { name: 'First batch only' }).click()
  await expect(page.getByText('The first batch goes; the rest waits for your word.')).toBeVisible()
})

test('a watched folder that vanished is waited for, and can be given up', async ({ page }) => {
  const { client, home } = await opened(page, startGreenroomAt({ scenario: 'demo' }))
  const { id: groupId } = await client.groups.adopt({ remoteId: 'group-ada', name: 'Ada' })
  const watched = path.join(home, 'shuttle')
  await mkdir(watched)
  const folder = await client.folders.add({ groupId, path: watched })
  await expect.poll(async () => (await client.folders.list({}))[0]?.state).toBe('watching')
  await rm(watched, { recursive: true })
  await client.folders.rescan({ id: folder.id })
  await go(page, 'Needs you')
  const waiting = card(page, 'A watched folder is not there')
  await expect(waiting).toContainText(watched)
  await waiting.getByRole('button', { name: 'Stop watching' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Stop watching' }).click()
  await expect(page.getByText('Nothing needs you.')).toBeVisible()
})

test('the history is told in words, and leads to what it is about', async ({ page }) => {
  const greenroom = await opened(page, startGreenroomAt({ scenario: 'demo' }))
  await takeIn(greenroom, 'ada-reading.mp4')
  await go(page, 'Activity')
  // What comes while one reads waits behind a notice.
  await expect(async () => {
    await showNewRows(page)
    await expect(page.getByText('The review of 1 clip of Ada is finished')).toBeVisible({ timeout: 500 })
  }).toPass()
  await expect(page.getByText('Ada was added by an existing group')).toBeVisible()
  expect(await page.getByRole('main').innerText()).not.toMatch(/has no words for|\b(batch|clip|group|intake|account)\.[a-z]/)
  await seemsFineToAxe(page)
  await page.getByRole('radiogroup', { name: 'Whose doings' }).getByText('People', { exact: true }).click()
  await expect(page.getByText('The review of 1 clip of Ada is finished')).toBeHidden()
  await page.getByRole('link', { name: 'Ada was added by an existing group' }).click()
  await expect(page.getByRole('heading', { name: 'Ada', level: 1 })).toBeVisible()
})

test('a setting is kept, a wrong one is refused where it is entered', async ({ page }) => {
  await opened(page, startGreenroomAt({ scenario: 'demo' }))
  await go(page, 'Settings')
  await page.getByRole('button', { name: 'Test it' }).click()
  await expect(page.getByText('It works.')).toBeVisible()
  await page.getByRole('tab', { name: 'Rates' }).click()
  await page.getByRole('textbox', { name: 'Clips in a request' }).fill('7')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved.')).toBeVisible()
  await page.getByRole('tab', { name: 'Limits' }).click()
  await page.getByRole('textbox', { name: 'Length, seconds, at most' }).fill('1')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('The least must not be more than the most.')).toBeVisible()
  await page.getByRole('textbox', { name: 'Length, seconds, at most' }).fill('20')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved.')).toBeVisible()
  await page.getByRole('tab', { name: 'Links' }).click()
  await page.getByRole('radio', { name: 'A folder that is public already' }).check()
  await page.getByRole('textbox', { name: 'Folder on this machine' }).fill('/nowhere/at/all')
  await page.getByRole('textbox', { name: 'Its address on the internet' }).fill('https://footage.example.com/clips')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('alert').or(page.getByText('Saved.'))).toBeVisible()
  await page.reload()
  await page.getByRole('tab', { name: 'Rates' }).click()
  await expect(page.getByRole('textbox', { name: 'Clips in a request' })).toHaveValue('7')
  await page.getByRole('tab', { name: 'Limits' }).click()
  await expect(page.getByRole('textbox', { name: 'Length, seconds, at most' })).toHaveValue('20')
})

test('language and theme change at once, and everything is said in Chinese', async ({ page }) => {
  await opened(page, startGreenroomAt({ scenario: 'demo' }))
  await page.goto(`${new URL(page.url()).origin}/#/settings?section=appearance`)
  await page.getByText('简体中文').click()
  await expect(page.getByRole('heading', { name: '设置' })).toBeVisible()
  await page.getByText('深色').click()
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
  for (const [name, heading] of [['概览', '概览'], ['待你处理', '待你处理'], ['人物', '人物'], ['动态', '动态']] as const) {
    await page.getByRole('navigation').getByRole('link', { name }).click()
    await expect(page.getByRole('heading', { name: heading, level: 1 })).toBeVisible()
    await seemsFineToAxe(page)
  }
})

test('the first start asks how to begin, and a wrong key is said where it is entered', async ({ page }) => {
  const sandbox = await startSandbox({ clock: systemClock, fetch: (input, init) => fetch(input, init), scenario: 'demo', key: 'the-right-key' })
  await opened(page, startGreenroom({ scenario: null }))
  await expect(page.getByRole('heading', { name: 'Welcome to Greenroom' })).toBeVisible()
  await page.getByRole('radio', { name: 'Try it in the sandbox' }).check()
  await expect(page.getByRole('button', { name: 'Open the sandbox' })).toBeEnabled()
  await page.getByRole('radio', { name: 'Connect an account' }).check()
  await seemsFineToAxe(page)
  await page.getByLabel('Address of the API').fill(sandbox.url)
  await page.getByLabel('API key').fill('a-wrong-key')
  await page.getByRole('button', { name: 'Connect' }).click()
  await expect(page.getByText('It does not work yet.')).toBeVisible()
  await page.getByLabel('API key').fill('the-right-key')
  await page.getByRole('button', { name: 'Connect' }).click()
  await expect(page.getByText('Connected: the service accepts the key.')).toBeVisible()
  await page.getByRole('button', { name: 'Next' }).click()
  await expect(page.getByRole('heading', { name: 'Where can the reviewer fetch your clips?' })).toBeVisible()
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByRole('button', { name: 'Use an existing group' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Use this group' }).click()
  await expect(dialog.getByText('Give the group’s id.')).toBeVisible()
  await dialog.getByLabel('Group id').fill('group-ada')
  await dialog.getByLabel('Name', { exact: true }).fill('Ada')
  await dialog.getByRole('button', { name: 'Use this group' }).click()
  await expect(page.getByRole('heading', { name: 'Ada', level: 1 })).toBeVisible()
  await sandbox.close()
})
