/**
 * A core in a process of its own, on the machine's clock, for tests that end processes the hard way.
 * Its argument is a `CoreProgram` as JSON; it prints one word a line: `ready`, or `refused KIND`.
 */
import { ProblemError } from '../../src/contract/models/problem.ts'
import { createCore } from '../../src/main/core.ts'
import { nodeCapabilities } from '../../src/node-host/capabilities.ts'
import type { CoreProgram } from './programs.ts'

const given = JSON.parse(process.argv[2] ?? '{}') as CoreProgram
const core = await createCore(nodeCapabilities(given.dataDir, 'error'), {
  dataDir: given.dataDir, accountName: 'default', actor: 'program', hostKind: 'browser', version: 'test', timeoutMs: 30_000, sandbox: null,
  overrides: { baseUrl: given.baseUrl, key: given.key ?? 'test-key', submitRpm: given.submitRpm ?? 600, pollRpm: 600 },
})
process.once('SIGTERM', () => void core.stop().then(() => process.exit(0)))
try {
  await core.start()
  if (given.takeIn) {
    const group = await core.client.groups.adopt({ remoteId: 'group-ada', name: 'Ada' })
    await core.client.intakes.create({
      groupId: group.id, preflight: false, askWhenLarge: false, batchSize: given.takeIn.batchSize,
      inputs: Array.from({ length: given.takeIn.clips }, (_, n) => `http://127.0.0.1:9/program-${n}.mp4`),
    })
  }
  console.log('ready')
} catch (error) {
  console.log(`refused ${error instanceof ProblemError ? error.problem.kind : String(error)}`)
  await core.stop()
}
