/** Opens the ledger of `dataDir` when told to, says how it went, and closes it. */
import { openLedger } from '../../../src/main/ledger/open-ledger.ts'

const [dataDir = ''] = process.argv.slice(2)
process.send?.('ready')
await new Promise((resolve) => { process.once('message', resolve) })
try {
  const ledger = await openLedger({ dataDir, pause: (ms) => new Promise((resolve) => { setTimeout(resolve, ms) }) })
  const accounts = (await ledger.read.selectFrom('account').select('id').execute()).length
  await ledger.close()
  process.send?.({ opened: true, accounts })
} catch (error) {
  process.send?.(error instanceof Error && 'problem' in error ? error.problem : String(error))
}
process.disconnect()
