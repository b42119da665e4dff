import type { GreenroomClient } from '../contract/client.ts'
import type { Account } from '../contract/models/account.ts'
import type { NetworkWait } from '../contract/models/network.ts'
import type { Cue } from '../contract/models/overview.ts'
import { clipStates, settledClipStates, type ClipState, type StateCounts } from '../contract/models/states.ts'
import type { StorageTrouble } from '../contract/models/storage.ts'
import type { Clock } from '../main/capabilities.ts'

/**
 * Why a wait ended. `account-stopped`, `offline`, `group-stopped`, `storage-refuses`, `network-waits`, `links-silent`, `interrupted`: something is left, and stays in the ledger.
 */
export type WaitEnd = 'settled' | 'account-stopped' | 'account-paused' | 'offline' | 'group-stopped' | 'storage-refuses' | 'network-waits' | 'links-silent' | 'interrupted'

/** What a wait goes by, at one moment. */
export interface Standing {
  /** The call's own clips. */
  counts: StateCounts
  /** Those of them that lie on this machine: only these wait for a network. */
  files: Pick<StateCounts, 'publishing' | 'ready'>
  /** Clips of the call are still being found. */
  scanning: boolean
  account: Account
  /** The person's submissions stopped by themselves (most fail, or batches refused). */
  groupStopped: boolean
  /** Why the storage takes no uploads; null: it takes them, or there is none. */
  storageTrouble: StorageTrouble | null
  /** Clips wait for a network that is approved; null: they do not. */
  networkWait: NetworkWait | null
  /** Until when, as far as the account knows: its next sending, its next question about a review, the end of it all. UTC ms. */
  until: Pick<Cue, 'nextSendAt' | 'nextAnswerAt' | 'doneAt'>
}

export interface WaitOptions {
  client: GreenroomClient
  clock: Clock
  /** How long nothing may have answered, ms. */
  offlineMs: number
  signal: AbortSignal
  standing(): Promise<Standing>
  onStanding?(standing: Standing): void
}

const settled = new Set<ClipState>(settledClipStates)

/** Looked at again at least this often: events may be lost, and time itself ends a wait. */
const tickMs = 1000
/** Events come in bursts; the ledger is not asked for each. */
const breathMs = 150

/** Clips that will still move, or wait to. */
export function unsettled(counts: StateCounts): number {
  return clipStates.reduce((sum, state) => (settled.has(state) ? sum : sum + (counts[state] ?? 0)), 0)
}

/** Waits on the API, not on this machine. */
function waitsOnApi(counts: StateCounts): number {
  return counts.ready + counts.submitting + counts['in-review']
}

/** How many of the call's clips wait for another network; those that lie at somebody else's URL leave over any. */
export function waitsForNetwork({ counts, files, networkWait }: Pick<Standing, 'counts' | 'files' | 'networkWait'>): number {
  if (networkWait === null) return 0
  return networkWait.alsoQueued ? files.publishing + files.ready : counts.publishing
}

/**
 * What is left when the account is stopped and nothing of it can move by itself.
 * Without balance submissions stop but following goes on, so what is in review still moves; any other stop ends every call.
 */
function onlyTheStopIsWaitedFor({ counts, account }: Standing): boolean {
  if (account.state !== 'stopped') return false
  const moving = counts.settling + counts.checking + counts.submitting + (account.stop === 'no-balance' ? counts['in-review'] : 0)
  return moving === 0
}

/**
 * Tells when a wait is over, standing by standing. It remembers since when nothing answered:
 * trouble noted in the ledger before this wait began does not count, for nobody may have tried since.
 */
export function createWaitJudge(offlineMs: number): (standing: Standing, now: number) => Exclude<WaitEnd, 'interrupted'> | null {
  let unansweredSince: number | null = null
  let unreachedSince: number | null = null
  let silentSince: number | null = null
  return (standing, now) => {
    const { counts, account } = standing
    const told = Math.max(account.submit.toldToWaitUntil ?? 0, account.poll.toldToWaitUntil ?? 0) > now
    // Without a network the clips behind URLs cannot even be looked at.
    const waits = waitsOnApi(counts) + (account.state === 'offline' ? counts.checking : 0)
    const unanswered = account.troubleSince !== null && !told && waits > 0
    unansweredSince = unanswered ? (unansweredSince ?? now) : null

    const onlyUploads = counts.publishing > 0 && unsettled(counts) === counts.publishing
    const unreached = onlyUploads && standing.storageTrouble !== null && standing.storageTrouble.kind !== 'refused'
    unreachedSince = unreached ? (unreachedSince ?? now) : null

    // Links of ours that do not open hold back files only.
    const onlyLinks = unsettled(counts) > 0 && unsettled(counts) === standing.files.publishing + standing.files.ready
    silentSince = onlyLinks && account.linksTrouble !== null ? (silentSince ?? now) : null

    if (standing.scanning) return null
    if (unsettled(counts) === 0) return 'settled'
    if (onlyTheStopIsWaitedFor(standing)) return 'account-stopped'
    // Paused by a person: nothing moves until one says so, and nobody may be there to.
    if (account.state === 'paused' && counts.settling + counts.checking + counts.submitting === 0) return 'account-paused'
    if (unansweredSince !== null && now - unansweredSince >= offlineMs) return 'offline'
    if (standing.networkWait !== null && unsettled(counts) === waitsForNetwork(standing)) return 'network-waits'
    if (onlyUploads && standing.storageTrouble?.kind === 'refused') return 'storage-refuses'
    if (unreachedSince !== null && now - unreachedSince >= offlineMs) return 'offline'
    if (silentSince !== null && now - silentSince >= offlineMs) return 'links-silent'
    if (standing.groupStopped && unsettled(counts) === counts.ready + counts.publishing) return 'group-stopped'
    return null
  }
}

/**
 * Waits until every clip of a call is settled, or what is left waits only on a stopped account or a stopped
 * person, or nothing has usefully answered for `offlineMs`, or `signal` aborts. Goes by the core's live
 * events, with a coarse tick behind them.
 * @returns why it ended, and how things stood then.
 */
export async function waitUntilSettled(options: WaitOptions): Promise<{ end: WaitEnd; standing: Standing }> {
  const { clock, signal } = options
  const judge = createWaitJudge(options.offlineMs)
  const listening = new AbortController()
  let wake = new AbortController()
  const interrupted = () => wake.abort()
  signal.addEventListener('abort', interrupted)
  const listener = listen(options.client, listening.signal, () => wake.abort())
  try {
    for (;;) {
      wake = new AbortController()
      const standing = await options.standing()
      options.onStanding?.(standing)
      const end = judge(standing, clock.now())
      if (end) return { end, standing }
      if (signal.aborted) return { end: 'interrupted', standing }
      await clock.wait(breathMs, signal)
      await clock.wait(tickMs - breathMs, wake.signal)
    }
  } finally {
    signal.removeEventListener('abort', interrupted)
    listening.abort()
    await listener
  }
}

async function listen(client: GreenroomClient, signal: AbortSignal, changed: () => void): Promise<void> {
  try {
    for await (const _ of await client.events.live(undefined, { signal })) changed()
  } catch {
    // Aborted, or the line of events broke: the tick goes on alone.
  }
}
