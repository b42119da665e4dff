/** One drawing at one size, square. */
export interface IconImage {
  size: number
  png: Buffer
}

/** Windows' icon file: a directory of PNG images (since Vista). 256 is written as 0. */
export function icoOf(images: readonly IconImage[]): Buffer {
  const header = Buffer.alloc(6)
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(images.length, 4)
  let offset = header.length + images.length * 16
  const entries = images.map(({ size, png }) => {
    const entry = Buffer.alloc(16)
    entry.writeUInt8(size % 256, 0)
    entry.writeUInt8(size % 256, 1)
    entry.writeUInt16LE(1, 4)
    entry.writeUInt16LE(32, 6)
    entry.writeUInt32LE(png.length, 8)
    entry.writeUInt32LE(offset, 12)
    offset += png.length
    return entry
  })
  return Buffer.concat([header, ...entries, ...images.map(({ png }) => png)])
}

/** Apple's types of PNG images by their size in pixels; some sizes serve two. */
const appleTypes: Record<number, readonly string[]> = { 16: ['icp4'], 32: ['icp5', 'ic11'], 64: ['ic12'], 128: ['ic07'], 256: ['ic08', 'ic13'], 512: ['ic09', 'ic14'], 1024: ['ic10'] }

/** Apple's icon file: chunks of type, length (its own eight bytes included) and PNG. */
export function icnsOf(images: readonly IconImage[]): Buffer {
  const chunks = images.flatMap(({ size, png }) => (appleTypes[size] ?? []).map((type) => {
    const head = Buffer.alloc(8)
    head.write(type, 0, 'ascii')
    head.writeUInt32BE(png.length + 8, 4)
    return Buffer.concat([head, png])
  }))
  const body = Buffer.concat(chunks)
  const head = Buffer.alloc(8)
  head.write('icns', 0, 'ascii')
  head.writeUInt32BE(body.length + 8, 4)
  return Buffer.concat([head, body])
}
