/** What the clips of an account wait for, from the last step back to the first. */
import type { Waiting } from '../../contract/models/waiting.ts'
import type { NetworkWait } from '../../contract/models/network.ts'
import type { StateCounts } from '../../contract/models/states.ts'
import { nextPollDue } from '../ledger/claim-poll.ts'
import { countClips, countClipsByGroup } from '../ledger/counts.ts'
import { listFolders } from '../ledger/folders.ts'
import { listGroups } from '../ledger/groups.ts'
import { checksDue, gatedClips, inPausedBatches, lingering, oldestUnanswered, stepsAhead } from '../ledger/next-steps.ts'
import { readStorage } from '../ledger/storage.ts'
import { readyAhead, type EffectiveAccount } from '../runners/effective-account.ts'
import { pollMs, returnCheckMs } from '../runners/folder-runner.ts'
import { cannotListen } from '../runners/link-keeper.ts'
import { networkAgainMs } from '../runners/network-gate.ts'
import { linksAheadAgainMs, page } from '../runners/publish-runner.ts'
import { idleLingerMs, linksAgainMs, lookAgainMs } from '../runners/submit-runner.ts'
import type { CoreState } from './core-state.ts'
import { checksPerSecond } from './forecast.ts'
import { networkWaitOf } from './network-wait.ts'
import { showAccount } from './show-account.ts'
import { uploadsAhead } from './show-uploads.ts'
import { waitsFor } from './waits-for.ts'

/** What an account's clips wait for; those that wait for a person are told apart from those that go on by themselves. */
export async function clipsWaiting(core: CoreState, account: EffectiveAccount): Promise<Waiting[]> {
  const { people, held, unfollowed } = await waitingPeople(core, account)
  const all = await countClips(core.context.ledger.read, { accountId: account.id })
  const network = await networkWaitOf(core, account, all)
  const elsewhere = network?.alsoQueued ? network.clips - all.publishing : 0
  const counts = { ...all, ready: Math.max(0, all.ready - held - elsewhere) }
  return [
    ...(await withTheService(core, account, all, unfollowed)),
    ...(await queued(core, account, counts)),
    ...people,
    ...(await checked(core, account, all, network)),
    ...(await arriving(core, account, all)),
  ]
}

const unsent = ['settling', 'checking', 'publishing', 'ready'] as const
const sum = (counts: StateCounts): number => unsent.reduce((total, state) => total + counts[state], 0)

/** People whose clips are kept back, and how many of the queued ones and of those in review these are. */
async function waitingPeople(core: CoreState, account: EffectiveAccount): Promise<{ people: Waiting[]; held: number; unfollowed: number }> {
  const db = core.context.ledger.read
  const counts = await countClipsByGroup(db)
  let held = 0
  let unfollowed = 0
  const people: Waiting[] = []
  for (const group of await listGroups(db, account.id)) {
    const of = counts.get(group.id)
    if (of === undefined || (group.paused === 0 && group.stop === null)) continue
    held += of.ready
    const inReview = group.paused === 1 ? of['in-review'] : 0
    unfollowed += inReview
    const clips = sum(of) + inReview
    if (clips === 0) continue
    people.push(group.stop === null ? waitsFor('person-paused', { subject: group.name, clips }) : waitsFor('person-stopped', { subject: group.name, clips, message: (JSON.parse(group.stop) as { message?: string | null }).message ?? null }))
  }
  return { people, held, unfollowed }
}

/** On its way, and in review. @param unfollowed clips in review of people who are paused */
async function withTheService(core: CoreState, account: EffectiveAccount, counts: StateCounts, unfollowed: number): Promise<Waiting[]> {
  const db = core.context.ledger.read
  const sentAt = counts.submitting > 0 ? await oldestUnanswered(db, account.id) : null
  const paused = await inPausedBatches(db, account.id)
  const next = counts['in-review'] > 0 ? await nextPollDue(db, account.id) : null
  const { poll } = await showAccount(core, account)
  const told = poll.toldToWaitUntil
  const followed = account.stored.paused === 0 && account.stored.stop !== 'key-refused' && account.stored.stop !== 'not-the-api'
  return [
    ...(counts.submitting > 0 ? [waitsFor('answer', { clips: counts.submitting, until: (sentAt ?? core.capabilities.clock.now()) + core.options.timeoutMs })] : []),
    ...(next === null || !followed ? [] : [waitsFor(told === null ? 'review' : 'review-told', { clips: Math.max(0, counts['in-review'] - paused.inReview - unfollowed), until: Math.max(next, told ?? poll.nextAt ?? next) })]),
    ...(paused.inReview + paused.planned > 0 ? [waitsFor('batch-paused', { clips: paused.inReview + paused.planned })] : []),
  ]
}

/** The account's own state, or what keeps the next batch back. */
async function queued(core: CoreState, account: EffectiveAccount, counts: StateCounts): Promise<Waiting[]> {
  const db = core.context.ledger.read
  const { clock } = core.capabilities
  const { state, stop, reason, submit, linksTrouble } = await showAccount(core, account)
  const clips = sum(counts)
  if (state === 'stopped') return clips > 0 || stop !== 'no-key' ? [waitsFor('stopped', { clips, message: reason })] : []
  if (state === 'paused') return clips + counts['in-review'] > 0 ? [waitsFor('paused', { clips: clips + counts['in-review'] })] : []
  if (state === 'offline') return [waitsFor('offline', { clips, until: account.stored.retry_at, message: reason })]
  const now = clock.now()
  const free = submit.nextAt !== null && submit.nextAt <= now
  const linger = await lingering(db, account.id, now, free ? idleLingerMs : null)
  const lingers = linger.clips > 0 ? [waitsFor('linger', { clips: linger.clips, until: linger.at })] : []
  const { planned } = await inPausedBatches(db, account.id)
  const ready = Math.max(0, counts.ready - linger.clips - planned)
  if (ready === 0) return lingers
  if (account.stored.trouble === 'service') return [waitsFor('service-trouble', { clips: ready, until: submit.nextAt, message: reason }), ...lingers]
  const what = (): Waiting => {
    if (submit.toldToWaitUntil !== null) return waitsFor('told-to-wait', { clips: ready, until: submit.toldToWaitUntil })
    if (linksTrouble !== null) return waitsFor('links-silent', { clips: ready, everyMs: linksAgainMs, message: linksTrouble.message })
    if (free) return waitsFor('leaving', { clips: ready, everyMs: lookAgainMs })
    return waitsFor(submit.workingRpm !== null && submit.workingRpm < submit.limitRpm ? 'rate-learnt' : 'rate', { clips: ready, until: submit.nextAt })
  }
  return [what(), ...lingers]
}

/** Checked, and without a link yet; and what waits for another network, if anything does. */
async function checked(core: CoreState, account: EffectiveAccount, counts: StateCounts, network: NetworkWait | null): Promise<Waiting[]> {
  const db = core.context.ledger.read
  const gated = await gatedClips(db, account.id)
  const word = gated.all > 0 ? [waitsFor('your-word', { clips: gated.all })] : []
  const clips = Math.max(0, (network?.clips ?? counts.publishing) - gated.publishing)
  if (clips === 0 || account.stored.paused === 1) return word
  if (network !== null) return [waitsFor('network', { clips, everyMs: networkAgainMs }), ...word]
  const uploads = await uploadsAhead(core, account, counts)
  if (uploads === null) {
    const cannot = account.stored.links_trouble
    if (cannot?.startsWith(cannotListen)) return [waitsFor('links-silent', { clips, everyMs: linksAheadAgainMs, message: cannot }), ...word]
    const ahead = counts.ready >= readyAhead(account, page)
    return [waitsFor(ahead ? 'link-ahead' : 'link', { clips, everyMs: linksAheadAgainMs }), ...word]
  }
  const { trouble, retryAt } = await readStorage(db, account.id)
  if (trouble !== null) return [waitsFor(trouble.kind === 'refused' ? 'storage-refuses' : 'storage', { clips, until: retryAt, message: trouble.message }), ...word]
  const { waitingBytes, bytesPerSecond } = uploads
  return [waitsFor('upload', { clips, until: bytesPerSecond === null ? null : core.capabilities.clock.now() + Math.ceil((waitingBytes / bytesPerSecond) * 1_000) }), ...word]
}

/** Arriving, and being checked. */
async function arriving(core: CoreState, account: EffectiveAccount, counts: StateCounts): Promise<Waiting[]> {
  const db = core.context.ledger.read
  const now = core.capabilities.clock.now()
  const own = new Set((await listGroups(db, account.id)).map(({ id }) => id))
  const folders: Waiting[] = []
  for (const folder of await listFolders(db)) {
    if (folder.state !== 'waiting' || !own.has(folder.group_id)) continue
    const { settling } = await countClips(db, { folderId: folder.id })
    folders.push(waitsFor('folder', { clips: settling, subject: folder.path, everyMs: folder.cause === 'scan-failed' ? pollMs : returnCheckMs, message: folder.why }))
  }
  const settle = await stepsAhead(db, account.id, 'settling', now)
  const later = await stepsAhead(db, account.id, 'checking', now)
  // A million that were just taken in are counted by their state alone.
  const checking = (await checksDue(db, account.id, now)) ?? Math.max(0, counts.checking - later.clips)
  const still = counts.settling - folders.reduce((total, { clips }) => total + clips, 0)
  return [
    ...(later.clips > 0 ? [waitsFor('check-later', { clips: later.clips, until: later.at })] : []),
    ...(checking > 0 ? [waitsFor('check', { clips: checking, until: now + Math.ceil((checking * 1_000) / checksPerSecond) })] : []),
    ...(still > 0 ? [waitsFor('settle', { clips: still, until: settle.at ?? now })] : []),
    ...folders,
  ]
}
