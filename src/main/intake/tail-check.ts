import { open } from 'node:fs/promises'

const tailBytes = 64 * 1024

/**
 * Whether a file's last 64 KiB are all zero: the mark of a copy whose space was allocated before
 * its content came, so that its size and time stand still long before it is complete.
 * @returns false for an empty file, which is incomplete in its own way
 * @throws the system's error when the file cannot be read
 */
export async function tailIsZero(path: string): Promise<boolean> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    if (size === 0) return false
    const wanted = Math.min(size, tailBytes)
    const { bytesRead, buffer } = await file.read(Buffer.alloc(wanted), 0, wanted, size - wanted)
    // Truncated between the two calls: it is changing, and the next look will say so.
    if (bytesRead === 0) return true
    return buffer.subarray(0, bytesRead).every((byte) => byte === 0)
  } finally {
    await file.close()
  }
}
