/**
 * Worker thread entry: reads one file at a time (media facts, fingerprints) so that hashing and
 * parsing never block the process that drives the windows. `media-facts-pool.ts` starts it.
 */
import { createHash } from 'node:crypto'
import { open, type FileHandle } from 'node:fs/promises'
import { parentPort } from 'node:worker_threads'
import type { MediaFacts } from '../domain/media-facts.ts'
import { readMediaFacts, type MediaReading } from './media-info-reader.ts'

export interface InspectionRequest {
  id: number
  path: string
  contentHash: boolean
}

export interface InspectionAnswer {
  id: number
  inspection: FileInspection
}

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

export type InspectionFailureCode = (MediaReading & { ok: false })['code'] | 'ChangedWhileReading' | 'InspectionCrashed'

/** One file, looked at once. `print` is null only when the file could not be read at all. */
export type FileInspection =
  | { ok: true; facts: MediaFacts; print: FilePrint }
  | { ok: false; code: InspectionFailureCode; message: string; print: FilePrint | null }

const TAIL_BYTES = 64 * 1024
const HASH_CHUNK_BYTES = 1024 * 1024

parentPort?.on('message', (request: InspectionRequest) => {
  void inspect(request).then((inspection) => parentPort?.postMessage({ id: request.id, inspection } satisfies InspectionAnswer))
})

async function inspect({ path, contentHash }: InspectionRequest): Promise<FileInspection> {
  try {
    const file = await open(path, 'r')
    try {
      return await inspectOpen(file, contentHash)
    } finally {
      await file.close()
    }
  } catch (error) {
    return { ok: false, code: 'Unreadable', message: whyUnreadable(error), print: null }
  }
}

async function inspectOpen(file: FileHandle, wantsHash: boolean): Promise<FileInspection> {
  const before = await file.stat()
  if (!before.isFile()) return { ok: false, code: 'Unreadable', message: 'This is not a file. Choose a video or an image.', print: null }
  const reading = await readMediaFacts({ size: before.size, read: (length, offset) => readAt(file, length, offset) })
  const head = await readAt(file, Math.min(before.size, TAIL_BYTES), 0)
  const tail = await readAt(file, Math.min(before.size, TAIL_BYTES), Math.max(0, before.size - TAIL_BYTES))
  const print: FilePrint = {
    sizeBytes: before.size,
    mtimeMs: before.mtimeMs,
    quickFingerprint: `${before.size}-${createHash('sha256').update(head).update(tail).digest('hex')}`,
    contentHash: wantsHash ? await hashFirst(file, before.size) : null,
    tailIsZero: tail.length > 0 && tail.every((byte) => byte === 0),
  }
  const after = await file.stat()
  if (after.size !== before.size || after.mtimeMs !== before.mtimeMs) {
    const message = 'The file changed while it was being read: something is still writing it. It is looked at again once it is still.'
    return { ok: false, code: 'ChangedWhileReading', message, print }
  }
  return reading.ok ? { ok: true, facts: reading.facts, print } : { ...reading, print }
}

async function readAt(file: FileHandle, length: number, offset: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, offset + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return buffer.subarray(0, filled)
}

/** As many bytes as the file had when it was opened: one that grows would otherwise be chased to no end. */
async function hashFirst(file: FileHandle, sizeBytes: number): Promise<string> {
  const hash = createHash('sha256')
  for (let offset = 0; offset < sizeBytes; ) {
    const chunk = await readAt(file, Math.min(HASH_CHUNK_BYTES, sizeBytes - offset), offset)
    if (chunk.length === 0) break
    hash.update(chunk)
    offset += chunk.length
  }
  return hash.digest('hex')
}

function whyUnreadable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  switch (code) {
    case 'ENOENT':
      return 'The file is no longer there: it was moved, renamed or deleted, or its drive is not connected.'
    case 'EACCES':
    case 'EPERM':
      return 'Greenroom may not read this file. Give your user account permission to read it.'
    case 'EIO':
      return 'The drive reported an error while reading this file (EIO). Copy it again from where it came from.'
    case 'EISDIR':
      return 'This is a folder, not a file.'
    default:
      return `The file could not be read: ${error instanceof Error ? error.message : String(error)}`
  }
}
