/**
 * Reads a tree of folders in bounded pieces, one directory after the other. Sync calls, which are
 * six times as quick as asking one by one through the thread pool: for worker threads.
 */
import { readdirSync, realpathSync, statSync, type Dirent } from 'node:fs'
import path from 'node:path'
import type { PassedOver, PassedOverCode } from '../../contract/models/intake.ts'
import { clipTypeOf, extensionOf, isIgnoredName } from '../domain/file-names.ts'
import { describeFsError, saysMissing } from './describe-fs-error.ts'
import { ignoring, pathBelow } from './ignore-patterns.ts'
import { liesIn } from './walk-folders.ts'

/** Something that could not be gone into, in words. */
export interface Unreadable { path: string; message: string }

/** Clips of one directory (or of a part of a very full one), in the order of names, and what else was met there. */
export interface TreePiece {
  directory: string
  /** As it was before the listing, so that whatever changed since makes it differ (whole UTC ms); null: it could not be read. */
  mtimeMs: number | null
  /** As at the earlier look: its clips were not asked about. */
  unchanged: boolean
  /** More of this directory follows in the next piece. */
  continues: boolean
  names: string[]
  sizes: number[]
  /** Whole UTC ms. */
  mtimes: number[]
  unreadable: Unreadable[]
  /** Clips that are listed but could not be asked about. */
  unknown: string[]
  passedOver: PassedOver[]
}

export interface ReadTreeOptions {
  /** File-name patterns that are left alone. */
  ignore: readonly string[]
  /** The times directories had at an earlier look (whole UTC ms): one that still has it is not looked at again, its subfolders are. */
  since?: ReadonlyMap<string, number>
}

/** So many clips go in one piece. */
const pieceClips = 2_000
/** Enough to find the others by. */
const examplesKept = 3

/** Links to folders are followed unless that would go round in circles. @throws the system's error when the root itself cannot be read */
export function* readTree(root: string, options: ReadTreeOptions): Generator<TreePiece> {
  const ignored = ignoring(options.ignore)
  const covered = [realpathSync(root)]
  const waiting = [root]
  for (let directory = waiting.pop(); directory !== undefined; directory = waiting.pop()) {
    const piece = empty(directory)
    let names: string[] = []
    const folders: string[] = []
    try {
      piece.mtimeMs = Math.floor(statSync(directory).mtimeMs)
      const entries = readdirSync(directory, { withFileTypes: true })
      const below = pathBelow(root, directory)
      names = sortEntries(entries, { directory, ignored: (name) => ignored(below === '' ? name : `${below}/${name}`), covered, folders, piece })
    } catch (error) {
      if (directory === root) throw error
      // Gone since its parent was listed: nothing to report, it is simply no longer there.
      if (saysMissing(error)) continue
      piece.mtimeMs = null
      piece.unreadable.push({ path: directory, message: describeFsError(error, directory) })
    }
    piece.unchanged = piece.mtimeMs !== null && options.since?.get(directory) === piece.mtimeMs
    yield* pieces(piece, piece.unchanged ? [] : names.sort())
    folders.sort().reverse()
    for (const folder of folders) waiting.push(folder)
  }
}

function empty(directory: string): TreePiece {
  return { directory, mtimeMs: null, unchanged: false, continues: false, names: [], sizes: [], mtimes: [], unreadable: [], unknown: [], passedOver: [] }
}

/** Asks the size and time of a directory's clips, a piece at a time. */
function* pieces(first: TreePiece, names: readonly string[]): Generator<TreePiece> {
  let piece = first
  for (let from = 0; ; from += pieceClips) {
    for (const name of names.slice(from, from + pieceClips)) ask(piece, name)
    piece.continues = from + pieceClips < names.length
    yield piece
    if (!piece.continues) return
    piece = { ...empty(piece.directory), mtimeMs: first.mtimeMs }
  }
}

function ask(piece: TreePiece, name: string): void {
  const file = path.join(piece.directory, name)
  try {
    const found = statSync(file, { throwIfNoEntry: false })
    // Gone since it was listed.
    if (!found) return
    piece.names.push(name)
    piece.sizes.push(found.size)
    piece.mtimes.push(Math.floor(found.mtimeMs))
  } catch (error) {
    if (saysMissing(error)) return
    piece.unknown.push(file)
    piece.unreadable.push({ path: file, message: describeFsError(error, file) })
  }
}

interface Sorting {
  directory: string
  ignored: (name: string) => boolean
  covered: string[]
  folders: string[]
  piece: TreePiece
}

/** Puts each entry where it belongs. @returns the names of the clips */
function sortEntries(entries: readonly Dirent[], at: Sorting): string[] {
  const names: string[] = []
  for (const entry of entries) {
    const { name } = entry
    const place = path.join(at.directory, name)
    if (at.ignored(name)) {
      // What hides is left alone without a word; what somebody may wait for is not.
      if (isIgnoredName(name) && !name.startsWith('.') && clipTypeOf(withoutLast(name)) !== null) pass(at.piece.passedOver, 'Unfinished', place)
    } else if (entry.isFile()) sortFile(name, place, names, at)
    else if (entry.isDirectory()) {
      if (clipTypeOf(name) !== null) pass(at.piece.passedOver, 'FolderNamedLikeClip', place)
      at.folders.push(place)
    } else if (entry.isSymbolicLink()) sortLink(name, place, names, at)
    else pass(at.piece.passedOver, 'NotAFile', place)
  }
  return names
}

function sortFile(name: string, place: string, names: string[], { piece }: Sorting): void {
  if (clipTypeOf(name) !== null) names.push(name)
  else pass(piece.passedOver, extensionOf(name) === '' ? 'NoExtension' : 'NotAClip', place)
}

/** Puts a link where its target belongs; one that leads into what is read anyway is left out. */
function sortLink(name: string, link: string, names: string[], at: Sorting): void {
  try {
    const found = statSync(link, { throwIfNoEntry: false })
    if (!found) return pass(at.piece.passedOver, 'DanglingLink', link)
    if (found.isFile()) return sortFile(name, link, names, at)
    if (!found.isDirectory()) return pass(at.piece.passedOver, 'NotAFile', link)
    const target = realpathSync(link)
    if (at.covered.some((place) => liesIn(target, place))) return
    if (at.covered.some((place) => liesIn(place, target))) {
      at.piece.unreadable.push({ path: link, message: `${link} is a link to a folder that contains it, so it was not followed.` })
      return
    }
    at.covered.push(target)
    at.folders.push(link)
  } catch (error) {
    // Gone meanwhile; a loop of links or a forbidden target is worth a word.
    if (!saysMissing(error)) at.piece.unreadable.push({ path: link, message: describeFsError(error, link) })
  }
}

/** `clip.mp4` of `clip.mp4.part` and `clip.mp4~`. */
function withoutLast(name: string): string {
  return name.endsWith('~') ? name.slice(0, -1) : name.slice(0, Math.max(0, name.lastIndexOf('.')))
}

function pass(into: PassedOver[], code: PassedOverCode, place: string): void {
  const known = into.find((each) => each.code === code)
  if (!known) into.push({ code, count: 1, examples: [place] })
  else {
    known.count += 1
    if (known.examples.length < examplesKept) known.examples.push(place)
  }
}

/** Adds up what was passed over in several places. */
export function addPassedOver(into: PassedOver[], more: readonly PassedOver[]): void {
  for (const { code, count, examples } of more) {
    const known = into.find((each) => each.code === code)
    if (known) {
      known.count += count
      known.examples.push(...examples.slice(0, examplesKept - known.examples.length))
    } else into.push({ code, count, examples: [...examples] })
  }
}
