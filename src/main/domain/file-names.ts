/**
 * What a file's name tells: whether it is footage, a photograph, something unfinished, or none of our business.
 * Pure, so that the watcher, the scan, the screens and the tests all mean the same by "a clip".
 */
import type { AssetType } from '../../contract/models/states.ts'

/**
 * Names that look like footage. Far more than the service takes, on purpose: a clip in a format
 * that is not accepted is held with the reason, instead of being passed over without a word.
 */
const videoExtensions = new Set([
  'mp4', 'mov', 'm4v', 'webm', 'mkv', 'avi', 'mts', 'm2ts', 'm2t', 'ts', 'mxf', 'mpg', 'mpeg', 'm2v', 'wmv', 'flv', 'f4v',
  '3gp', '3g2', 'ogv', 'vob', 'asf', 'dv', 'qt', 'r3d', 'braw', 'insv',
])
const imageExtensions = new Set(['jpg', 'jpeg', 'jfif', 'png', 'webp', 'bmp', 'tif', 'tiff', 'gif', 'heic', 'heif', 'avif'])

/** What programs append to a file that they are still writing. */
const unfinishedExtensions = new Set([
  'part', 'partial', 'tmp', 'temp', 'crdownload', 'download', 'filepart', 'aspx-partial', 'opdownload', 'incomplete', 'swp', 'swx', 'lock', 'bak', 'aspera-ckpt', '!ut', '!qb',
])

/** How the file is named that a trial of a public folder lays there for a moment: it may be a watch folder too. */
export const linkTestMark = 'greenroom-link-test-'

/** Files and folders that systems and cameras leave about; lower case. */
const clutter = new Set(['thumbs.db', 'desktop.ini', 'system volume information', '$recycle.bin', '#recycle', '@eadir', 'lost+found', '__macosx'])

/** The last part of a path, whichever way its slashes lean. */
export function baseName(path: string): string {
  const end = path.replace(/[/\\]+$/u, '')
  return end.slice(Math.max(end.lastIndexOf('/'), end.lastIndexOf('\\')) + 1)
}

/** @returns the extension in lower case without its dot; '' when there is none. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase()
}

/** @returns whether a name is a video's or an image's; null when it looks like neither. */
export function assetTypeOf(name: string): AssetType | null {
  const extension = extensionOf(name)
  if (videoExtensions.has(extension)) return 'video'
  return imageExtensions.has(extension) ? 'image' : null
}

/**
 * Whether a file or folder of this name is left alone: hidden, still being written
 * (`clip.mp4.part`, `clip.mp4~`), clutter of the system, or a test file of our own.
 */
export function isIgnoredName(name: string): boolean {
  if (name.startsWith('.') || name.startsWith('~$') || name.endsWith('~') || name.startsWith(linkTestMark)) return true
  return unfinishedExtensions.has(extensionOf(name)) || clutter.has(name.toLowerCase())
}

/** The asset type of a file that intake takes by its name; null for everything it leaves alone. */
export function clipTypeOf(name: string): AssetType | null {
  return isIgnoredName(name) ? null : assetTypeOf(name)
}

/**
 * What two spellings of one place have in common. macOS hands out decomposed names (NFD) where
 * everyone else composes (NFC), so the same clip copied through a Mac would count as two.
 * For comparing and keeping only: open files by their spelling on disk.
 */
export function locationKey(location: string): string {
  return location.normalize('NFC')
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/**
 * A name's stem for people to read, without its extension: control characters and direction
 * overrides (which can make `gpj.exe` read `exe.jpg`) taken out, cut between whole characters.
 * @param maxLength in UTF-16 units, the measure of `string.length`
 */
export function displayStem(name: string, maxLength = 60): string {
  const file = baseName(name)
  const dot = file.lastIndexOf('.')
  const stem = (dot > 0 && assetTypeOf(file) ? file.slice(0, dot) : file)
    .normalize('NFC')
    .replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu, ' ')
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
    .trim()
  let cut = ''
  for (const { segment } of graphemes.segment(stem)) {
    if (cut.length + segment.length > maxLength) break
    cut += segment
  }
  return cut.trim() || 'clip'
}
