/** Opens the ledger of `dataDir` in threads of its own, asks it something, and leaves it open: only what keeps a process alive could keep this one. */
import { openLedger } from '../../../src/main/ledger/open-ledger.ts'

const [dataDir = ''] = process.argv.slice(2)
const ledger = await openLedger({ dataDir, pause: (ms) => new Promise((resolve) => { setTimeout(resolve, ms) }), workerUrl: new URL('../../../src/main/ledger/ledger-worker.ts', import.meta.url) })
await ledger.read.selectFrom('account').select('id').execute()
process.disconnect()
