import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { startGreenroom } from './greenroom.ts'
import { dialog } from './parts.ts'
import { expect, forAllTests, test } from './test.ts'

const greenroom = forAllTests(() => startGreenroom({ scenario: 'demo' }))
const heard: string[] = []
let chat: Server

test.beforeAll(async () => {
  chat = createServer((request, response) => {
    void text(request).then((body) => {
      heard.push(body)
      response.end(request.url === '/closed' ? 'channel_is_archived' : 'ok')
    })
  })
  await new Promise<void>((resolve) => { chat.listen(0, '127.0.0.1', resolve) })
})
test.afterAll(() => { chat.close() })

test('a chat is told: set up, tried, switched off, and forgotten', async ({ page }) => {
  const address = `http://127.0.0.1:${(chat.address() as AddressInfo).port}`
  await greenroom().open(page, '/settings?section=notifications')
  await page.getByRole('button', { name: 'Add a channel' }).click()
  await dialog(page).getByLabel('Name').fill('Night shift')
  await dialog(page).getByLabel('Address', { exact: true }).fill(`${address}/closed`)
  await dialog(page).getByLabel('A daily digest').check()
  await dialog(page).getByLabel('The digest leaves at').fill('07:30')
  await dialog(page).getByRole('button', { name: 'Add it' }).click()

  const row = page.getByRole('article', { name: 'Night shift' })
  await expect(row).toContainText('What stopped · What is unclear · A daily digest')
  await row.getByRole('button', { name: 'Test it' }).click()
  await expect(row).toContainText('The trial message was not taken.')
  await expect(row).toContainText('channel_is_archived')

  await row.getByRole('button', { name: 'Change' }).click()
  await expect(dialog(page).getByLabel('The digest leaves at')).toHaveValue('07:30')
  await dialog(page).getByLabel('Address', { exact: true }).fill(`${address}/open`)
  await dialog(page).getByRole('button', { name: 'Save' }).click()
  await row.getByRole('button', { name: 'Test it' }).click()
  await expect(row).toContainText('took the trial message')
  expect(heard.at(-1)).toContain('This is a trial: news of Night shift arrives here.')

  await row.getByRole('switch', { name: 'Tell Night shift' }).press('Space')
  await expect.poll(async () => (await greenroom().client.channels.list()).map(({ enabled }) => enabled)).toEqual([false])
  await row.getByRole('button', { name: 'Remove' }).click()
  await dialog(page).getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByText('Nobody is told yet.')).toBeVisible()
})
