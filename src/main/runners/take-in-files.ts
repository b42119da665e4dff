import { moveSources } from '../ledger/move-sources.ts'
import { linkToIntake, takeIn, type Candidate, type Suspect, type TakeInOptions } from '../ledger/take-in.ts'
import { noteSameContent } from '../ledger/same-content.ts'
import { recogniseMoves, tellTwinSpellings } from './recognise-moves.ts'
import type { RunnerContext } from './runner-context.ts'

/** What a page of candidates came to. */
export interface TakenPage {
  taken: number
  /** Clips that were there before, in their place or another. */
  alreadyThere: number
  bytes: number
  /** Of those that were there, how many had moved. */
  moved: number
}

/**
 * Takes a page of candidates in. Files that were elsewhere before are the same clips; files whose time alone has changed since they were sent are read to
 * tell whether they are new clips (a network drive that shifts its clock must not submit a library twice).
 */
export async function takeInFiles(context: Pick<RunnerContext, 'ledger' | 'media' | 'disk'>, candidates: readonly Candidate[], options: TakeInOptions): Promise<TakenPage> {
  const { moves, rest } = await recogniseMoves(context, options.groupId, candidates)
  const told = await tellTwinSpellings(context, options.groupId, rest)
  const { moved, ...first } = await context.ledger.transact(async (tx) => {
    const clipIds = new Set(await moveSources(tx, moves, { now: options.now, actor: options.actor, folderId: options.folderId ?? undefined }))
    const [gone, left] = [moves.filter((move) => clipIds.has(move.clipId)), moves.filter((move) => !clipIds.has(move.clipId))]
    if (options.intakeId !== null) await linkToIntake(tx, options.intakeId, gone.map((move) => ({ clipId: move.clipId, given: move.candidate.given })))
    // What another step was quicker with is looked at like any file.
    const taken = await takeIn(tx, [...told, ...left.map((move) => move.candidate)], options)
    return { ...taken, alreadyThere: taken.alreadyThere + gone.length, moved: gone.length }
  })
  if (first.suspects.length === 0) return { taken: first.taken, alreadyThere: first.alreadyThere, bytes: first.bytes, moved }
  const changed: Suspect[] = []
  const same: Suspect[] = []
  for (const suspect of first.suspects) {
    const inspection = await context.media.inspectFile(suspect.candidate.location, { contentHash: true })
    const hash = inspection.print?.contentHash ?? null
    if (hash !== null && hash === suspect.contentHash) same.push(suspect)
    else changed.push(suspect)
  }
  const second = await context.ledger.transact(async (tx) => {
    await noteSameContent(tx, same.map((suspect) => ({ sourceId: suspect.sourceId, mtimeMs: suspect.candidate.mtimeMs })))
    if (options.intakeId !== null) await linkToIntake(tx, options.intakeId, same.map((suspect) => ({ clipId: suspect.clipId, given: suspect.candidate.given })))
    return takeIn(tx, changed.map((suspect) => suspect.candidate), options, new Set(changed.map((suspect) => suspect.candidate.locationKey)))
  })
  return { taken: first.taken + second.taken, alreadyThere: first.alreadyThere + same.length + second.alreadyThere, bytes: first.bytes + second.bytes, moved }
}
