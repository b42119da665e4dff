/**
 * How far a photograph must be turned to be seen upright. MediaInfo does not tell it of images, and a phone's
 * upright photograph is stored lying down: unturned, its sides and its aspect would be held to the wrong limits.
 */
import { fourCharacters, viewOf, type MediaBytes } from './media-bytes.ts'

export type Turn = 0 | 90 | 180 | 270

/** Exif's eight orientations; mirrored ones have the same sides as their unmirrored twins. */
const turns: Record<number, Turn> = { 3: 180, 4: 180, 5: 90, 6: 90, 7: 270, 8: 270 }

const headBytes = 64 * 1024
/** Parts of a file looked at before one gives up: none written by a camera has so many. */
const mostParts = 200

/** @returns 0 for what says nothing, or nothing that can be read: a photograph is then taken as it lies. */
export async function imageTurn(bytes: MediaBytes): Promise<Turn> {
  const head = await viewOf(bytes, headBytes, 0)
  if (head.byteLength < 16) return 0
  if (head.getUint16(0) === 0xffd8) return jpegTurn(bytes)
  if (head.getUint32(0) === 0x89504e47) return chunkedTurn(bytes, 8, false, 'eXIf')
  if (fourCharacters(head, 0) === 'RIFF' && fourCharacters(head, 8) === 'WEBP') return chunkedTurn(bytes, 12, true, 'EXIF')
  if (isTiff(head, 0)) return tiffTurn(await viewOf(bytes, headBytes, 0), 0, bytes)
  if (fourCharacters(head, 4) === 'ftyp') return heifTurn(head)
  return 0
}

function isTiff(view: DataView, at: number): boolean {
  const mark = at + 4 <= view.byteLength ? view.getUint32(at) : 0
  return mark === 0x49492a00 || mark === 0x4d4d002a
}

/** Walks the segments before the picture for the one that holds Exif. */
async function jpegTurn(bytes: MediaBytes): Promise<Turn> {
  for (let at = 2, n = 0; n < mostParts; n++) {
    const view = await viewOf(bytes, 10, at)
    if (view.byteLength < 10 || view.getUint8(0) !== 0xff) return 0
    const marker = view.getUint8(1)
    // The picture itself begins, or ends: nothing about it comes after that.
    if (marker === 0xda || marker === 0xd9) return 0
    const length = view.getUint16(2)
    if (marker === 0xe1 && fourCharacters(view, 4) === 'Exif') return tiffTurn(await viewOf(bytes, length - 8, at + 10), 0)
    at += 2 + length
  }
  return 0
}

/** PNG's and WebP's files are rows of named chunks. */
async function chunkedTurn(bytes: MediaBytes, from: number, little: boolean, wanted: string): Promise<Turn> {
  for (let at = from, n = 0; n < mostParts; n++) {
    const view = await viewOf(bytes, 8, at)
    if (view.byteLength < 8) return 0
    const [length, name] = little ? [view.getUint32(4, true), fourCharacters(view, 0)] : [view.getUint32(0), fourCharacters(view, 4)]
    if (name === wanted) {
      const exif = await viewOf(bytes, Math.min(length, headBytes), at + 8)
      // Some writers keep JPEG's "Exif\0\0" in front of it.
      return tiffTurn(exif, fourCharacters(exif, 0) === 'Exif' ? 6 : 0)
    }
    at += 8 + length + (little ? length % 2 : 4)
  }
  return 0
}

/** The orientation (tag 274) in the first directory of a TIFF structure. `whole`: where its directory may lie beyond the view. */
async function tiffTurn(view: DataView, at: number, whole?: MediaBytes): Promise<Turn> {
  if (!isTiff(view, at) || at + 8 > view.byteLength) return 0
  const little = view.getUint8(at) === 0x49
  const offset = view.getUint32(at + 4, little)
  const directory = whole ? await viewOf(whole, headBytes, offset) : view
  const start = whole ? 0 : at + offset
  if (start + 2 > directory.byteLength) return 0
  const entries = directory.getUint16(start, little)
  for (let n = 0; n < entries; n++) {
    const entry = start + 2 + 12 * n
    if (entry + 12 > directory.byteLength) return 0
    if (directory.getUint16(entry, little) === 0x0112) return turns[directory.getUint16(entry + 8, little)] ?? 0
  }
  return 0
}

/** HEIF turns by a property of its own: `irot`, quarter turns against the clock. */
function heifTurn(head: DataView): Turn {
  for (let at = 4; at + 5 <= head.byteLength; at++) {
    if (head.getUint8(at) !== 0x69 || fourCharacters(head, at) !== 'irot' || head.getUint32(at - 4) !== 9) continue
    return ([0, 270, 180, 90] as const)[head.getUint8(at + 4) & 3] ?? 0
  }
  return 0
}
