import type { Waiting } from '../../contract/models/waiting.ts'
import { listChannels } from '../ledger/channels.ts'
import { openForgettings } from '../ledger/forgettings.ts'
import { runnerLockIsHeld } from '../ledger/runner-lock.ts'
import { readPreparationSetting } from '../ledger/preparation-settings.ts'
import { countPreparations } from '../ledger/read-preparations.ts'
import { listSessions } from '../ledger/sessions.ts'
import type { EffectiveAccount } from '../runners/effective-account.ts'
import { lookAgainMs as preparationAgainMs } from '../runners/prepare-runner.ts'
import { longestPauseMs } from '../runners/write-through.ts'
import type { CoreState } from './core-state.ts'
import { restOfPreparations } from './rest-of-preparations.ts'
import { clipsWaiting } from './waiting-clips.ts'
import { waitsFor } from './waits-for.ts'

/** Everything that is waited for: for what, and until when. What Greenroom itself waits for comes first. */
export async function listWaiting(core: CoreState, account: EffectiveAccount): Promise<Waiting[]> {
  return [
    ...ownTroubles(core),
    ...(await clipsWaiting(core, account)),
    ...(await preparations(core)),
    ...(await verifications(core, account)),
    ...(await forgettings(core, account)),
    ...(await messages(core)),
  ]
}

function ownTroubles(core: CoreState): Waiting[] {
  const nobody = !core.runsHere() && !runnerLockIsHeld(core.options.dataDir) ? [waitsFor('nobody-runs')] : []
  return [...nobody, ...core.context.troubles.list().map((trouble) => trouble.kind === 'loop-stuck'
    ? waitsFor('loop-stuck', { subject: trouble.subject, message: trouble.message })
    : waitsFor('disk-full', { message: trouble.message, everyMs: longestPauseMs }))]
}

/** Copies are made for everybody, one after the other. */
async function preparations(core: CoreState): Promise<Waiting[]> {
  const db = core.context.ledger.read
  const { queued, running, waiting } = await countPreparations(db)
  const clips = queued.n + running.n + waiting.n
  if (clips === 0) return []
  const { paused, waits, waits_message: message } = await readPreparationSetting(db)
  if (paused === 1) return [waitsFor('preparation-paused', { clips })]
  const held = waits === null ? 0 : waits === 'no-ffmpeg' ? waiting.n : clips
  return [
    ...(held > 0 ? [waitsFor('preparation-waits', { clips: held, message, everyMs: preparationAgainMs })] : []),
    ...(clips > held ? [waitsFor('preparation', { clips: clips - held, until: (await restOfPreparations(core))?.doneAt ?? null })] : []),
  ]
}

async function verifications(core: CoreState, account: EffectiveAccount): Promise<Waiting[]> {
  const now = core.capabilities.clock.now()
  return (await listSessions(core.context.ledger.read, account.id, ['creating', 'verdict-asked', 'open'])).map((session) => session.state === 'open'
    ? waitsFor('phone', { subject: session.name, until: session.expires_at })
    : waitsFor('verification', { subject: session.name, until: session.retry_at ?? now, message: session.problem === null ? null : (JSON.parse(session.problem) as { message: string }).message }))
}

async function forgettings(core: CoreState, account: EffectiveAccount): Promise<Waiting[]> {
  return (await openForgettings(core.context.ledger.read)).filter((row) => row.account_id === account.id).map((row) => waitsFor('forgetting', { until: row.retry_at }))
}

async function messages(core: CoreState): Promise<Waiting[]> {
  return (await listChannels(core.context.ledger.read)).filter((channel) => channel.enabled && channel.retry_at !== null)
    .map((channel) => waitsFor('messages', { subject: channel.name, until: channel.retry_at, message: channel.trouble }))
}
