import { open } from 'node:fs/promises'
import type { Stats } from 'node:fs'
import path from 'node:path'
import type { PassedOver } from '../../contract/models/intake.ts'
import type { AssetType } from '../../contract/models/states.ts'
import { assetTypeOf, clipTypeOf, extensionOf, isIgnoredName } from '../domain/file-names.ts'
import { codeOf, describeFsError, saysMissing } from './describe-fs-error.ts'
import { refuse, shortened, type ExpandOptions, type Found, type Refusal, type RefusalCode } from './found.ts'
import { readTreeHere } from './disk.ts'
import { addPassedOver } from './read-tree.ts'
import { entriesOf } from './scan-folder.ts'

/** A path as somebody gave it, in the line of the list it came from, if any. */
export interface GivenPath { given: string; absolute: string; name: string | null; line: number | null }

/** Why a path could not even be looked at. */
export function refusePath(error: unknown, { given, line }: Pick<GivenPath, 'given' | 'line'>): Refusal {
  const codes: Record<string, RefusalCode> = { EACCES: 'PermissionDenied', EPERM: 'PermissionDenied', ENAMETOOLONG: 'NameTooLong' }
  const code = saysMissing(error) ? 'Missing' : (codes[codeOf(error) ?? ''] ?? 'Unreadable')
  const hint = code === 'Missing' && /^www\.|^[\w-]+(\.[\w-]+)*\.(com|net|org|io|cn)\//iu.test(given) ? ' If it is a web address, begin it with https://.' : ''
  return refuse(given, line, code, `${describeFsError(error, shortened(given))}${hint}`)
}

/** One file, given by name: taken in, or refused with the reason that its name or its permissions give. */
export async function expandFile(of: GivenPath, stats: Stats, { assetType }: ExpandOptions): Promise<Found | Refusal> {
  const { given, line } = of
  const name = path.basename(of.absolute)
  const shown = shortened(given)
  if (!stats.isFile()) return refuse(given, line, 'NotAFile', `${shown} is neither a file nor a folder.`)
  if (isIgnoredName(name)) {
    return refuse(given, line, 'UnfinishedFile', `${shown} is left alone: its name says that it is hidden or still being written. Rename it if it is a finished clip.`)
  }
  // Only a name without any extension leaves room for the caller's word about what it is.
  const type = assetTypeOf(name) ?? (extensionOf(name) === '' ? (assetType ?? null) : null)
  if (type === null) return refuse(given, line, 'NotAClip', `${shown} is not a clip: its name is neither a video's nor an image's.`)
  if (assetType && type !== assetType) return refuse(given, line, 'OtherType', `${shown} is ${spoken(type)}, and only ${assetType}s were asked for.`)
  try {
    // Opening is the only question that every file system answers truly.
    await (await open(of.absolute, 'r')).close()
  } catch (error) {
    return refusePath(error, of)
  }
  return { kind: 'path', location: of.absolute, given, name: of.name || name, assetType: type, sizeBytes: stats.size, mtimeMs: Math.floor(stats.mtimeMs) }
}

function spoken(type: AssetType): string {
  return type === 'video' ? 'a video' : 'an image'
}

/**
 * Every clip in a folder and the folders below, one directory at a time, in the order of names.
 * What is not a clip is passed over, for a folder may hold anything, and told by the count; a folder without any clip is refused.
 */
export async function* expandFolder(of: GivenPath, { assetType, signal, readTree = readTreeHere, onPassedOver }: ExpandOptions): AsyncGenerator<Found | Refusal> {
  const inWords = (inner: string) => {
    const rest = path.relative(of.absolute, inner)
    return rest === '' ? of.given : /[/\\]$/u.test(of.given) ? of.given + rest : of.given + path.sep + rest
  }
  let clips = 0
  let problems = 0
  const passedOver: PassedOver[] = []
  try {
    for await (const piece of readTree(of.absolute, { ignore: [] }, signal)) {
      problems += piece.unreadable.length
      for (const problem of piece.unreadable) yield refuse(inWords(problem.path), of.line, piece.unknown.includes(problem.path) ? 'Unreadable' : 'FolderUnreadable', problem.message)
      addPassedOver(passedOver, piece.passedOver.map((each) => ({ ...each, examples: each.examples.map(inWords) })))
      for (const entry of entriesOf(piece)) {
        const type = clipTypeOf(entry.name)
        if (type === null) continue
        if (assetType !== undefined && type !== assetType) {
          addPassedOver(passedOver, [{ code: 'OtherType', count: 1, examples: [inWords(entry.path)] }])
          continue
        }
        clips += 1
        yield { kind: 'path', location: entry.path, given: inWords(entry.path), name: entry.name, assetType: type, sizeBytes: entry.size, mtimeMs: entry.mtimeMs }
      }
    }
  } catch (error) {
    yield refusePath(error, of)
    return
  }
  onPassedOver?.(passedOver)
  if (clips === 0 && problems === 0 && !signal?.aborted) {
    const others = passedOver.reduce((sum, { count }) => sum + count, 0)
    yield refuse(of.given, of.line, 'NoClips', `${shortened(of.given)} holds no ${assetType ?? 'clip'}${others > 0 ? `, only ${others} other file${others === 1 ? '' : 's'}` : ''}.`)
  }
}
