/** What tells one file's content from another's without reading all of it. Sync: for worker threads only. */
import { createHash, hash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** So much of a file's beginning and of its end goes into its quick fingerprint. */
export const printedBytes = 64 * 1024

/**
 * The quick fingerprint of a file of this size that begins and ends like this: `<bytes>-<hex>`. Equal for equal content, and no proof of it.
 * The beginning of a small file is all of it, so its end adds nothing.
 */
export function quickFingerprint(sizeBytes: number, head: Uint8Array, tail: Uint8Array): string {
  const digest = sizeBytes <= printedBytes ? hash('sha256', head, 'hex') : createHash('sha256').update(head).update(tail).digest('hex')
  return `${sizeBytes}-${digest}`
}

/**
 * Reads a file's quick fingerprint: at most 128 KiB, however large it is.
 * @param scratch of at least twice `printedBytes`; kept by whoever asks for many
 * @throws the system's error when it cannot be read
 */
export function readFingerprint(location: string, scratch: Buffer = Buffer.allocUnsafe(2 * printedBytes)): { sizeBytes: number; mtimeMs: number; fingerprint: string } {
  const file = openSync(location, 'r')
  try {
    const { size, mtimeMs } = fstatSync(file)
    const length = Math.min(size, printedBytes)
    const head = scratch.subarray(0, readFully(file, scratch, 0, length, 0))
    // A small file is read once: its beginning is its end.
    const tail = size <= printedBytes ? head : scratch.subarray(printedBytes, printedBytes + readFully(file, scratch, printedBytes, length, size - length))
    return { sizeBytes: size, mtimeMs: Math.floor(mtimeMs), fingerprint: quickFingerprint(size, head, tail) }
  } finally {
    closeSync(file)
  }
}

function readFully(file: number, into: Buffer, at: number, length: number, position: number): number {
  let filled = 0
  while (filled < length) {
    const read = readSync(file, into, at + filled, length - filled, position + filled)
    if (read === 0) break
    filled += read
  }
  return filled
}
