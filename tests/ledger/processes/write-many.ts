/** Writes `count` transactions into the ledger of `dataDir` under `name`, then says how it went. */
import { openLedger } from '../../../src/main/ledger/open-ledger.ts'
import { writeEvents } from '../../../src/main/ledger/write-event.ts'

const [dataDir = '', name = '', count = '0'] = process.argv.slice(2)
const ledger = await openLedger({ dataDir, pause: (ms) => new Promise((resolve) => { setTimeout(resolve, ms) }) })
process.send?.('ready')
await new Promise((resolve) => { process.once('message', resolve) })
let failed = 0
for (let n = 0; n < Number(count); n++) {
  try {
    await ledger.transact(async (tx) => {
      // Read before writing: what a deferred transaction fails at between processes.
      const last = await tx.selectFrom('event').select((eb) => eb.fn.max<number | null>('id').as('id')).executeTakeFirst()
      await writeEvents(tx, [{ at: n, actor: name, what: 'folder.rescan-asked', data: { after: last?.id ?? 0 } }])
    })
  } catch {
    failed++
  }
}
await ledger.close()
process.send?.({ failed })
process.disconnect()
