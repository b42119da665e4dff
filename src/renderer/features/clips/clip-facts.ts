import type { Clip, MediaFacts } from '../../../contract/models/clip.ts'
import type { Formats } from '../../i18n/format.ts'
import { breachValue } from '../reasons/breach-value.ts'

const wholeMegabyte = 1024 * 1024

/** A size as the limits count it; below a megabyte, where limits do not reach, in kilobytes. */
export function sizeInWords(bytes: number, format: Formats, language: string): string {
  return bytes < wholeMegabyte ? format.bytes(bytes) : breachValue(bytes, 'bytes', format, language)
}

/** "12.4 s · 1920 × 1080 · 25 fps · 48 MB", as far as it is known; sizes counted as the limits count them. */
function mediaLine(media: MediaFacts | null, format: Formats, language: string): string[] {
  if (!media) return []
  return [
    media.durationMs === null ? null : format.seconds(media.durationMs),
    `${media.width} × ${media.height}`,
    media.fps === null ? null : `${Math.round(media.fps * 100) / 100} fps`,
    sizeInWords(media.sizeBytes, format, language),
  ].filter((part) => part !== null)
}

/** The facts beneath a clip's name; the person first where the list is everyone's. */
export function factsLine(clip: Clip, format: Formats, language: string, withPerson: boolean): string {
  return [...(withPerson ? [clip.groupName] : []), ...mediaLine(clip.media, format, language)].join(' · ')
}
