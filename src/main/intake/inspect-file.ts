/**
 * Looks at one file, reading it synchronously: for worker threads only. A read that hangs on a dead network drive
 * then holds its own thread, and none of the few threads that all the files of the process share.
 */
import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { MediaFacts } from '../domain/media-facts.ts'
import { printedBytes, quickFingerprint } from './file-print.ts'
import { readMediaFacts, type MediaReading } from './media-info-reader.ts'

/** What tells one file's content from another's. */
export interface FilePrint {
  sizeBytes: number
  mtimeMs: number
  /** Size and sha256 of the first and last 64 KiB, `<bytes>-<hex>`: cheap, equal for equal content, and no proof of it. */
  quickFingerprint: string
  /** sha256 of every byte, hex; null when it was not asked for. */
  contentHash: string | null
  /** The last 64 KiB hold nothing but zeros: space was reserved and the copy has not come so far. */
  tailIsZero: boolean
}

export type InspectionFailureCode = (MediaReading & { ok: false })['code'] | 'Gone' | 'NotPermitted' | 'ChangedWhileReading' | 'DriveSilent' | 'InspectionCrashed'

/** One file, looked at once. `print` is null only when the file could not be read at all. */
export type FileInspection =
  | { ok: true; facts: MediaFacts; print: FilePrint }
  | { ok: false; code: InspectionFailureCode; message: string; print: FilePrint | null }

const HASH_CHUNK_BYTES = 1024 * 1024

/** @param progress called after every read, so that whoever waits can tell a large file from one that hangs. */
export async function inspectFile(path: string, { contentHash }: { contentHash: boolean }, progress: () => void = () => undefined): Promise<FileInspection> {
  let file: number | null = null
  try {
    file = openSync(path, 'r')
    progress()
    return await inspectOpen(file, contentHash, progress)
  } catch (error) {
    return whyUnreadable(error)
  } finally {
    if (file !== null) closeSync(file)
  }
}

async function inspectOpen(file: number, wantsHash: boolean, progress: () => void): Promise<FileInspection> {
  const before = fstatSync(file)
  if (!before.isFile()) return { ok: false, code: 'Unreadable', message: 'This is not a file. Choose a video or an image.', print: null }
  const read = (length: number, offset: number): Buffer => {
    const part = readAt(file, length, offset)
    progress()
    return part
  }
  // A clip that fits into one read is read once: its facts, its prints and its hash come from the same bytes.
  const whole = before.size <= HASH_CHUNK_BYTES ? read(before.size, 0) : null
  const from = (length: number, offset: number): Buffer => (whole ? whole.subarray(offset, offset + length) : read(length, offset))
  const reading = await readMediaFacts({ size: before.size, read: from })
  const head = from(Math.min(before.size, printedBytes), 0)
  const tail = from(Math.min(before.size, printedBytes), Math.max(0, before.size - printedBytes))
  const print: FilePrint = {
    sizeBytes: before.size,
    mtimeMs: before.mtimeMs,
    quickFingerprint: quickFingerprint(before.size, head, tail),
    contentHash: wantsHash ? hashFirst(from, before.size) : null,
    tailIsZero: tail.length > 0 && tail.every((byte) => byte === 0),
  }
  const after = fstatSync(file)
  if (after.size !== before.size || after.mtimeMs !== before.mtimeMs) {
    const message = 'The file changed while it was being read: something is still writing it. It is looked at again once it is still.'
    return { ok: false, code: 'ChangedWhileReading', message, print }
  }
  return reading.ok ? { ok: true, facts: reading.facts, print } : { ...reading, print }
}

function readAt(file: number, length: number, offset: number): Buffer {
  const buffer = Buffer.allocUnsafe(length)
  let filled = 0
  while (filled < length) {
    const bytesRead = readSync(file, buffer, filled, length - filled, offset + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return buffer.subarray(0, filled)
}

/** As many bytes as the file had when it was opened: one that grows would otherwise be chased to no end. */
function hashFirst(read: (length: number, offset: number) => Buffer, sizeBytes: number): string {
  const hash = createHash('sha256')
  for (let offset = 0; offset < sizeBytes; ) {
    const chunk = read(Math.min(HASH_CHUNK_BYTES, sizeBytes - offset), offset)
    if (chunk.length === 0) break
    hash.update(chunk)
    offset += chunk.length
  }
  return hash.digest('hex')
}

function whyUnreadable(error: unknown): FileInspection {
  const failed = (code: InspectionFailureCode, message: string): FileInspection => ({ ok: false, code, message, print: null })
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'ENOENT': case 'ENOTDIR':
      return failed('Gone', 'The file is no longer there: it was moved, renamed or deleted, or its drive is not connected.')
    case 'EACCES': case 'EPERM':
      return failed('NotPermitted', 'Greenroom may not read this file. Give your user account permission to read it.')
    case 'EIO':
      return failed('Unreadable', 'The drive reported an error while reading this file (EIO). Copy it again from where it came from.')
    case 'EISDIR':
      return failed('Unreadable', 'This is a folder, not a file.')
    case 'ESTALE': case 'EHOSTDOWN': case 'EHOSTUNREACH': case 'ENOTCONN': case 'ETIMEDOUT': case 'ENODEV': case 'ENXIO':
      return failed('DriveSilent', 'The drive this file is on does not answer at the moment.')
    default:
      return failed('Unreadable', `The file could not be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}
