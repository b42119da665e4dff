/** In place of a ledger's thread: says that it is open, and ends at the first thing that is asked of it. */
import { parentPort } from 'node:worker_threads'
import type { LedgerRequest } from '../../../src/main/ledger/ledger-worker.ts'

parentPort?.on('message', ({ id, call }: LedgerRequest) => {
  if (call === 'open') parentPort?.postMessage({ id, gave: undefined })
  else throw new Error('out of memory')
})
