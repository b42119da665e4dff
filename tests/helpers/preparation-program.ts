/**
 * A core in a process of its own that prepares one clip the slow way. Arguments: data directory, clip.
 * Tells the number of its ffmpeg once it runs, and goes on until it is killed.
 */
import Database from 'better-sqlite3'
import path from 'node:path'
import { recipe } from '../../src/contract/models/preparation.ts'
import { createCore } from '../../src/main/core.ts'
import { nodeCapabilities } from '../../src/node-host/capabilities.ts'

const [dataDir = '', clip = ''] = process.argv.slice(2)
const core = await createCore(nodeCapabilities(dataDir, 'error'), {
  dataDir, accountName: 'default', actor: 'program', hostKind: 'browser', version: 'test', timeoutMs: 30_000, sandbox: null,
  overrides: { baseUrl: 'http://127.0.0.1:9', key: 'test-key' },
})
await core.start()
const [group] = await core.client.groups.list({})
await core.client.intakes.create({ groupId: group?.id ?? 0, inputs: [clip], askWhenLarge: false, preflight: true })
const pause = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms) })
let id: number | undefined
while (id === undefined) {
  await pause(50)
  id = (await core.client.clips.list({ filter: { states: ['held'] } })).rows[0]?.id
}
await core.client.preparations.start({ selection: { ids: [id] }, recipe: recipe.parse({ codec: 'h265' }) })
const ledger = new Database(path.join(dataDir, 'ledger.sqlite'), { readonly: true })
for (;;) {
  await pause(50)
  const row = ledger.prepare(`SELECT pid FROM preparation WHERE state = 'running' AND pid IS NOT NULL AND progress > 0`).get() as { pid: number } | undefined
  if (!row) continue
  process.send?.(row.pid)
  break
}
