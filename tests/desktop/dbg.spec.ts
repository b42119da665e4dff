import { startSimulator } from './at-simulator.ts'
import { test } from './test.ts'
import path from 'node:path'
import { demoClipsDir } from '../helpers/clips.ts'
test('dbg', async ({ start }) => {
  const { sandbox, env } = await startSimulator({ scenario: 'demo' })
  const d = await start({ env, args: ['--debug'] })
  await d.page.waitForTimeout(1500)
  const r = await d.page.evaluate(() => 1)
  await d.page.goto(d.page.url().replace(/#.*/, '#/people'))
  await d.page.getByRole('button', { name: 'Use an existing group' }).first().click()
  await d.page.getByRole('dialog').getByLabel('Group id').fill('g-a')
  await d.page.getByRole('dialog').getByLabel('Name').fill('Ada')
  await d.page.getByRole('dialog').getByRole('button', { name: 'Use this group' }).click()
  await d.page.waitForTimeout(1000)
  await d.drop([path.join(demoClipsDir, 'ada-reading.mp4')])
  await d.page.waitForTimeout(4000)
  console.log(r, await d.log())
  await sandbox.close()
})
