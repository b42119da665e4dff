import { randomBytes } from 'node:crypto'
import { linkTestMark } from '../domain/file-names.ts'

/** A name for the file a trial is made with: a clip's, so that whoever goes by names treats it as one, but never taken for one by us. */
export function testClipName(): string {
  return `${linkTestMark}${randomBytes(6).toString('hex')}.mp4`
}

/** What nobody else has, 4 KiB of it, beginning like an MP4: whoever looks into files to tell their type is not misled. */
export function testClip(): Buffer {
  const beginning = box('ftyp', Buffer.from('isom\u0000\u0000\u0002\u0000isomiso2mp41', 'latin1'))
  return Buffer.concat([beginning, box('free', randomBytes(4096 - beginning.length - 8))])
}

function box(name: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(content.length + 8)
  head.write(name, 4, 'latin1')
  return Buffer.concat([head, content])
}
