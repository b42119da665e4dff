/** The service behind an account, this machine's clock against its, and whether what we publish can be fetched. */
import type { Trial } from '../../contract/models/account.ts'
import type { Finding } from '../../contract/models/doctor.ts'
import type { Clock, Fetch } from '../capabilities.ts'
import { networkCause } from '../domain/network-cause.ts'
import type { EffectiveAccount } from '../runners/effective-account.ts'
import { found } from './finding.ts'

/** Signed links and uploads are refused when a clock is minutes off. */
const lookSkewMs = 30_000
const troubleSkewMs = 5 * 60_000
const answerMs = 10_000

/** Has the process that runs the loops try something; null: nothing runs them. */
export type Try = (what: 'test-api' | 'test-publishing') => Promise<Trial> | null

/** Asks without a key and below no path that means anything: whatever it answers, it is there and tells its time. */
async function askTheTime(account: EffectiveAccount, fetch: Fetch, clock: Clock): Promise<{ latencyMs: number; skewMs: number | null }> {
  const sentAt = clock.now()
  const began = clock.monotonic()
  const response = await fetch(new URL('/', account.baseUrl), { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(answerMs) })
  const latencyMs = Math.round(clock.monotonic() - began)
  await response.body?.cancel()
  const date = Date.parse(response.headers.get('date') ?? '')
  // A header tells whole seconds.
  return { latencyMs, skewMs: Number.isNaN(date) ? null : Math.max(0, Math.abs(date + 500 - (sentAt + latencyMs / 2)) - 500) }
}

export async function lookAtService(account: EffectiveAccount, means: { fetch: Fetch; clock: Clock; try: Try }): Promise<Finding[]> {
  const host = URL.parse(account.baseUrl)?.host ?? account.baseUrl
  const subject = account.stored.name
  let asked
  try {
    asked = await askTheTime(account, means.fetch, means.clock)
  } catch (error) {
    return [found('api', 'trouble', 'api-unreachable', { host, message: networkCause(error) }, subject)]
  }
  const { latencyMs, skewMs } = asked
  const clock = skewMs === null ? found('clock', 'look', 'clock-unknown', { host }) : skewMs > lookSkewMs ? found('clock', skewMs > troubleSkewMs ? 'trouble' : 'look', 'clock-off', { host, skewMs }) : found('clock', 'ok', 'clock-ok', { host, skewMs: Math.max(1_000, skewMs) })
  return [clock, await lookAtKey(account, host, latencyMs, means.try)]
}

async function lookAtKey(account: EffectiveAccount, host: string, latencyMs: number, tried: Try): Promise<Finding> {
  const subject = account.stored.name
  if (account.key === null) return found('api', 'trouble', 'api-no-key', {}, subject)
  if (account.stored.stop !== null) return found('api', 'trouble', 'api-stopped', { stop: account.stored.stop }, subject)
  if (account.stored.paused === 1) return found('api', 'look', 'api-paused', {}, subject)
  const trial = await tried('test-api')
  if (trial === null) return found('api', 'ok', 'api-answers', { host, latencyMs }, subject)
  return trial.ok ? found('api', 'ok', 'api-ok', { host, latencyMs }, subject) : found('api', 'trouble', 'api-refuses', { message: trial.message }, subject)
}

export async function lookAtLinks(account: EffectiveAccount, hasWay: boolean, tried: Try): Promise<Finding> {
  const subject = account.stored.name
  if (!hasWay) return found('links', 'look', 'links-none', {}, subject)
  const trial = await tried('test-publishing')
  if (trial === null) return found('links', 'look', 'links-untried', {}, subject)
  return trial.ok ? found('links', 'ok', 'links-ok', {}, subject) : found('links', 'trouble', 'links-bad', { message: [trial.message, trial.advice].filter(Boolean).join(' ') }, subject)
}
