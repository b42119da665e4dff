/** Bytes that can be read from anywhere: a file, or a URL through range requests. */
export interface MediaBytes {
  /** Total size in bytes. */
  size: number
  /** Up to `chunkSize` bytes from `offset`; fewer only at the end. A file's reader answers at once. */
  read(chunkSize: number, offset: number): Promise<Uint8Array> | Uint8Array
}

/** A view to read numbers from; empty past the end. */
export async function viewOf(bytes: MediaBytes, length: number, offset: number): Promise<DataView> {
  if (offset < 0 || offset >= bytes.size) return new DataView(new ArrayBuffer(0))
  const part = await bytes.read(Math.min(length, bytes.size - offset), offset)
  return new DataView(part.buffer, part.byteOffset, part.byteLength)
}

/** Four characters as the containers name their parts; empty past the end. */
export function fourCharacters(view: DataView, at: number): string {
  return at >= 0 && at + 4 <= view.byteLength ? String.fromCharCode(...[0, 1, 2, 3].map((n) => view.getUint8(at + n))) : ''
}
