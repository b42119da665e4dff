import { expect, test } from 'vitest'
import { seededRandom } from '../../src/main/sandbox/random.ts'
import { callTimeoutMs } from '../helpers/fake-clock.ts'
import { openFaultStage } from './harness/fault-stage.ts'
import type { CallKind, RequestFault } from './harness/fault-proxy.ts'
import { oneOf } from './harness/one-of.ts'
import { report } from './harness/report.ts'
import { harnessSetting, replay } from './harness/setting.ts'

const setting = harnessSetting()
const weathers = setting.soak ? 40 : 2
const batches = 20

/** After these the batch may have been accepted; after the others it certainly was not, or certainly was. */
const unclear = new Set<RequestFault>(['reset-before', 'closed-before', 'hang-before', 'reset-after', 'closed-after', 'hang-after', 'half-head-after', 'half-body-after', 'hang-in-body-after', 'no-http-after'])
const envelope = (status: number, headers: Record<string, string> = {}): RequestFault => ({ status, headers, body: { error: { code: status, message: 'no', type: 'server_error' } } })
const faults: readonly (RequestFault | null)[] = [
  null, null, null, ...unclear, 'drip-after', envelope(500), envelope(503, { 'retry-after': '7' }), envelope(429), envelope(429, { 'retry-after-ms': '1500' }), { status: 200, body: { code: 500, message: 'busy', data: null } },
]

/** Bad weather: each call meets a fault by chance, submissions less often than questions. */
async function weather(seed: number): Promise<{ wrong: string[]; calls: number; met: number; lost: number; doubled: number }> {
  const random = seededRandom(seed)
  const stage = await openFaultStage({ settings: { batchSize: 2 }, sandbox: { seed } })
  stage.clock.patienceMs = 40
  const sent: (RequestFault | null)[] = []
  stage.proxy.meet((kind: CallKind) => {
    const fault = random() < (kind === 'submit' ? 0.8 : 0.3) ? oneOf(random, faults) : null
    if (kind === 'submit') sent.push(fault)
    return fault
  }, ['submit', 'poll'])
  // Every other time behind a gate, as a person's clips are.
  await stage.takeIn(2 * batches, { askWhenLarge: seed % 2 === 1 })
  for (let n = 0; n < 60; n++) {
    await stage.clock.leap(oneOf(random, [1_000, 5_000, 20_000, callTimeoutMs, 90_000]))
    if (random() >= 0.05) continue
    // It waits for the answers that are on their way, and some never come.
    const ended = stage.core.end()
    await stage.clock.leap(callTimeoutMs)
    await ended
    await stage.restart()
  }
  stage.proxy.meet(null)
  stage.clock.patienceMs = 5_000
  await stage.clock.until(async () => {
    const { ready = 0, submitting = 0, 'in-review': inReview = 0 } = await stage.counts()
    return ready + submitting + inReview === 0
  }, { withinMs: 3_600_000, describe: () => stage.counts() })

  const wrong: string[] = []
  const tally = await stage.tally()
  if (tally.lost + tally.doubled > 0) wrong.push(JSON.stringify(tally))
  // Unclear is what met an unclear fault or a restart on its way, and nothing else; all the rest is through.
  const counts = await stage.counts()
  const states = Object.keys(counts).filter((state) => state !== 'active' && state !== 'needs-attention')
  if (states.length > 0) wrong.push(`clips are ${JSON.stringify(counts)}`)
  const unclearBatches = (await stage.batches()).filter((batch) => batch.state === 'outcome-unknown')
  const ended = unclearBatches.filter((batch) => batch.why?.kind === 'process-ended').length
  const lost = sent.filter((fault) => fault !== null && unclear.has(fault)).length
  if (unclearBatches.length - ended > lost || unclearBatches.length < lost) wrong.push(`${lost} answers were lost, ${ended} by a restart; ${unclearBatches.length} batches are unclear`)
  const accepted = stage.sandbox.accepted().length
  if (accepted + lost < batches) wrong.push(`${batches} batches, ${accepted} accepted, ${lost} lost answers`)
  const passed = stage.proxy.passed()
  return { wrong, ...tally, calls: passed.length, met: passed.filter((call) => call.met).length }
}

test('in any weather no clip is lost, none is sent twice, and exactly what may have been accepted is unclear', { timeout: weathers * 60_000 }, async () => {
  let [met, lost, doubled] = [0, 0, 0]
  for (let n = 0; n < weathers; n++) {
    const found = await weather(setting.seed + n)
    expect(found.wrong, `weather ${n}: ${replay({ ...setting, seed: setting.seed + n }, 'network.weather')}`).toEqual([])
    met += found.met
    lost += found.lost
    doubled += found.doubled
  }
  expect(met).toBeGreaterThan(12 * weathers)
  report({ part: 'network', fault: 'any of these by chance, at each call, with restarts between', tried: met, lost, doubled, recovered: null })
})
