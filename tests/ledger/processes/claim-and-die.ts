/** Claims a batch of two in the ledger of `dataDir`, as the runner does before it sends, and waits to be killed. */
import { claimBatch } from '../../../src/main/ledger/claim-batch.ts'
import { openLedger } from '../../../src/main/ledger/open-ledger.ts'
import { newestLinks, planNextBatch } from '../../../src/main/ledger/plan-batch.ts'

const [dataDir = ''] = process.argv.slice(2)
process.send?.('ready')
await new Promise((resolve) => { process.once('message', resolve) })
const ledger = await openLedger({ dataDir, pause: (ms) => new Promise((resolve) => { setTimeout(resolve, ms) }) })
const now = Date.UTC(2026, 0, 1)
const plan = await planNextBatch(ledger.read, { accountId: 1, batchSize: 2, now, idleLingerMs: 0, companyMs: 0 })
if (!plan) throw new Error('There was nothing to plan.')
const links = await newestLinks(ledger.read, plan.clips.map((clip) => clip.sourceId))
const claimed = await ledger.transact((tx) => claimBatch(tx, plan, new Map([...links].map(([id, link]) => [id, link.url])), { accountId: 1, now, nameOf: (name, id) => `${name}-${id}` }))
process.send?.({ claimed: claimed?.id, clips: claimed?.attempts.length })
// Never ends by itself.
setInterval(() => {}, 1000)
