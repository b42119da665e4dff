import os from 'node:os'
import { stat } from 'node:fs/promises'
import { locationKey } from '../domain/file-names.ts'
import { copiesToRemove, forgetCopies, triedCopy } from '../ledger/kept-copies.ts'
import { notePreparationWait, readPreparationSetting } from '../ledger/preparation-settings.ts'
import { lately } from '../ledger/read-preparations.ts'
import {
  beginPreparation, countWaiting, failPreparation, finishPreparation, nextPreparation, notePid, noteProgress, putBackPreparation, runningIds, wakeWaiting,
  type PreparationJob,
} from '../ledger/work-preparation.ts'
import { freeBytes, removeCopy } from '../preparation/copies-folder.ts'
import { waitsWithItsFolder } from './folder-away.ts'
import { makeCopy, type CopyEnd } from './make-copy.ts'
import type { StepResult } from './run-loop.ts'
import type { RunnerContext } from './runner-context.ts'

/** ffmpeg uses every core by itself; a second at once keeps short clips from waiting behind a long one. */
const atOnce = os.availableParallelism() >= 8 ? 2 : 1
/** Left free on the disk, whatever the quota: the ledger must be able to go on. */
const leaveFreeBytes = 256 * 1024 * 1024
export const lookAgainMs = 15_000
/** A source that changed while its copy was made is tried again after so long. */
const stillChangingMs = 5_000
const tidyEveryMs = 60_000
const progressEveryMs = 1_000
/** Copies that were only made to look at are gone after this. */
const trialLifeMs = 24 * 3_600_000
/** Where there is no room for a copy that is to be sent, they are gone after this: nobody looks at them that long. */
const trialLifeWithoutRoomMs = 10 * 60_000

type Setting = Awaited<ReturnType<typeof readPreparationSetting>>

interface Lane {
  job: PreparationJob
  stop: AbortController
  expectedBytes: number
  done: Promise<void>
}

/** The loop that makes copies: asked for in the ledger, made aside, and kept within the quota. */
export function createPrepareRunner(context: RunnerContext) {
  const { ledger, clock, log, preparing } = context
  const lanes = new Map<number, Lane>()
  /** Monotonic, like the next: a wall clock that is set back would keep them for as long as it was set. */
  const awayUntil = new Map<number, number>()
  /** Copies whose source changed while they were made: it may be written for hours, and the others need not wait for that. */
  const changingUntil = new Map<number, number>()
  /** Sources that were not in their place when they were first looked for: one that was moved is known to be elsewhere within moments. */
  const missedOnce = new Set<number>()
  let tidiedAt: number | null = null
  let diskFullUntil = 0

  const folderOf = (setting: Setting): string => setting.folder ?? preparing.usualFolder

  /** Removes copies that nobody needs any more. */
  const tidy = async (setting: Setting): Promise<void> => {
    const now = clock.now()
    if (tidiedAt !== null && clock.monotonic() - tidiedAt < tidyEveryMs) return
    tidiedAt = clock.monotonic()
    await removeCopies(context, setting.keep_ms === null ? null : now - setting.keep_ms, now - trialLifeMs)
  }

  /** Why there is no room for another copy; null: there is. */
  const noRoom = async (setting: Setting, expectedBytes: number): Promise<{ why: 'quota' | 'disk'; message: string } | null> => {
    const promised = [...lanes.values()].reduce((sum, lane) => sum + lane.expectedBytes, 0)
    if (setting.copies_bytes + promised + expectedBytes > setting.quota_bytes) {
      return { why: 'quota', message: `Copies may take ${gigabytes(setting.quota_bytes)}; ${gigabytes(setting.copies_bytes + promised)} are used, and the next needs about ${gigabytes(expectedBytes)}. They are removed a set time after the verdict.` }
    }
    const free = await freeBytes(folderOf(setting))
    if (free !== null && free - promised < expectedBytes + leaveFreeBytes) {
      return { why: 'disk', message: `The disk of ${folderOf(setting)} has ${gigabytes(free)} left; the next copy needs about ${gigabytes(expectedBytes)}, and ${gigabytes(leaveFreeBytes)} are left free.` }
    }
    return null
  }

  const expected = async (job: PreparationJob): Promise<number> => {
    const past = await lately(ledger.read)
    const source = job.sizeBytes ?? 0
    // Nothing measured yet: a copy is taken to be no larger than what it is made from.
    return Math.round(past.mediaMs > 0 && job.mediaMs > 0 ? (past.bytes / past.mediaMs) * job.mediaMs : source)
  }

  const conclude = async (job: PreparationJob, end: CopyEnd): Promise<void> => {
    const now = clock.now()
    switch (end.kind) {
      case 'made': {
        const kept = await ledger.transact((tx) => finishPreparation(tx, job, end.made, now))
        if (!kept && end.made) await removeCopy(end.made.path)
        const { waits } = await readPreparationSetting(ledger.read)
        if (waits === 'disk' || waits === 'place') await ledger.transact((tx) => notePreparationWait(tx, null, now))
        break
      }
      case 'changed':
        changingUntil.set(job.id, clock.monotonic() + stillChangingMs)
        await ledger.transact((tx) => putBackPreparation(tx, job.id, 'queued', now))
        break
      case 'stopped':
        await ledger.transact((tx) => putBackPreparation(tx, job.id, 'queued', now))
        break
      case 'disk-full':
        diskFullUntil = clock.monotonic() + lookAgainMs
        await ledger.transact(async (tx) => {
          await putBackPreparation(tx, job.id, 'queued', now)
          await notePreparationWait(tx, { why: 'disk', message: `The disk is full: ${end.message}` }, now)
        })
        break
      case 'no-place':
        diskFullUntil = clock.monotonic() + lookAgainMs
        await ledger.transact(async (tx) => {
          await putBackPreparation(tx, job.id, 'queued', now)
          await notePreparationWait(tx, { why: 'place', message: end.message }, now)
        })
        break
      case 'no-ffmpeg':
        await ledger.transact(async (tx) => {
          await putBackPreparation(tx, job.id, 'waiting', now)
          await notePreparationWait(tx, { why: 'no-ffmpeg', message: end.message }, now)
        })
        break
      case 'gone':
        if (job.folderId !== null && (await waitsWithItsFolder(context, job.folderId))) {
          awayUntil.set(job.folderId, clock.monotonic() + lookAgainMs)
          await ledger.transact((tx) => putBackPreparation(tx, job.id, 'queued', now))
        } else if (!missedOnce.delete(job.id)) {
          missedOnce.add(job.id)
          changingUntil.set(job.id, clock.monotonic() + stillChangingMs)
          await ledger.transact((tx) => putBackPreparation(tx, job.id, 'queued', now))
        } else await ledger.transact((tx) => failPreparation(tx, job, { code: 'SourceGone', message: 'The file is no longer there.', gone: true }, now))
        break
      case 'failed':
        await ledger.transact((tx) => failPreparation(tx, job, end, now))
        break
    }
  }

  const run = async (job: PreparationJob, setting: Setting, stop: AbortController): Promise<void> => {
    let saidAt = clock.monotonic()
    let saying: Promise<void> = Promise.resolve()
    const note = (work: Parameters<typeof ledger.transact>[0]): void => {
      saying = saying.then(async () => { await ledger.transact(work) }).catch((error: unknown) => log.warn('How far a copy has come could not be written.', { preparation: job.id, error: String(error) }))
    }
    let end: CopyEnd
    try {
      end = (await adopted(job)) ?? (await makeCopy(context, {
        job, folder: folderOf(setting), ffmpegPath: setting.ffmpeg_path, signal: stop.signal,
        onPid: (pid) => note((tx) => notePid(tx, job.id, pid)),
        onProgress: (fraction) => {
          if (clock.monotonic() - saidAt < progressEveryMs) return
          saidAt = clock.monotonic()
          note((tx) => noteProgress(tx, [{ id: job.id, progress: fraction }]))
        },
      }))
    } catch (error) {
      end = { kind: 'failed', code: 'PreparationFailed', message: error instanceof Error ? error.message : String(error) }
    }
    await saying
    await conclude(job, end)
  }

  /** A copy that was made to look at, by this recipe of this file, is the copy. */
  const adopted = async (job: PreparationJob): Promise<CopyEnd | null> => {
    if (job.trialId !== null) return null
    const tried = await triedCopy(ledger.read, { clipId: job.clipId, fromSourceId: job.fromSourceId, recipe: JSON.stringify(job.recipe) })
    if (!tried) return null
    const source = await stat(job.location).catch(() => null)
    const copy = await stat(tried.path).catch(() => null)
    if (!source || !copy || source.mtimeMs > tried.beganAt) return null
    await ledger.transact((tx) => forgetCopies(tx, [tried.id]))
    return { kind: 'made', made: { path: tried.path, locationKey: locationKey(tried.path), sizeBytes: copy.size, mtimeMs: Math.floor(copy.mtimeMs), media: tried.media, how: tried.how } }
  }

  return {
    async step(): Promise<StepResult> {
      const setting = await readPreparationSetting(ledger.read)
      const now = clock.now()
      await tidy(setting)
      const wanted = await runningIds(ledger.read)
      // Ended, but how could not be written: made again.
      const lost = [...wanted].filter((id) => !lanes.has(id))
      if (lost.length > 0) await ledger.transact(async (tx) => { for (const id of lost) await putBackPreparation(tx, id, 'queued', now) })
      for (const [id, lane] of lanes) if (setting.paused === 1 || !wanted.has(id)) lane.stop.abort()
      if (setting.paused === 1) return { worked: false, dueAt: null }
      const waiting = await countWaiting(ledger.read)
      const found = waiting > 0 ? await preparing.ffmpeg(setting.ffmpeg_path, true) : null
      if (found?.ok) await ledger.transact((tx) => wakeWaiting(tx, now))
      if (lanes.size >= atOnce) return { worked: false, dueAt: now + 1_000 }
      if (clock.monotonic() < diskFullUntil) return { worked: false, dueAt: now + diskFullUntil - clock.monotonic() }

      for (const later of [awayUntil, changingUntil]) for (const [id, until] of later) if (until <= clock.monotonic()) later.delete(id)
      const job = await nextPreparation(ledger.read, { folders: [...awayUntil.keys()], ids: [...changingUntil.keys()] })
      const expectedBytes = job ? await expected(job) : 0
      const wait = job ? await noRoom(setting, expectedBytes) : null
      if (wait && (await removeCopies(context, null, now - trialLifeWithoutRoomMs)).copies > 0) return { worked: true, dueAt: null }
      const still = wait ?? (found && !found.ok ? { why: 'no-ffmpeg' as const, message: found.message } : null)
      // Whether a disk that was full has room again is known when a copy has been written, not before.
      const open = still === null && (setting.waits === 'disk' || setting.waits === 'place')
      if (setting.waits !== (still?.why ?? null) && !open) await ledger.transact((tx) => notePreparationWait(tx, still, now))
      if (!job || wait) return { worked: false, dueAt: changingUntil.size > 0 ? now + stillChangingMs : job || waiting > 0 || awayUntil.size > 0 ? now + lookAgainMs : null }
      if (!(await ledger.transact((tx) => beginPreparation(tx, job.id, now)))) return { worked: true, dueAt: null }
      const stop = new AbortController()
      const lane: Lane = { job, stop, expectedBytes, done: Promise.resolve() }
      lane.done = run(job, setting, stop)
        .catch((error: unknown) => log.error('What became of a copy could not be written; it is made again.', { preparation: job.id, error: error instanceof Error ? error.stack : String(error) }))
        .finally(() => lanes.delete(job.id))
      lanes.set(job.id, lane)
      return { worked: true, dueAt: null }
    },
    /** Ends what is under way; it is made again at the next start. */
    async drain(): Promise<void> {
      for (const lane of lanes.values()) lane.stop.abort()
      await Promise.all([...lanes.values()].map((lane) => lane.done))
    },
  }
}

/** Removes copies nobody needs. @returns how many, and their bytes */
export async function removeCopies({ ledger }: Pick<RunnerContext, 'ledger'>, verdictBefore: number | null, trialBefore: number): Promise<{ copies: number; bytes: number }> {
  const removed = { copies: 0, bytes: 0 }
  for (;;) {
    const page = await copiesToRemove(ledger.read, verdictBefore, trialBefore)
    if (page.length === 0) return removed
    for (const copy of page) await removeCopy(copy.path)
    await ledger.transact((tx) => forgetCopies(tx, page.map((copy) => copy.id)))
    removed.copies += page.length
    removed.bytes += page.reduce((sum, copy) => sum + copy.bytes, 0)
  }
}

function gigabytes(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${(bytes / 1e6).toFixed(1)} MB`
}
