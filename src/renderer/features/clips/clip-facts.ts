import type { Clip, MediaFacts } from '../../../contract/models/clip.ts'
import type { Formats } from '../../i18n/format.ts'

/** "12.4 s · 1920 × 1080 · 25 fps · 48.2 MB", as far as it is known. */
export function mediaLine(media: MediaFacts | null, format: Formats): string[] {
  if (!media) return []
  return [
    media.durationMs === null ? null : format.seconds(media.durationMs),
    `${media.width} × ${media.height}`,
    media.fps === null ? null : `${Math.round(media.fps * 100) / 100} fps`,
    format.bytes(media.sizeBytes),
  ].filter((part) => part !== null)
}

/** The facts beneath a clip's name; the person first where the list is everyone's. */
export function factsLine(clip: Clip, format: Formats, withPerson: boolean): string {
  return [...(withPerson ? [clip.groupName] : []), ...mediaLine(clip.media, format)].join(' · ')
}
