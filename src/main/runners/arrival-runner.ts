import { stillFor } from '../domain/settling.ts'
import type { FileProbe } from '../intake/probe-file.ts'
import { readFolder } from '../ledger/folders.ts'
import { dueClips, nextLocalDue, recordArrivals, type ArrivalNote, type LocalClip } from '../ledger/local-work.ts'
import { lookAgainMs, waitsWithItsFolder } from './folder-away.ts'
import type { StepResult } from './run-loop.ts'
import type { RunnerContext } from './runner-context.ts'

const page = 200
/** For a clip that is settling though no folder says how long. */
const defaultSettleMs = 2_000
/** A file that lies still but cannot be read to its end may be a copy that has stalled; after this long it is held. */
const stalledMs = 10 * 60_000
/** A drive that did not answer is asked again so soon. */
const silentAgainMs = 30_000

/** The loop that waits for files to finish arriving: size and time still, readable to the end, no zeros where data is to come. */
export function createArrivalRunner(context: RunnerContext) {
  const settleTimes = async (clips: readonly LocalClip[]): Promise<Map<number, number>> => {
    const times = new Map<number, number>()
    for (const id of new Set(clips.flatMap((clip) => clip.folderId ?? []))) {
      const folder = await readFolder(context.ledger.read, id).catch(() => null)
      if (folder) times.set(id, folder.settle_ms)
    }
    return times
  }

  const look = async (clip: LocalClip, settleMs: number, probe: FileProbe): Promise<ArrivalNote | null> => {
    const now = context.clock.now()
    if ('gone' in probe) {
      // A vanished folder waits as a whole; its files have not gone one by one.
      if (await waitsWithItsFolder(context, clip.folderId)) return { clipId: clip.id, kind: 'wait', dueAt: now + lookAgainMs }
      return { clipId: clip.id, kind: 'refused', reason: { code: 'SourceGone', message: null, breaches: [] }, gone: true, location: clip.location }
    }
    // Its drive has not answered: nothing is known of the file, and the check will hold it if it stays so.
    if ('unreadable' in probe && probe.why === 'silent') return { clipId: clip.id, kind: 'wait', dueAt: now + silentAgainMs }
    if ('unreadable' in probe) return { clipId: clip.id, kind: 'refused', reason: { code: 'Unreadable', message: probe.message, breaches: [] }, gone: false }
    if (probe.size !== clip.sizeBytes || probe.mtimeMs !== clip.mtimeMs) {
      return { clipId: clip.id, kind: 'changed', sourceId: clip.sourceId, sizeBytes: probe.size, mtimeMs: probe.mtimeMs, dueAt: now + settleMs }
    }
    const still = stillFor({ size: probe.size, mtimeMs: probe.mtimeMs, since: clip.observedAt, seenAt: now }, { settleMs, now })
    if (!still.settled) return { clipId: clip.id, kind: 'wait', dueAt: Math.ceil(Math.max(still.dueAt, now + 50)) }
    const inspection = await context.media.inspectFile(clip.location)
    const complete = inspection.ok && !inspection.print.tailIsZero
    const stillMs = now - clip.observedAt
    // What is no media at all will not become any by waiting; what breaks off may be on its way, and zeros are room made for what is to come.
    const hopeless = !inspection.ok && inspection.print?.tailIsZero !== true && inspection.code !== 'Truncated' && inspection.code !== 'Empty' && inspection.code !== 'ChangedWhileReading' && stillMs >= Math.max(3 * settleMs, defaultSettleMs)
    if (complete || hopeless || stillMs >= stalledMs) return { clipId: clip.id, kind: 'settled', sourceId: clip.sourceId, fingerprint: inspection.print?.quickFingerprint ?? null }
    return { clipId: clip.id, kind: 'wait', dueAt: Math.ceil(now + Math.min(60_000, Math.max(settleMs, stillMs / 2, 250))) }
  }

  return {
    async step(): Promise<StepResult> {
      const now = context.clock.now()
      const clips = await dueClips(context.ledger.read, 'settling', now, page)
      if (clips.length === 0) return { worked: false, dueAt: await nextLocalDue(context.ledger.read, 'settling') }
      const times = await settleTimes(clips)
      const probes = await context.disk.looks(clips.map((clip) => clip.location))
      const notes = await Promise.all(clips.map((clip, n) => look(clip, clip.folderId === null ? defaultSettleMs : (times.get(clip.folderId) ?? defaultSettleMs), probes[n] ?? { gone: true })))
      await context.ledger.transact((tx) => recordArrivals(tx, notes.filter((note) => note !== null), context.clock.now()))
      return { worked: true, dueAt: null }
    },
  }
}
