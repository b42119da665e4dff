import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { copyDemoClip, makeClip } from '../helpers/clips.ts'
import { nmcliOnWifi, standInNmcli } from '../helpers/stand-in.ts'
import { s3Keys, startS3Server, type S3Server } from '../helpers/s3-server.ts'
import { startGreenroomAt, type Greenroom } from './greenroom.ts'
import { expect, forAllTests, test } from './test.ts'

/** Waits until so many clips are cleared; says what is waited for where they are not. */
async function untilCleared(client: Greenroom['client'], wanted: number): Promise<void> {
  await expect(async () => {
    const counts = await client.clips.counts({})
    expect(counts.active, JSON.stringify({ counts, waiting: await client.cue.waiting({}) })).toBe(wanted)
  }).toPass({ timeout: 60_000 })
}

test.describe('clips that go by a storage', () => {
  let server: S3Server | null = null
  test.beforeAll(async () => {
    test.setTimeout(300_000)
    server = await startS3Server()
    await server.bucket('studio')
  })
  test.afterAll(() => server?.stop())
  let nmcli: Awaited<ReturnType<typeof standInNmcli>> | null = null
  const greenroom = forAllTests(async () => {
    nmcli = await standInNmcli(await mkdtemp(path.join(os.tmpdir(), 'greenroom-e2e-nmcli-')))
    return startGreenroomAt({ scenario: 'demo' }, { PATH: `${nmcli.folder}:${process.env['PATH'] ?? ''}` })
  })
  test.afterAll(() => (nmcli ? rm(path.dirname(nmcli.folder), { recursive: true, force: true }) : undefined))

  test('a storage is set up, said to be wrong where it is, tried, and its clips are cleared', async ({ page }) => {
    const { client, home } = greenroom()
    await greenroom().open(page, '/settings?section=links')
    await page.getByRole('radio', { name: 'Storage in the cloud (S3)' }).check()
    await page.getByRole('combobox', { name: 'Storage' }).click()
    await page.getByRole('option', { name: 'Amazon S3' }).click()
    const box = (name: string) => page.getByRole('textbox', { name, exact: true })
    await box('Region').fill('cn-north-1')
    await expect(box('Endpoint')).toHaveValue('https://s3.cn-north-1.amazonaws.com.cn')
    await page.getByRole('combobox', { name: 'Storage' }).click()
    await page.getByRole('option', { name: 'MinIO' }).click()
    await box('Region').fill('us-east-1')
    await expect(box('Endpoint')).toHaveValue('http://127.0.0.1:9000')
    await expect(page.getByRole('switch', { name: 'Path style' })).toBeChecked()
    await box('Endpoint').fill(server?.endpoint ?? '')
    await box('Bucket').fill('studio')
    await box('Access key').fill(s3Keys.accessKeyId)
    await box('Secret').fill('not-the-secret')
    await box('Prefix').fill('/greenroom/')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText('A prefix has no spaces and does not begin with a slash.')).toBeVisible()
    await box('Prefix').fill('greenroom/')
    await page.getByText('Show the policy').click()
    await expect(page.getByText('arn:aws:s3:::studio/greenroom/*')).toBeVisible()
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText('Saved.')).toBeVisible()
    await page.getByRole('button', { name: 'Test it' }).click()
    await expect(page.getByText('the secret does not belong to the access key')).toBeVisible({ timeout: 30_000 })

    const group = await client.groups.adopt({ remoteId: 'group-ada', name: 'Ada' })
    await client.intakes.create({ groupId: group.id, inputs: [await copyDemoClip(path.join(home, 'footage'), 'ada-reading.mp4')] })
    await greenroom().open(page, '/needs-you')
    await expect(page.getByText('The secret does not fit the access key')).toBeVisible({ timeout: 30_000 })
    await expect(page.getByRole('link', { name: /^1 clip waits · since/ })).toBeVisible()
    await page.getByRole('link', { name: 'Open the links settings' }).click()

    await box('Access key').fill(s3Keys.accessKeyId)
    await box('Secret').fill(s3Keys.secretAccessKey)
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText('Saved.')).toBeVisible()
    // What was entered is not shown again.
    await expect(box('Secret')).toHaveValue('')
    await page.getByRole('button', { name: 'Test it' }).click()
    await expect(page.getByText('It works.')).toBeVisible({ timeout: 30_000 })
    await untilCleared(client, 1)
    await greenroom().open(page, '/needs-you')
    await expect(page.getByText('Nothing needs you.')).toBeVisible()
  })

  test('what is uploaded shows how far it is, under a cap that can be raised', async ({ page }) => {
    const { client, home } = greenroom()
    const [account] = await client.accounts.list()
    if (account?.publishing.kind !== 's3') throw new Error('The first test sets the storage up.')
    await client.accounts.setPublishing({ id: account.id, publishing: { ...account.publishing, maxBytesPerSecond: 20_000 } })
    const [group] = await client.groups.list({})
    await client.intakes.create({ groupId: group?.id ?? 0, inputs: [await copyDemoClip(path.join(home, 'footage'), 'ada-laughing.mp4')] })
    await greenroom().open(page, '/')
    await expect(page.getByText(/Uploading 1 clip: .+ of .+/u)).toBeVisible({ timeout: 30_000 })
    await expect(page.getByRole('progressbar', { name: 'Uploaded of what is under way' })).toBeVisible()
    await client.accounts.setPublishing({ id: account.id, publishing: { ...account.publishing, maxBytesPerSecond: null } })
    await untilCleared(client, 2)
    await expect(page.getByText(/Uploading/u)).toBeHidden()
  })
  test('on a network that nobody approved clips wait, say so, and go on at its approval', async ({ page }) => {
    const { client, home } = greenroom()
    await nmcli?.say(nmcliOnWifi('Hotel Lobby', 'hotel-1', 'yes'))
    await greenroom().open(page, '/settings?section=links')
    await page.getByRole('switch', { name: 'Only approved networks' }).press('Space')
    await expect(page.getByRole('row', { name: /Hotel Lobby.*Wi-Fi · metered.*Wait.*In use/u })).toBeVisible({ timeout: 30_000 })

    const [group] = await client.groups.list({})
    await client.intakes.create({ groupId: group?.id ?? 0, inputs: [await makeClip(path.join(home, 'footage'), 'ada-walking.mp4', { seconds: 3 })] })
    await greenroom().open(page, '/')
    await expect(page.getByText('Clips wait: “Hotel Lobby” is not approved').first()).toBeVisible({ timeout: 30_000 })
    await expect(page.getByText(/1 clip, .+, waits for the network/u)).toBeVisible()
    const [clip] = (await client.clips.list({ filter: { states: ['publishing'] } })).rows
    await greenroom().open(page, `/clips?clip=${clip?.id}`)
    await expect(page.getByRole('complementary').getByText('Clips wait: “Hotel Lobby” is not approved')).toBeVisible()
    await greenroom().open(page, '/needs-you')
    await expect(page.getByRole('link', { name: /1 clip waits · since/u })).toBeVisible()
    await page.getByRole('button', { name: 'Approve “Hotel Lobby”' }).click()
    await untilCleared(client, 3)
    await greenroom().open(page, '/activity')
    await expect(page.getByText('“Hotel Lobby” was approved for uploads')).toBeVisible()
    await client.networks.set({ onlyApproved: false })
  })
})
