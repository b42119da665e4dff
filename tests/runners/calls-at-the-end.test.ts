import { expect, test } from 'vitest'
import { fakeClock } from '../helpers/fake-clock.ts'
import { openCore, temporaryFolder } from '../helpers/core.ts'

test('a call that comes when Greenroom has ended fails in words, and is no error of ours in the log', async () => {
  const core = await openCore({ dataDir: await temporaryFolder(), clock: fakeClock(), baseUrl: null })
  expect(await core.client.groups.list({})).toEqual([])
  await core.end()
  await expect(core.client.groups.list({})).rejects.toThrow()
  expect(core.lent.said.filter(({ level }) => level === 'error')).toEqual([])
})
