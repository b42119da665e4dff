import { linkToIntake, takeIn, type Candidate, type Suspect, type TakeInOptions } from '../ledger/take-in.ts'
import { noteSameContent } from '../ledger/same-content.ts'
import type { RunnerContext } from './runner-context.ts'

/** What a page of candidates came to. */
export interface TakenPage {
  taken: number
  alreadyThere: number
  bytes: number
}

/**
 * Takes a page of candidates in; files whose time alone has changed since they were sent are read to
 * tell whether they are new clips (a network drive that shifts its clock must not submit a library twice).
 */
export async function takeInFiles(context: Pick<RunnerContext, 'ledger' | 'media'>, candidates: readonly Candidate[], options: TakeInOptions): Promise<TakenPage> {
  const first = await context.ledger.transact((tx) => takeIn(tx, candidates, options))
  if (first.suspects.length === 0) return first
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
  return { taken: first.taken + second.taken, alreadyThere: first.alreadyThere + same.length + second.alreadyThere, bytes: first.bytes + second.bytes }
}
