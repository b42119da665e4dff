/**
 * A core in a process of its own that uploads one file, for what happens when it is killed. Its argument is an
 * `UploadProgram` as JSON; it prints `ready`, and `linked` once the file has its link.
 */
import { createCore } from '../../src/main/core.ts'
import { nodeCapabilities } from '../../src/node-host/capabilities.ts'
import { systemClock } from '../../src/node-host/system-clock.ts'
import type { UploadProgram } from './upload-crash.ts'

const { dataDir, storage, credentials, file } = JSON.parse(process.argv[2] ?? '') as UploadProgram
const core = await createCore(nodeCapabilities(dataDir, 'warn'), {
  dataDir, accountName: 'default', actor: 'program', hostKind: 'browser', version: 'test', timeoutMs: 30_000, sandbox: null, overrides: { baseUrl: 'http://127.0.0.1:9', key: 'test-key' },
})
const { client } = core
const [account] = await client.accounts.list()
const groups = await client.groups.list({})
if (groups.length === 0) {
  await client.accounts.setPublishing({ id: account?.id ?? 0, publishing: storage, storageKey: credentials })
  const group = await client.groups.adopt({ remoteId: 'group-ada', name: 'Ada' })
  // Nothing is to be submitted: this is about the way to the link.
  await client.groups.pause({ id: group.id })
  await client.intakes.create({ groupId: group.id, preflight: false, askWhenLarge: false, inputs: [file] })
}
await core.start()
console.log('ready')
for (;;) {
  const counts = await client.clips.counts({})
  if (counts.held > 0) throw new Error(`It was held: ${JSON.stringify((await client.clips.list({ filter: {}, sort: 'oldest', limit: 1 })).rows[0]?.reason)}`)
  if (counts.ready > 0) break
  await systemClock.wait(100)
}
await core.stop()
console.log('linked')
