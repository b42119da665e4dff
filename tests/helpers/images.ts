/** Photographs with the marks that cameras give them and ffmpeg does not, made by hand around real pictures. */
import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { makeClip } from './clips.ts'

const run = promisify(execFile)

/** A TIFF structure that says nothing but the orientation (1–8), as Exif keeps it. */
function exifOf(orientation: number): Buffer {
  const exif = Buffer.alloc(26)
  exif.write('II*\0', 'latin1')
  exif.writeUInt32LE(8, 4)
  exif.writeUInt16LE(1, 8)
  exif.writeUInt16LE(0x0112, 10)
  exif.writeUInt16LE(3, 12)
  exif.writeUInt32LE(1, 14)
  exif.writeUInt16LE(orientation, 18)
  return exif
}

/** Gives an image made by ffmpeg (`.jpg .png .webp .tiff`) an Exif orientation, in place. */
export async function orient(file: string, orientation: number): Promise<void> {
  const bytes = await readFile(file)
  const exif = exifOf(orientation)
  switch (path.extname(file)) {
    case '.jpg': {
      const head = Buffer.from([0xff, 0xe1, 0, 8 + exif.length])
      return writeFile(file, Buffer.concat([bytes.subarray(0, 2), head, Buffer.from('Exif\0\0', 'latin1'), exif, bytes.subarray(2)]))
    }
    case '.png': {
      const chunk = Buffer.alloc(12 + exif.length)
      chunk.writeUInt32BE(exif.length, 0)
      chunk.write('eXIf', 4, 'latin1')
      exif.copy(chunk, 8)
      // After the signature and IHDR. Nobody here checks its checksum.
      return writeFile(file, Buffer.concat([bytes.subarray(0, 33), chunk, bytes.subarray(33)]))
    }
    case '.webp': {
      const chunk = Buffer.alloc(8)
      chunk.write('EXIF', 0, 'latin1')
      chunk.writeUInt32LE(exif.length, 4)
      const whole = Buffer.concat([bytes, chunk, exif])
      whole.writeUInt32LE(whole.length - 8, 4)
      return writeFile(file, whole)
    }
    case '.tiff': {
      // The orientation as one more entry: the directory is written anew at the end.
      const little = bytes.subarray(0, 2).toString('latin1') === 'II'
      if (!little) throw new Error('ffmpeg writes little-endian TIFF.')
      const at = bytes.readUInt32LE(4)
      const count = bytes.readUInt16LE(at)
      const entries = [...Array(count).keys()].map((n) => bytes.subarray(at + 2 + 12 * n, at + 14 + 12 * n)).filter((entry) => entry.readUInt16LE(0) !== 0x0112)
      const all = [...entries, exif.subarray(10, 22)].sort((a, b) => a.readUInt16LE(0) - b.readUInt16LE(0))
      const number = Buffer.alloc(2)
      number.writeUInt16LE(all.length)
      const whole = Buffer.concat([bytes, number, ...all, Buffer.alloc(4)])
      whole.writeUInt32LE(bytes.length, 4)
      return writeFile(file, whole)
    }
    default:
      throw new Error(`No way to orient ${file}.`)
  }
}

/** A picture stored lying down that has to be turned by 90° (orientation 6) to be seen. */
export async function makeTurnedImage(dir: string, name: string, size: { width: number; height: number }, orientation = 6): Promise<string> {
  const file = await makeClip(dir, name, size)
  await orient(file, orientation)
  return file
}

const box = (name: string, ...parts: Buffer[]): Buffer => {
  const content = Buffer.concat(parts)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(8 + content.length, 0)
  head.write(name, 4, 'latin1')
  return Buffer.concat([head, content])
}
const fullBox = (name: string, ...parts: Buffer[]): Buffer => box(name, Buffer.alloc(4), ...parts)
const u16 = (...values: number[]): Buffer => Buffer.concat(values.map((value) => { const b = Buffer.alloc(2); b.writeUInt16BE(value); return b }))
const u32 = (...values: number[]): Buffer => Buffer.concat(values.map((value) => { const b = Buffer.alloc(4); b.writeUInt32BE(value); return b }))
const text = (value: string): Buffer => Buffer.from(value, 'latin1')

/** A minimal HEIC: one HEVC picture by ffmpeg in the boxes a phone writes around it. `turned`: quarter turns against the clock (`irot`). */
export async function makeHeic(dir: string, name: string, { width, height, turned = 0, brand = 'heic' }: { width: number; height: number; turned?: number; brand?: string }): Promise<string> {
  const still = await makeClip(dir, `${name}.still.mp4`, { width, height, codec: 'h265', seconds: 1, fps: 24 })
  const raw = path.join(dir, `${name}.hevc`)
  await run('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-y', '-i', still, '-frames:v', '1', '-c', 'copy', '-bsf:v', 'hevc_mp4toannexb', '-f', 'hevc', raw])
  const mp4 = await readFile(still)
  const at = mp4.indexOf('hvcC') - 4
  const hvcC = mp4.subarray(at, at + mp4.readUInt32BE(at))
  const picture = await readFile(raw)
  const ftyp = box('ftyp', text(brand), u32(0), text('mif1'), text(brand))
  const meta = (offset: number): Buffer => fullBox('meta',
    fullBox('hdlr', u32(0), text('pict'), Buffer.alloc(13)),
    fullBox('pitm', u16(1)),
    fullBox('iloc', Buffer.from([0x44, 0x00]), u16(1), u16(1, 0), u16(1), u32(offset, picture.length)),
    fullBox('iinf', u16(1), box('infe', u32(0x02000000), u16(1, 0), text('hvc1'), Buffer.alloc(1))),
    box('iprp',
      box('ipco', hvcC, fullBox('ispe', u32(width, height)), ...(turned > 0 ? [box('irot', Buffer.from([turned]))] : [])),
      fullBox('ipma', u32(1), u16(1), Buffer.from(turned > 0 ? [3, 0x81, 0x02, 0x83] : [2, 0x81, 0x02]))),
  )
  const file = path.join(dir, name)
  await writeFile(file, Buffer.concat([ftyp, meta(ftyp.length + meta(0).length + 8), box('mdat', picture)]))
  return file
}
