/** Whether an image ends before its content does, for the formats of which MediaInfo does not notice it. */
import { fourCharacters, viewOf, type MediaBytes } from './media-bytes.ts'

/** JPEG and GIF end with a mark; TIFF and bitmaps say beforehand how far they reach. */
export async function imageCutShort(bytes: MediaBytes): Promise<boolean> {
  const head = await viewOf(bytes, 64, 0)
  if (head.byteLength < 8) return false
  if (head.getUint16(0) === 0xffd8) return !(await endsWith(bytes, [0xff, 0xd9], 64 * 1024))
  if (fourCharacters(head, 0).startsWith('GIF8')) return !(await endsWith(bytes, [0x3b], 16))
  // Writers that do not know the size leave it zero.
  if (head.getUint16(0) === 0x424d) return bitmapReach(head) > bytes.size
  if (head.getUint32(0) === 0x49492a00 || head.getUint32(0) === 0x4d4d002a) return tiffCutShort(bytes, head)
  return false
}

/** Cameras may add bytes after the mark, hence the reach. */
async function endsWith(bytes: MediaBytes, mark: number[], reach: number): Promise<boolean> {
  const length = Math.min(bytes.size, reach)
  const tail = Buffer.from(await bytes.read(length, bytes.size - length))
  return tail.includes(Buffer.from(mark))
}

function bitmapReach(head: DataView): number {
  return head.getUint32(2, true)
}

/** Where each strip or tile begins and how long it is (tags 273 and 279, 324 and 325); the last one decides. */
async function tiffCutShort(bytes: MediaBytes, head: DataView): Promise<boolean> {
  const little = head.getUint8(0) === 0x49
  const offset = head.getUint32(4, little)
  if (offset + 2 > bytes.size) return true
  const count = (await viewOf(bytes, 2, offset)).getUint16(0, little)
  const directory = await viewOf(bytes, 12 * count, offset + 2)
  if (directory.byteLength < 12 * count) return true
  const last = async (tags: number[]): Promise<number | null> => {
    for (let n = 0; n < count; n++) {
      const entry = 12 * n
      if (!tags.includes(directory.getUint16(entry, little))) continue
      const [size, values] = [directory.getUint16(entry + 2, little) === 3 ? 2 : 4, directory.getUint32(entry + 4, little)]
      const inPlace = size * values <= 4
      const at = inPlace ? entry + 8 : directory.getUint32(entry + 8, little) + size * (values - 1)
      const view = inPlace ? directory : await viewOf(bytes, size, at)
      const from = inPlace ? at + size * (values - 1) : 0
      if (from + size > view.byteLength) return Infinity
      return size === 2 ? view.getUint16(from, little) : view.getUint32(from, little)
    }
    return null
  }
  const [begins, length] = [await last([273, 324]), await last([279, 325])]
  return begins !== null && length !== null && begins + length > bytes.size
}
