import { backoffMs } from '../domain/retry-policy.ts'
import { probeFile } from '../intake/probe-file.ts'
import { countClips } from '../ledger/counts.ts'
import { dueClips, dueLast, filesWait, recordLinks, type LinkNote, type LocalClip } from '../ledger/local-work.ts'
import { endStorageTrouble, noteStorageTrouble, noteUploadRate, readStorage } from '../ledger/storage.ts'
import { noteSent } from '../ledger/uploads.ts'
import { whyUnreachable } from '../publishing/is-private-address.ts'
import type { S3Publisher } from '../publishing/s3/s3.ts'
import { StorageError } from '../publishing/s3/storage-error.ts'
import { createCollector } from './collector.ts'
import { eachAccount } from './each-account.ts'
import type { EffectiveAccount } from './effective-account.ts'
import { networkAgainMs } from './network-gate.ts'
import { sooner, type StepResult } from './run-loop.ts'
import { roomAhead, type RoomAhead } from './room-ahead.ts'
import type { RunnerContext } from './runner-context.ts'
import { createStorageSweep } from './storage-sweep.ts'

/** What takes longer than a moment is large; it has a lane of its own, so that small clips never wait behind it. */
const smallBytes = 64 * 1024 * 1024
const lanes = { small: 4, large: 2 }
const page = 64
/** How often it is written down how far the uploads have come. */
const tellMs = 2_000
const backoff = { offline: { baseMs: 1_000, capMs: 30_000 }, service: { baseMs: 2_000, capMs: 5 * 60_000 } }
/** A storage that refuses is asked again now and then: somebody may have mended it over there. */
const refusedAgainMs = 5 * 60_000

/** An upload under way. */
interface Under {
  clip: LocalClip
  publisher: S3Publisher
  small: boolean
  sent: number
  ended: AbortController
  done: Promise<void>
}

/** The loop that brings files to a storage, no further ahead than they are submitted. */
export function createUploadRunner(context: RunnerContext) {
  const { ledger, clock, log } = context
  const busy = new Map<number, Under>()
  const told = new Map<number, { at: number; sent: number }>()
  const sentInAll = new Map<number, number>()
  const sweep = createStorageSweep(context)

  const collector = createCollector<LinkNote>(
    async (notes) => {
      await ledger.transact((tx) => recordLinks(tx, notes, clock.now()))
      for (const note of notes) busy.delete(note.clipId)
    },
    (error, notes) => {
      for (const note of notes) busy.delete(note.clipId)
      log.error('Links could not be written; they are made again.', { error: String(error), clips: notes.length })
    },
  )

  const upload = async (account: EffectiveAccount, under: Under): Promise<LinkNote> => {
    const { clip, publisher, small } = under
    const linked = { clipId: clip.id, kind: 'linked' as const, sourceId: clip.sourceId, sizeBytes: clip.sizeBytes }
    const refused = (code: string, message: string): LinkNote => ({ clipId: clip.id, kind: 'refused', reason: { code, message, breaches: [] }, gone: false })
    const probe = await probeFile(clip.location)
    // Gone, unreadable or changed: the check tells which, and whether it waits with its folder.
    if (!('size' in probe) || probe.size !== clip.sizeBytes || probe.mtimeMs !== clip.mtimeMs) return { clipId: clip.id, kind: 'recheck' }
    // Known before a byte is sent.
    const why = clip.preflight && !clip.submitAnyway && account.publishing.kind === 's3' ? whyUnreachable(account.publishing.publicUrl ?? account.publishing.endpoint, account.baseUrl) : null
    if (why !== null) return refused('NotFetchable', why)
    const made = await publisher.publish({ clipSourceId: clip.sourceId, path: clip.location, sizeBytes: probe.size }, {
      small, signal: under.ended.signal,
      onBytes(bytes) {
        under.sent += bytes
        sentInAll.set(account.id, (sentInAll.get(account.id) ?? 0) + bytes)
      },
    })
    if (made.ok) return { ...linked, publisher: publisher.kind, url: made.url, token: made.token, expiresAt: made.expiresAt }
    return made.code === 'FileChanged' || made.code === 'SourceGone' ? { clipId: clip.id, kind: 'recheck' } : refused(made.code, made.message)
  }

  /** The storage's trouble is a state of the storage; its clips wait where they are. */
  const troubled = async (account: EffectiveAccount, error: StorageError): Promise<void> => {
    await ledger.transact(async (tx) => {
      const now = clock.now()
      const before = await readStorage(tx, account.id)
      // Uploads side by side meet the same trouble; it counts once.
      if (before.trouble?.code === error.code && before.trouble.retryAt > now) return
      const waitMs = error.kind === 'refused' ? refusedAgainMs : 500 + backoffMs(before.troubleStep, backoff[error.kind], context.random)
      await noteStorageTrouble(tx, account.id, error, { now, retryAt: now + waitMs })
    })
    log.warn('The storage does not take what is sent.', { account: account.stored.name, code: error.code, message: error.message })
  }

  const start = (account: EffectiveAccount, clip: LocalClip, publisher: S3Publisher): void => {
    const under: Under = { clip, publisher, small: (clip.sizeBytes ?? 0) <= smallBytes, sent: 0, ended: new AbortController(), done: Promise.resolve() }
    busy.set(clip.id, under)
    under.done = (async () => {
      try {
        const note = await upload(account, under)
        if (under.ended.signal.aborted) throw under.ended.signal.reason
        if (note.kind === 'linked') await ledger.transact((tx) => endStorageTrouble(tx, account.id, { now: clock.now(), answered: true }))
        collector.add(note)
      } catch (error) {
        busy.delete(clip.id)
        // Ended by us: what is there is there, and the rest goes on when it may.
        if (under.ended.signal.aborted) return
        const trouble = error instanceof StorageError ? error : new StorageError('service', 'other', `An upload failed: ${error instanceof Error ? error.message : String(error)}`, 'It is tried again by itself.', error)
        if (trouble !== error) log.error('An upload stumbled; it is tried again.', { clip: clip.id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
        await troubled(account, trouble)
        // Where it is this one that the storage does not take, the others must not wait behind it for ever.
        await ledger.transact((tx) => dueLast(tx, clip.id, clock.now()))
      }
    })().catch((error: unknown) => { log.error('How an upload ended could not be written down.', { clip: clip.id, error: String(error) }) })
  }

  const tell = async (account: EffectiveAccount, mine: readonly Under[]): Promise<void> => {
    const at = clock.monotonic()
    const before = told.get(account.id)
    if (before && at - before.at < tellMs) return
    const sent = sentInAll.get(account.id) ?? 0
    told.set(account.id, { at, sent })
    // After a rest the time since the last look says nothing about the line.
    const rate = before && at - before.at < 4 * tellMs && sent > before.sent ? ((sent - before.sent) / (at - before.at)) * 1000 : null
    const known = rate === null ? null : (await readStorage(ledger.read, account.id)).bytesPerSecond
    await ledger.transact(async (tx) => {
      await noteSent(tx, new Map(mine.map((under) => [under.clip.sourceId, under.sent])))
      if (rate !== null) await noteUploadRate(tx, account.id, known === null ? rate : known * 0.8 + rate * 0.2)
    })
  }

  /** What is to be uploaded next: each lane as far as it has room, the longest due first. */
  const choose = async (account: EffectiveAccount, { clips: room, notOf }: RoomAhead, now: number): Promise<LocalClip[]> => {
    const mine = [...busy.values()].filter((under) => under.clip.accountId === account.id)
    const free = { small: lanes.small - mine.filter((under) => under.small).length, large: lanes.large - mine.filter((under) => !under.small).length }
    const chosen: LocalClip[] = []
    const take = (clips: readonly LocalClip[]): void => {
      for (const clip of clips) {
        const lane = (clip.sizeBytes ?? 0) <= smallBytes ? 'small' : 'large'
        if (chosen.length >= room || free[lane] <= 0 || busy.has(clip.id) || chosen.some((other) => other.id === clip.id)) continue
        free[lane] -= 1
        chosen.push(clip)
      }
    }
    const due = await dueClips(ledger.read, 'publishing', now, page + mine.length, { accountId: account.id, notOf, kind: 'path' })
    take(due)
    // A page of nothing but large ones must not hide the small ones behind it.
    if (free.small > 0 && chosen.length < room && due.length >= page + mine.length) take(await dueClips(ledger.read, 'publishing', now, lanes.small + mine.length, { accountId: account.id, notOf, kind: 'path', mostBytes: smallBytes }))
    return chosen
  }

  const stepFor = async (account: EffectiveAccount): Promise<StepResult> => {
    const mine = [...busy.values()].filter((under) => under.clip.accountId === account.id)
    const endAll = (): void => { for (const under of mine) under.ended.abort(new Error('The upload was interrupted.')) }
    if (account.publishing.kind !== 's3' || account.stored.paused === 1) {
      endAll()
      return { worked: false, dueAt: null }
    }
    const now = clock.now()
    const { publishing } = await countClips(ledger.read, { accountId: account.id })
    // What lies at URLs of somebody else's is given its link by the loop of links.
    const wait = publishing > 0 && (await filesWait(ledger.read, account.id))
    const known = await readStorage(ledger.read, account.id)
    let publisher: S3Publisher | null
    try {
      publisher = await context.storage(account)
    } catch (error) {
      endAll()
      if (!(error instanceof StorageError)) throw error
      if (wait && (known.retryAt === null || known.retryAt <= now)) await troubled(account, error)
      return { worked: false, dueAt: now + refusedAgainMs }
    }
    if (!publisher) return { worked: false, dueAt: null }
    if ((mine.length > 0 || wait) && !(await context.networkGate.open())) {
      endAll()
      return { worked: false, dueAt: now + networkAgainMs }
    }
    for (const under of mine) if (under.publisher !== publisher) under.ended.abort(new Error('The storage was changed.'))
    if (mine.length > 0) await tell(account, mine)
    const swept = await sweep(account, account.publishing, publisher)
    const again = mine.length > 0 ? sooner(now + tellMs, swept) : swept
    if (known.retryAt !== null && known.retryAt > now) return { worked: false, dueAt: sooner(known.retryAt, again) }
    if (!wait) return { worked: false, dueAt: again }
    // After trouble one goes first and sees whether the way is clear.
    const ahead = await roomAhead(ledger.read, account, page)
    const room = { ...ahead, clips: Math.min(ahead.clips, known.trouble ? 1 : Infinity) - mine.length }
    const chosen = room.clips > 0 ? await choose(account, room, now) : []
    for (const clip of chosen) start(account, clip, publisher)
    return { worked: false, dueAt: chosen.length > 0 ? sooner(now + tellMs, again) : sooner(now + 5_000, again) }
  }

  return {
    step: eachAccount(context, stepFor),
    /** Ends what is under way; the next process goes on where it was. */
    async drain(): Promise<void> {
      const under = [...busy.values()]
      for (const each of under) each.ended.abort(new Error('Greenroom ends.'))
      await Promise.all(under.map((each) => each.done))
      await collector.drained()
    },
  }
}
