import PQueue from 'p-queue'
import type { MediaFacts, Reason } from '../../contract/models/clip.ts'
import { breaches } from '../domain/media-limits.ts'
import { workFor } from '../domain/preparation-plan.ts'
import { describeFsError } from '../intake/describe-fs-error.ts'
import { fetchUrlFacts } from '../intake/fetch-url-facts.ts'
import { whyInside } from '../publishing/why-inside.ts'
import { sourcesOfContent } from '../ledger/like-sources.ts'
import { recipeOfCopy } from '../ledger/ask-preparation.ts'
import { recipeOfFolder } from '../ledger/preparation-profiles.ts'
import { dueClips, nextLocalDue, recordChecks, type CheckNote, type LocalClip } from '../ledger/local-work.ts'
import { createCollector } from './collector.ts'
import type { EffectiveAccount } from './effective-account.ts'
import { lookAgainMs, waitsWithItsFolder } from './folder-away.ts'
import { noLongerThere } from './recognise-moves.ts'
import type { StepResult } from './run-loop.ts'
import type { RunnerContext } from './runner-context.ts'

type Note = CheckNote & { groupId: number; submitAnyway: boolean }

const page = 64
/** Files are read by the media workers, one each; URLs wait mostly for the network. */
const atOnce = 6
/** A drive that does not answer may come back: a person is asked only after this long. */
const silentForMs = 10 * 60_000
const askDriveAgainMs = 30_000
/** With no network, one looks after a URL again after this long. */
const offlineAgainMs = 15_000
/** A file that changed while it was read is still arriving. */
const stillArrivingMs = 2_000

const held = (code: string, message: string | null): { to: 'held'; reason: Reason } => ({ to: 'held', reason: { code, message, breaches: [] } })

/** The loop that looks at clips before they cost anything: readable, within the limits, not there already. */
export function createCheckRunner(context: RunnerContext) {
  const queue = new PQueue({ concurrency: atOnce })
  const busy = new Set<number>()
  const collector = createCollector<Note>(
    async (notes) => {
      await context.ledger.transact((tx) => recordChecks(tx, notes, context.clock.now()))
      for (const note of notes) busy.delete(note.clipId)
    },
    (error, notes) => {
      for (const note of notes) busy.delete(note.clipId)
      context.log.error('Checks could not be written; they are done again.', { error: String(error), clips: notes.length })
    },
  )

  return {
    async step(): Promise<StepResult> {
      if (queue.size >= page) return { worked: false, dueAt: context.clock.now() + 200 }
      const now = context.clock.now()
      const due = (await dueClips(context.ledger.read, 'checking', now, page + busy.size)).filter((clip) => !busy.has(clip.id))
      const accounts = new Map<number, EffectiveAccount>()
      for (const clip of due) {
        const account = accounts.get(clip.accountId) ?? (await context.account(clip.accountId))
        accounts.set(clip.accountId, account)
        busy.add(clip.id)
        void queue.add(async () => { collector.add(await safely(context, clip, account)) })
      }
      return { worked: false, dueAt: due.length > 0 || busy.size > 0 ? now + 1000 : await nextLocalDue(context.ledger.read, 'checking') }
    },
    /** Ends what is under way. */
    async drain(): Promise<void> {
      queue.clear()
      await queue.onIdle()
      await collector.drained()
    },
  }
}

async function safely(context: RunnerContext, clip: LocalClip, account: EffectiveAccount): Promise<Note> {
  try {
    return await check(context, clip, account)
  } catch (error) {
    return { ...blank(clip), move: held('CheckFailed', error instanceof Error ? error.message : String(error)) }
  }
}

function blank(clip: LocalClip): Omit<Note, 'move'> {
  return { clipId: clip.id, sourceId: clip.sourceId, groupId: clip.groupId, submitAnyway: clip.submitAnyway, media: null, fingerprint: null, contentHash: null, sizeBytes: null, mtimeMs: null }
}

async function check(context: RunnerContext, clip: LocalClip, account: EffectiveAccount): Promise<Note> {
  return clip.sourceKind === 'path' ? checkFile(context, clip, account) : checkUrl(context, clip, account)
}

async function checkFile(context: RunnerContext, clip: LocalClip, account: EffectiveAccount): Promise<Note> {
  // Nothing else touches the file here: on a drive that is gone even asking for its size would hang.
  const inspection = await context.media.inspectFile(clip.location, { contentHash: true })
  const print = inspection.print
  const seen = {
    ...blank(clip), media: inspection.ok ? inspection.facts : null, fingerprint: print?.quickFingerprint ?? null, contentHash: print?.contentHash ?? null,
    sizeBytes: print?.sizeBytes ?? null, mtimeMs: print ? Math.floor(print.mtimeMs) : null,
  }
  if (!inspection.ok) {
    switch (inspection.code) {
      case 'Gone': {
        // A copy that was tidied away after its verdict is made again.
        const again = clip.preparedFrom === null ? null : await recipeOfCopy(context.ledger.read, clip.sourceId)
        if (again) return { ...seen, move: { to: 'preparing', ...again } }
        const move = (await waitsWithItsFolder(context, clip.folderId)) ? { to: 'settling' as const, dueAt: context.clock.now() + lookAgainMs } : { ...held('SourceGone', null), gone: true }
        // One way or the other it is looked for again once it is known to lie elsewhere.
        return { ...seen, location: clip.location, move }
      }
      case 'DriveSilent': {
        const now = context.clock.now()
        return { ...seen, move: now - clip.stateSince < silentForMs ? { to: 'checking', dueAt: now + askDriveAgainMs } : held('DriveSilent', null) }
      }
      case 'ChangedWhileReading':
        return { ...seen, contentHash: null, move: { to: 'settling', dueAt: context.clock.now() + stillArrivingMs } }
      case 'NotPermitted':
        return { ...seen, move: held('NotPermitted', describeFsError({ code: 'EACCES' }, clip.location)) }
      // What could not even be opened cannot be sent either, whoever wants it.
      case 'Unreadable':
        if (print === null) return { ...seen, move: held('Unreadable', inspection.message) }
        break
      case 'Empty': case 'Truncated': case 'FormatUndetectable': case 'TypeMismatch': case 'InspectionCrashed':
    }
  }
  const movedFrom = print?.contentHash && !clip.submitAnyway ? await whatMoved(context, clip, print.contentHash) : null
  if (movedFrom) return { ...seen, movedFrom, move: { to: 'publishing' } }
  if (!clip.preflight || clip.submitAnyway) return { ...seen, move: { to: 'publishing' } }
  if (!inspection.ok) return { ...seen, move: inspection.code === 'InspectionCrashed' ? held('CheckFailed', inspection.message) : held(inspection.code, null) }
  return { ...seen, move: (await byProfile(context, clip, inspection.facts)) ?? judge(clip, inspection.facts, account) }
}

/** What its watch folder's profile would change of a clip is changed before anybody judges it. */
async function byProfile(context: RunnerContext, clip: LocalClip, facts: MediaFacts): Promise<Note['move'] | null> {
  if (clip.folderId === null || clip.preparedFrom !== null) return null
  const recipe = await recipeOfFolder(context.ledger.read, clip.folderId)
  const work = recipe && workFor(recipe, facts)
  return work ? { to: 'preparing', recipe, mediaMs: work.mediaMs } : null
}

/** The clip this file is: one with the same content whose own file is no longer in its place (moved to another drive, or under a new time). */
async function whatMoved(context: RunnerContext, clip: LocalClip, contentHash: string): Promise<Note['movedFrom']> {
  // A copy made here has not moved from anywhere.
  if (clip.attempts > 0 || clip.preparedFrom !== null) return null
  const like = await sourcesOfContent(context.ledger.read, clip.groupId, contentHash, clip.id)
  const left = await noLongerThere(context, like.map((source) => ({ was: source.location, sizeBytes: source.sizeBytes, mtimeMs: source.mtimeMs, fingerprint: source.fingerprint, now: clip.location, source })))
  const moved = like.filter((_, n) => left[n]).sort((a, b) => Number(a.copy) - Number(b.copy) || a.clipId - b.clipId)[0]
  return moved ? { clipId: moved.clipId, sourceId: moved.sourceId, was: moved.location } : null
}

async function checkUrl(context: RunnerContext, clip: LocalClip, account: EffectiveAccount): Promise<Note> {
  if (!clip.preflight || clip.submitAnyway) return { ...blank(clip), move: { to: 'publishing' } }
  // Without a network nothing is learnt of a clip: it waits, and is nobody's fault.
  const waits: Note = { ...blank(clip), move: { to: 'checking', dueAt: context.clock.now() + offlineAgainMs } }
  if (account.stored.trouble === 'offline' && !(await context.reach.online(account))) return waits
  const reading = await fetchUrlFacts(clip.location, { fetch: context.fetch, whyInside: (url) => whyInside(url, { apiBaseUrl: account.baseUrl, addressesOf: context.addressesOf }) })
  if (!reading.ok && reading.network && !(await context.reach.online(account))) return waits
  if (!reading.ok) return { ...blank(clip), move: held(reading.code, reading.message) }
  return { ...blank(clip), media: reading.facts, sizeBytes: reading.facts.sizeBytes, move: judge(clip, reading.facts, account) }
}

function judge(clip: LocalClip, facts: NonNullable<Note['media']>, account: EffectiveAccount): Note['move'] {
  const broken = breaches(facts, account.limits)
  const first = broken[0]
  if (first) return { to: 'held', reason: { code: first.code, message: null, breaches: broken } }
  if (facts.kind !== clip.assetType) return held('TypeMismatch', null)
  return { to: 'publishing' }
}
