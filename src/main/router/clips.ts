import type { EventKind } from '../../contract/models/event.ts'
import path from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { ClipState } from '../../contract/models/states.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import { locationKey } from '../domain/file-names.ts'
import { cancelPreparations } from '../ledger/ask-preparation.ts'
import { pageOfDeed, readDeed } from '../ledger/deeds.ts'
import { expandInputs } from '../intake/expand-inputs.ts'
import { isRefusal } from '../intake/found.ts'
import { bringBackClips, recheckClips, replaceSource, resubmitClips, setAsideClips, submitAnyway, takeBackAnyway } from '../ledger/clip-actions.ts'
import { pageOfEvents } from '../ledger/events.ts'
import type { LedgerTx } from '../ledger/open-ledger.ts'
import { preparationOfClip } from '../ledger/read-preparations.ts'
import { readAttempts, readClip, readClips, readSources } from '../ledger/read-clips.ts'
import { resubmissionOf } from '../ledger/resubmission.ts'
import { countFiltered, pageOfClips, walkPage } from '../ledger/select-clips.ts'
import { createTelling, tellDeed } from '../ledger/tell-deed.ts'
import { uploadOfClip } from '../ledger/uploads.ts'
import { locateFiles } from '../runners/locate-files.ts'
import { os } from './base.ts'
import { stamp, type CoreState } from './core-state.ts'
import { toEach } from './to-each.ts'

/** What undoes a deed; deeds that are not here cannot be undone. */
const undoings: Record<string, { what: EventKind; act(tx: LedgerTx, ids: number[], context: { now: number; actor: string }): Promise<number[]> } | undefined> = {
  'clip.excluded': { what: 'clip.brought-back', act: bringBackClips },
  'clip.brought-back': { what: 'clip.excluded', act: setAsideClips },
  'clip.submit-anyway': { what: 'clip.anyway-taken-back', act: takeBackAnyway },
  'clip.preparation-asked': { what: 'clip.preparation-cancelled', act: cancelPreparations },
}

async function undo(core: CoreState, id: number): Promise<{ changed: number }> {
  const { ledger } = core.context
  const undoing = undoings[(await readDeed(ledger.read, id))?.what ?? '']
  if (!undoing) throw new ProblemError('not-permitted-now', 'This cannot be undone.', 'Look at the clips and decide for each.')
  const told = createTelling()
  for (let last = 0; ;) {
    const ids = await pageOfDeed(ledger.read, id, last, walkPage)
    if (ids.length === 0) break
    await ledger.transact(async (tx) => {
      const done = await undoing.act(tx, ids, stamp(core))
      await told.add(tx, done)
    })
    last = ids.at(-1) ?? last
    await setImmediate()
  }
  if (told.changed() > 0) await ledger.transact((tx) => told.write(tx, undoing.what, stamp(core)))
  return { changed: told.changed() }
}

const asidable: readonly ClipState[] = ['settling', 'checking', 'held', 'publishing', 'ready', 'failed', 'needs-attention']

export const clips = {
  list: os.clips.list.handler(async ({ input, context: { core } }) => {
    const db = core.context.ledger.read
    const page = await pageOfClips(db, input.filter, input.sort, input.limit, input.after ?? null)
    // Counting what no kept count covers is for the first page; the pages after it know the total already.
    const counts = input.after ? null : await countFiltered(db, input.filter)
    return { rows: await readClips(db, page.ids, input.filter.intakeId), next: page.next, total: counts && Object.values(counts).reduce((sum, n) => sum + n, 0) }
  }),
  counts: os.clips.counts.handler(({ input, context: { core } }) => countFiltered(core.context.ledger.read, input)),
  get: os.clips.get.handler(async ({ input, context: { core, mayDo } }) => {
    const db = core.context.ledger.read
    const clip = await readClip(db, input.id)
    const attempts = await readAttempts(db, clip.id)
    // A link opens the clip for whoever has it, long after their sign-in was revoked.
    return { clip, sources: await readSources(db, clip.id), attempts: mayDo ? attempts : attempts.map((attempt) => ({ ...attempt, url: URL.parse(attempt.url)?.origin ?? '' })), events: (await pageOfEvents(db, { clipId: clip.id }, 200, null)).rows, preparation: await preparationOfClip(db, clip.id), upload: clip.state === 'publishing' ? await uploadOfClip(db, clip.id) : null }
  }),
  resubmission: os.clips.resubmission.handler(({ input, context: { core } }) => resubmissionOf(core.context.ledger.read, input)),
  resubmit: os.clips.resubmit.handler(({ input, context: { core } }) => {
    // One clip, or some picked by hand, is a decision about just these; "all" leaves the tired ones out.
    const includeTiredOut = input.includeTiredOut
    return toEach(core, input.selection, ['failed'], 'clip.resubmitted', (tx, ids) => resubmitClips(tx, ids, { includeTiredOut }, stamp(core)))
  }),
  setAside: os.clips.setAside.handler(({ input, context: { core } }) => toEach(core, input, asidable, 'clip.excluded', (tx, ids) => setAsideClips(tx, ids, stamp(core)))),
  bringBack: os.clips.bringBack.handler(({ input, context: { core } }) => toEach(core, input, ['excluded'], 'clip.brought-back', (tx, ids) => bringBackClips(tx, ids, stamp(core)))),
  recheck: os.clips.recheck.handler(({ input, context: { core } }) => toEach(core, input, ['held'], 'clip.recheck-asked', (tx, ids) => recheckClips(tx, ids, stamp(core)))),
  submitAnyway: os.clips.submitAnyway.handler(({ input, context: { core } }) => toEach(core, input, ['held'], 'clip.submit-anyway', (tx, ids) => submitAnyway(tx, ids, stamp(core)))),
  locate: os.clips.locate.handler(({ input, context: { core } }) => locateFiles(core.context, input.id, path.resolve(input.location), core.actor)),
  undo: os.clips.undo.handler(({ input, context: { core } }) => undo(core, input.deed)),
  replaceSource: os.clips.replaceSource.handler(async ({ input, context: { core } }) => {
    const found = []
    for await (const item of expandInputs([input.location], { cwd: process.cwd() })) found.push(item)
    const one = found[0]
    if (!one || found.length !== 1) throw new ProblemError('invalid-input', `${input.location} is not one clip.`, 'Choose a single file, or one URL.')
    if (isRefusal(one)) throw new ProblemError('invalid-input', one.message, 'Choose another file.', { details: { code: one.code } })
    await core.context.ledger.transact(async (tx) => {
      await replaceSource(tx, input.id, { ...one, locationKey: locationKey(one.location), mtimeMs: one.mtimeMs === null ? null : Math.floor(one.mtimeMs) }, stamp(core))
      await tellDeed(tx, [input.id], 'clip.source-replaced', stamp(core))
    })
    return readClip(core.context.ledger.read, input.id)
  }),
}
