import { expect, test } from './test.ts'

test('the very first start opens where one begins, in a window without Node, and quits cleanly', async ({ start }) => {
  const desktop = await start()
  const { page } = desktop
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page).toHaveURL(/#\/first-run$/)
  expect(await page.evaluate(() => [typeof Reflect.get(window, 'require'), typeof Reflect.get(window, 'process'), typeof Reflect.get(window, 'module')])).toEqual(['undefined', 'undefined', 'undefined'])
  await expect.poll(() => desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible()))).toEqual([true])
  expect(await desktop.quit()).toBe(0)
})
