import { locationKey } from '../domain/file-names.ts'
import { pairMoves } from '../domain/pair-moves.ts'
import type { PlaceQuestion, Whereabouts } from '../intake/whereabouts.ts'
import { sourcesAt, sourcesLike, type LikeSource } from '../ledger/like-sources.ts'
import type { SourceMove } from '../ledger/move-sources.ts'
import type { Candidate } from '../ledger/take-in.ts'
import { waitsWithItsFolder } from './folder-away.ts'
import type { RunnerContext } from './runner-context.ts'

type Lent = Pick<RunnerContext, 'ledger' | 'disk'>

/** What a page of files that turned up came to: those that are known clips in new places, and the rest. */
export interface Recognised {
  moves: (SourceMove & { candidate: Candidate })[]
  rest: Candidate[]
}

/**
 * Tells which of these files are ones that were elsewhere: of the size, time and fingerprint of a file that is no
 * longer in its place. A file that is still in its place has been copied, not moved; one whose drive is away
 * cannot be asked, and is left what it is.
 */
export async function recogniseMoves(context: Lent, groupId: number, candidates: readonly Candidate[]): Promise<Recognised> {
  const files = candidates.filter((candidate) => candidate.kind === 'path')
  if (files.length === 0) return { moves: [], rest: [...candidates] }
  const at = await sourcesAt(context.ledger.read, groupId, files.map((file) => file.locationKey))
  const turnedUp = files.filter((file) => {
    const known = at.get(file.locationKey)
    return known === undefined || known.sizeBytes !== file.sizeBytes || known.mtimeMs !== file.mtimeMs || known.location !== file.location
  })
  const looks = turnedUp.flatMap(({ sizeBytes, mtimeMs }) => (sizeBytes === null || mtimeMs === null || sizeBytes === 0 ? [] : [{ sizeBytes, mtimeMs }]))
  if (looks.length === 0) return { moves: [], rest: [...candidates] }
  const like = await sourcesLike(context.ledger.read, groupId, looks)
  const mayBe = await candidatesFor(context, turnedUp, like)
  const asked = turnedUp.filter((file) => mayBe.has(file))
  const printed = asked.filter((file) => mayBe.get(file)?.some((source) => source.fingerprint !== null))
  const prints = await context.disk.prints(printed.map((file) => file.location))
  const printOf = new Map(printed.map((file, n) => [file, prints[n]?.fingerprint ?? null]))
  const pairs = pairMoves(asked.map((file) => ({ location: file.location, fingerprint: printOf.get(file) ?? null, mayBe: mayBe.get(file) ?? [] })))
  const moves = asked.flatMap((candidate, n) => {
    const source = pairs[n]
    return source ? [{ sourceId: source.sourceId, clipId: source.clipId, was: source.location, now: candidate.location, nowKey: candidate.locationKey, given: candidate.given, sizeBytes: candidate.sizeBytes, mtimeMs: candidate.mtimeMs, candidate }] : []
  })
  const moved = new Set(moves.map((move) => move.candidate))
  return { moves, rest: candidates.filter((candidate) => !moved.has(candidate)) }
}

/** For each file the known ones of its size and time that are no longer in their place. */
async function candidatesFor(context: Lent, files: readonly Candidate[], like: readonly LikeSource[]): Promise<Map<Candidate, LikeSource[]>> {
  // Files that were written in one go share size and time by the hundred: what is compared for each pair is made once for each file.
  const bySize = Map.groupBy(like.map((source) => ({ source, folded: folded(source.location) })), ({ source }) => `${source.sizeBytes} ${source.mtimeMs}`)
  // Each known file is asked about once; only for two spellings of one name does the answer depend on where the other turned up.
  const questions = new Map<string, PlaceQuestion & { source: LikeSource }>()
  const keyed = files.flatMap((file) => {
    const mine = folded(file.location)
    return (bySize.get(`${file.sizeBytes} ${file.mtimeMs}`) ?? []).filter(({ source }) => source.location !== file.location).map(({ source, folded: theirs }) => {
      const now = theirs === mine ? file.location : null
      const key = `${source.sourceId} ${now ?? ''}`
      if (!questions.has(key)) questions.set(key, { was: source.location, sizeBytes: source.sizeBytes, mtimeMs: source.mtimeMs, fingerprint: source.fingerprint, now, source })
      return { file, source, key }
    })
  })
  const answers = await noLongerThere(context, [...questions.values()])
  const gone = new Map([...questions.keys()].map((key, n) => [key, answers[n] === true]))
  const left = keyed.filter(({ key }) => gone.get(key) === true)
  return new Map([...Map.groupBy(left, ({ file }) => file)].map(([file, found]) => [file, found.map(({ source }) => source)]))
}

const folded = (location: string): string => locationKey(location).toLowerCase()

/** Whether each of these files is, for certain, no longer where it was. */
export async function noLongerThere(context: Lent, questions: readonly (PlaceQuestion & { source: Pick<LikeSource, 'folderId'> })[]): Promise<boolean[]> {
  const answers = await context.disk.whereabouts(questions.map(({ was, sizeBytes, mtimeMs, fingerprint, now }) => ({ was, sizeBytes, mtimeMs, fingerprint, now })))
  const away = new Map<number, boolean>()
  const result: boolean[] = []
  for (const [n, question] of questions.entries()) {
    const left = hasLeft(answers[n] ?? 'away')
    const folderId = question.source.folderId
    if (left && folderId !== null && !away.has(folderId)) away.set(folderId, await waitsWithItsFolder(context, folderId))
    result.push(left && !(folderId !== null && away.get(folderId) === true))
  }
  return result
}

function hasLeft(found: Whereabouts): boolean {
  return found === 'gone' || found === 'displaced' || found === 'respelled'
}

/**
 * Files whose names differ from known ones only in how their accents are composed, and that lie beside them
 * (some file systems keep both): each is a file of its own, with a key that tells its spelling.
 */
export async function tellTwinSpellings(context: Lent, groupId: number, candidates: readonly Candidate[]): Promise<Candidate[]> {
  const odd = candidates.filter((candidate) => candidate.kind === 'path' && !/^[\0-\x7f]*$/u.test(candidate.location))
  if (odd.length === 0) return [...candidates]
  const at = await sourcesAt(context.ledger.read, groupId, odd.map((candidate) => candidate.locationKey))
  const twins = odd.flatMap((candidate) => {
    const known = at.get(candidate.locationKey)
    return known && known.location !== candidate.location ? [{ candidate, known }] : []
  })
  const answers = await context.disk.whereabouts(twins.map(({ candidate, known }) => ({ was: known.location, sizeBytes: known.sizeBytes, mtimeMs: known.mtimeMs, fingerprint: null, now: candidate.location })))
  const beside = new Set(twins.filter((_, n) => answers[n] === 'there' || answers[n] === 'displaced').map(({ candidate }) => candidate))
  // Of two that turn up together the first has the key that both spellings lead to.
  const first = new Map<string, string>()
  for (const { locationKey: key, location } of odd) {
    if (!first.has(key)) first.set(key, location)
  }
  for (const candidate of odd) if (!at.has(candidate.locationKey) && first.get(candidate.locationKey) !== candidate.location) beside.add(candidate)
  return candidates.map((candidate) => (beside.has(candidate) ? { ...candidate, locationKey: `${candidate.locationKey}\0${candidate.location}` } : candidate))
}
