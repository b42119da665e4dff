/** Tries for the runner lock of `dataDir` whenever it is told to; says whether it has it, and holds it until it ends. */
import { tryRunnerLock, type RunnerLock } from '../../../src/main/ledger/runner-lock.ts'

const [dataDir = ''] = process.argv.slice(2)
let lock: RunnerLock | null = null
process.on('message', (message) => {
  if (message === 'release') {
    lock?.release()
    lock = null
  } else lock ??= tryRunnerLock(dataDir)
  process.send?.({ holds: lock !== null })
})
process.send?.('ready')
