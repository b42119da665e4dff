import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startGreenroom, startGreenroomAt } from './greenroom.ts'
import { go } from './parts.ts'
import { expect, forAllTests, test } from './test.ts'

test.describe('what each person sees', () => {
  const greenroom = forAllTests(() => startGreenroom({ scenario: 'demo' }))

  test('the language changes at once, everywhere, and is kept', async ({ page }) => {
    await greenroom().open(page, '/settings?section=appearance')
    await expect(page).toHaveTitle('Settings · Greenroom')
    await page.getByText('简体中文', { exact: true }).click()
    await expect(page.getByRole('heading', { name: '设置', level: 1 })).toBeVisible()
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN')
    await expect(page).toHaveTitle('设置 · Greenroom')
    const nav = page.getByRole('navigation')
    for (const word of ['概览', '人物', '片段']) await expect(nav.getByRole('link', { name: word })).toBeVisible()
    await page.reload()
    await expect(page.getByRole('heading', { name: '设置', level: 1 })).toBeVisible()
    await page.getByText('English', { exact: true }).click()
    await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
    await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  })

  test('the theme follows the system until one is chosen, and is kept', async ({ page }) => {
    await greenroom().open(page, '/settings?section=appearance')
    const theme = page.locator('html')
    const canvas = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    await expect(theme).toHaveAttribute('data-mantine-color-scheme', 'light')
    await expect.poll(canvas).toBe('rgb(245, 246, 244)')
    await page.emulateMedia({ colorScheme: 'dark' })
    await expect(theme).toHaveAttribute('data-mantine-color-scheme', 'dark')
    await expect.poll(canvas).toBe('rgb(15, 18, 17)')
    await page.getByText('Light', { exact: true }).click()
    await expect(theme).toHaveAttribute('data-mantine-color-scheme', 'light')
    await page.getByText('Dark', { exact: true }).click()
    await page.emulateMedia({ colorScheme: 'light' })
    await page.reload()
    await expect(theme).toHaveAttribute('data-mantine-color-scheme', 'dark')
  })

  test('the system’s language is spoken from the first screen on', async ({ browser }) => {
    const context = await browser.newContext({ locale: 'zh-CN' })
    const page = await context.newPage()
    await greenroom().open(page, '/people')
    await expect(page.getByRole('heading', { name: '人物', level: 1 })).toBeVisible()
    await context.close()
  })

  test('rates are changed, put back while unsaved, and hold once saved', async ({ page }) => {
    await greenroom().open(page, '/settings?section=rates')
    const submissions = page.getByRole('textbox', { name: 'Submissions a minute' })
    await submissions.fill('7')
    await expect(page.getByText('Not saved yet.')).toBeVisible()
    await page.getByRole('button', { name: 'Put back' }).click()
    await expect(submissions).toHaveValue('600')
    await submissions.fill('9')
    await page.getByRole('textbox', { name: 'Clips in a request' }).fill('3')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText('Saved.')).toBeVisible()
    await expect(page.getByRole('group', { name: 'Submissions a minute' })).toContainText('0 of 9 in the last minute')
    const [account] = await greenroom().client.accounts.list()
    expect(account).toMatchObject({ batchSize: 3, submit: { limitRpm: 9 } })
  })

  test('a limit whose least is above its most is refused where it stands', async ({ page }) => {
    await greenroom().open(page, '/settings?section=limits')
    const video = page.getByRole('region', { name: 'Video' })
    await video.getByRole('textbox', { name: 'Length, seconds, at least' }).fill('40')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByRole('alert')).toContainText('The least must not be more than the most.')
    await video.getByRole('textbox', { name: 'Length, seconds, at most' }).fill('45')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText('Saved.')).toBeVisible()
    const [account] = await greenroom().client.accounts.list()
    expect(account?.limits.video).toMatchObject({ minDurationMs: 40_000, maxDurationMs: 45_000 })
  })
})

test.describe('what the account needs', () => {
  const greenroom = forAllTests(() => startGreenroomAt({ scenario: 'plain', key: 'the-key' }))
  let other: Server
  test.beforeAll(async () => {
    // Something that answers, and is not the review API.
    other = createServer((_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Welcome</title>'))
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  })
  test.afterAll(() => void other.close())

  test('links are set up and tried before anything is sent', async ({ page }) => {
    await greenroom().open(page, '/settings?section=links')
    await page.getByRole('radio', { name: 'Greenroom’s own link server' }).check()
    await page.getByRole('textbox', { name: 'Address on the internet' }).fill('http://127.0.0.1:1')
    await page.getByRole('textbox', { name: 'Port' }).fill('0')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText('Saved.')).toBeVisible()
    const trial = page.getByRole('group', { name: 'Try a link' })
    await trial.getByRole('button', { name: 'Test it' }).click()
    await expect(trial.getByRole('alert')).toContainText('It does not work yet.')

    await page.getByRole('radio', { name: 'A folder that is public already' }).check()
    await page.getByRole('textbox', { name: 'Folder on this machine' }).fill(greenroom().home)
    await page.getByRole('textbox', { name: 'Its address on the internet' }).fill(`http://127.0.0.1:${(other.address() as AddressInfo).port}`)
    await expect(trial).toContainText('Save first, then test.')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText('Saved.')).toBeVisible()
    const [account] = await greenroom().client.accounts.list()
    expect(account?.publishing).toMatchObject({ kind: 'base-url', root: greenroom().home })
  })

  test('a wrong address and a wrong key are each said in words where they are mended', async ({ page }) => {
    await greenroom().open(page, '/settings')
    const url = page.getByRole('textbox', { name: 'Address of the API' })
    const key = page.getByRole('group', { name: 'API key' }).locator('input')
    const trial = page.getByRole('group', { name: 'Try the address and the key' })
    const save = () => page.getByRole('button', { name: 'Save' }).click()
    await expect(url).toHaveValue(greenroom().sandbox.url)

    await url.fill(`http://127.0.0.1:${(other.address() as AddressInfo).port}`)
    await expect(trial.getByRole('button', { name: 'Test it' })).toBeDisabled()
    await save()
    await trial.getByRole('button', { name: 'Test it' }).click()
    await expect(trial.getByRole('alert')).toContainText('It does not work yet.', { timeout: 30_000 })
    await expect(trial.getByRole('alert')).toContainText(/not the review API|a web page/i)

    await url.fill('http://127.0.0.1:1')
    await save()
    await trial.getByRole('button', { name: 'Test it' }).click()
    await expect(trial.getByRole('alert')).toContainText('127.0.0.1:1', { timeout: 30_000 })

    await url.fill(greenroom().sandbox.url)
    await key.fill('not-the-key')
    await save()
    await expect(key).toHaveValue('')
    await trial.getByRole('button', { name: 'Test it' }).click()
    await expect(trial.getByRole('alert')).toContainText(/key/i, { timeout: 30_000 })

    await key.fill('the-key')
    await save()
    await trial.getByRole('button', { name: 'Test it' }).click()
    await expect(trial.getByRole('status')).toContainText('It works.', { timeout: 30_000 })
    await go(page, 'Needs you')
    await expect(page.getByText('Nothing needs you.')).toBeVisible()
  })
})

test.describe('the first run', () => {
  const greenroom = forAllTests(async () => {
    const held = await startGreenroomAt({ scenario: 'plain', key: 'the-key' })
    const fresh = await startGreenroom({ scenario: null, slow: true })
    return { ...fresh, sandbox: held.sandbox, stop: async () => { await fresh.stop(); await held.stop() } }
  })

  test('an account is connected, links are set up, and a first person is there', async ({ page }) => {
    await greenroom().open(page)
    await expect(page.getByRole('heading', { name: 'Welcome to Greenroom' })).toBeVisible()
    await page.getByRole('radio', { name: 'Connect an account' }).check()
    await page.getByLabel('Address of the API').fill(greenroom().sandbox.url)
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    await expect(page.getByText('Enter the key.')).toBeVisible()
    await page.getByLabel('API key').fill('wrong')
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    await expect(page.getByRole('main').getByRole('alert')).toContainText('It does not work yet.', { timeout: 30_000 })
    await page.getByLabel('API key').fill('the-key')
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    await expect(page.getByText('Connected: the service accepts the key.')).toBeVisible({ timeout: 30_000 })
    await page.getByRole('button', { name: 'Next' }).click()
    await expect(page.getByRole('heading', { name: 'Where can the reviewer fetch your clips?' })).toBeVisible()
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByRole('button', { name: 'Use an existing group' }).click()
    await page.getByRole('dialog').getByLabel('Group id').fill('group-first')
    await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Ada')
    await page.getByRole('dialog').getByRole('button', { name: 'Use this group' }).click()
    await expect(page.getByRole('heading', { name: 'Ada', level: 1 })).toBeVisible()
  })
})
