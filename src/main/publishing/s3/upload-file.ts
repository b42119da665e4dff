/** One file into one object: in one request, or in parts that are sent side by side and never twice. */
import type { FileHandle } from 'node:fs/promises'
import type { Clock } from '../../capabilities.ts'
import { backoffMs } from '../../domain/retry-policy.ts'
import type { ByteBudget } from '../byte-budget.ts'
import type { Throttle } from '../throttle.ts'
import type { UploadRecord, UploadRecords } from '../upload-records.ts'
import type { S3Store, Sending, StoredPart } from './s3-store.ts'
import { s3CodeOf, StorageError } from './storage-error.ts'

export interface UploadJob {
  store: S3Store
  file: FileHandle
  sizeBytes: number
  record: UploadRecord
  contentType: string
  records: UploadRecords
  /** Bounds the memory of all uploads of a lane together. */
  budget: ByteBudget
  throttle: Throttle
  clock: Clock
  random(): number
  signal: AbortSignal
  /** Bytes that have just got there, or (negative) turn out not to have. Parts found there count too. */
  onBytes(bytes: number): void
}

/** The file became shorter while it was read. */
export class FileShrank extends Error {}

const mib = 1024 * 1024
/** The least a part may have by the S3 protocol is 5 MiB; more costs memory, less costs requests. */
const usualPart = 8 * mib
/** The most parts an upload may have by the S3 protocol. */
const mostParts = 10_000
const partsAtOnce = 4
/** A part that fails for a passing reason is tried so often before the storage is said to be in trouble. */
const tries = 4
const backoff = { baseMs: 500, capMs: 8_000 }

/** The size of the parts of a file, bytes: as few MiB as its length allows. */
export function partSize(sizeBytes: number): number {
  return Math.max(usualPart, Math.ceil(sizeBytes / mostParts / mib) * mib)
}

/**
 * Uploads what of a file is not there yet. Resolves when the object is whole.
 * @throws StorageError, FileShrank, the signal's reason, or the SDK's error when the object itself is refused
 */
export async function uploadFile(job: UploadJob): Promise<void> {
  if (job.sizeBytes <= job.record.partBytes) return putWhole(job)
  const opened = await openedUpload(job)
  if (opened === 'whole') return
  const { uploadId, stored } = opened
  const count = Math.ceil(job.sizeBytes / job.record.partBytes)
  const etags = new Map<number, string>()
  for (const part of stored) {
    // A part of another length is a leftover; it is overwritten.
    if (part.partNumber > count || part.sizeBytes !== lengthOf(job, part.partNumber)) continue
    etags.set(part.partNumber, part.etag)
    job.onBytes(part.sizeBytes)
  }
  const missing = Array.from({ length: count }, (_, n) => n + 1).filter((part) => !etags.has(part))
  // The first failure ends the others, so that nothing is sent for a lost cause.
  const failed = new AbortController()
  const signal = AbortSignal.any([job.signal, failed.signal])
  const worker = async (): Promise<void> => {
    for (let part = missing.shift(); part !== undefined; part = missing.shift()) etags.set(part, await putPart({ ...job, signal }, uploadId, part))
  }
  await Promise.all(Array.from({ length: partsAtOnce }, () => worker().catch((error: unknown) => failed.abort(error))))
  job.signal.throwIfAborted()
  failed.signal.throwIfAborted()
  await complete(job, uploadId, [...etags].sort(([a], [b]) => a - b).map(([partNumber, etag]) => ({ partNumber, etag })))
}

function lengthOf({ sizeBytes, record: { partBytes } }: UploadJob, partNumber: number): number {
  return Math.min(partBytes, sizeBytes - (partNumber - 1) * partBytes)
}

/** The multipart upload that was begun, with the parts that are there; a new one where there is none (any more). */
async function openedUpload(job: UploadJob): Promise<{ uploadId: string; stored: StoredPart[] } | 'whole'> {
  const { store, record, records, signal } = job
  // An id that the last process did not live to write down is asked for, or the parts behind it would lie there for ever.
  const known = record.uploadId ?? (await again(job, () => store.findOpen(record.objectKey, signal)))
  if (known !== null) {
    const stored = await again(job, () => store.parts(record.objectKey, known, signal))
    if (stored !== null) {
      if (record.uploadId === null) await records.opened(record.id, known)
      return { uploadId: known, stored }
    }
    // Completed by a process that did not live to write it down, or ended by the bucket's own rules.
    if ((await again(job, () => store.sizeOf(record.objectKey, signal))) === job.sizeBytes) {
      job.onBytes(job.sizeBytes)
      return 'whole'
    }
  }
  const uploadId = await again(job, () => store.open(record.objectKey, job.contentType, signal))
  await records.opened(record.id, uploadId)
  return { uploadId, stored: [] }
}

async function putWhole(job: UploadJob): Promise<void> {
  await withContent(job, 0, job.sizeBytes, (content, sending) => job.store.put(job.record.objectKey, content, job.contentType, sending))
}

function putPart(job: UploadJob, uploadId: string, part: number): Promise<string> {
  return withContent(job, (part - 1) * job.record.partBytes, lengthOf(job, part), (content, sending) => job.store.putPart(job.record.objectKey, uploadId, part, content, sending))
}

/** Reads a stretch of the file and sends it, with memory and bandwidth granted first. */
async function withContent<T>(job: UploadJob, from: number, length: number, send: (content: Uint8Array, sending: Sending) => Promise<T>): Promise<T> {
  const { content, giveBack } = await job.budget.take(length)
  try {
    job.signal.throwIfAborted()
    await readExactly(job.file, from, content)
    return await again(job, async () => {
      let sent = 0
      try {
        return await send(content, {
          take: job.throttle.take, pieceBytes: job.throttle.pieceBytes, signal: job.signal,
          onBytes: (bytes) => { sent += bytes; job.onBytes(bytes) },
        })
      } catch (error) {
        if (sent > 0) job.onBytes(-sent)
        throw error
      }
    })
  } finally {
    giveBack()
  }
}

async function readExactly(file: FileHandle, from: number, content: Buffer): Promise<void> {
  const { length } = content
  for (let at = 0; at < length;) {
    const { bytesRead } = await file.read(content, at, length - at, from + at)
    if (bytesRead === 0) throw new FileShrank(`The file ended ${length - at} bytes early while it was uploaded.`)
    at += bytesRead
  }
}

/** Passing trouble is waited out a few times. */
async function again<T>({ clock, random, signal }: UploadJob, call: () => Promise<T>): Promise<T> {
  for (let step = 0; ; step++) {
    try {
      return await call()
    } catch (error) {
      signal.throwIfAborted()
      const passing = error instanceof StorageError && error.kind !== 'refused'
      if (!passing || step + 1 >= tries) throw error
      await clock.wait(backoffMs(step, backoff, random), signal)
      signal.throwIfAborted()
    }
  }
}

/** The answer to completing may be lost although it was done: then the object is there, and the upload is not. */
async function complete(job: UploadJob, uploadId: string, parts: readonly { partNumber: number; etag: string }[]): Promise<void> {
  const { store, record, signal } = job
  try {
    await again(job, () => store.complete(record.objectKey, uploadId, parts, signal))
  } catch (error) {
    if (s3CodeOf(error) !== 'NoSuchUpload') throw error
    if ((await again(job, () => store.sizeOf(record.objectKey, signal))) !== job.sizeBytes) throw error
  }
}
