import { mayBeTransparent, type ImageEncode } from '../domain/image-plan.ts'

/** One way to write an image. */
export interface ImageTry {
  format: 'jpeg' | 'png'
  /** ffmpeg's quality of a JPEG: 2 is the best, 31 the worst. */
  quality: number
}

/** From the best on; below this a face is no longer what was photographed. */
const qualities = [2, 4, 7, 11, 16]

/** What is tried one after the other until the file is small enough. */
export function imageTries({ format, capBytes }: ImageEncode): ImageTry[] {
  const jpegs = (capBytes === null ? qualities.slice(0, 1) : qualities).map((quality): ImageTry => ({ format: 'jpeg', quality }))
  if (format === 'jpeg') return jpegs
  return [{ format: 'png', quality: 2 }, ...(capBytes === null ? [] : jpegs)]
}

const turns: Record<ImageEncode['turn'], string[]> = { 0: [], 90: ['transpose=1'], 180: ['hflip', 'vflip'], 270: ['transpose=2'] }

/**
 * What ffmpeg is told to make an image, one word an element.
 * @param source what is read, absolute; @param target what is written, absolute, whatever its name ends in
 */
export function imageArguments(encode: ImageEncode, attempt: ImageTry, source: string, target: string): string[] {
  const { from, turn, size } = encode
  // Read by its format: to its reader of numbered pictures "take%03d.jpg" is a row of files. An AVIF has no such reader.
  const reader = from === 'avif' ? [] : ['-f', `${from}_pipe`]
  const upright = [...turns[turn], `scale=${size.width}:${size.height}:flags=lanczos`, 'sidedata=mode=delete:type=DISPLAYMATRIX']
  // What shines through is put on white: in a JPEG it would come out as whatever colour lies beneath.
  const onWhite = 'format=rgba,split[picture][copy];[copy]lutrgb=r=255:g=255:b=255:a=255[white];[white][picture]overlay=format=rgb'
  const filter = attempt.format === 'png' ? upright : [...upright, ...(mayBeTransparent.includes(from) ? [onWhite] : []), 'format=yuvj444p']
  return [
    '-hide_banner', '-nostdin', '-loglevel', 'error', '-xerror', '-y', '-noautorotate', ...reader, '-i', `file:${source}`,
    '-map', '0:v:0', '-frames:v', '1', '-map_metadata', '-1', '-vf', filter.join(','),
    ...(attempt.format === 'png' ? ['-c:v', 'png', '-f', 'image2pipe'] : ['-c:v', 'mjpeg', '-q:v', String(attempt.quality), '-f', 'mjpeg']),
    `file:${target}`,
  ]
}
