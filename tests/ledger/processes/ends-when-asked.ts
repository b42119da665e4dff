/** In place of a ledger's thread: says that it is open and of which version, and ends at the first statement or transaction. */
import { parentPort } from 'node:worker_threads'
import type { LedgerRequest } from '../../../src/main/ledger/ledger-worker.ts'

parentPort?.on('message', ({ id, call }: LedgerRequest) => {
  if (call === 'open') parentPort?.postMessage({ id, gave: undefined })
  else if (call === 'dataVersion') parentPort?.postMessage({ id, gave: 1 })
  else throw new Error('out of memory')
})
