import type { MediaLimits } from '../../../contract/models/account.ts'
import type { Breach, MediaFacts } from '../../../contract/models/clip.ts'

/** One fact of a clip beside the limit it is held against. */
export interface CheckedFact {
  key: 'container' | 'codec' | 'size' | 'duration' | 'shortSide' | 'longSide' | 'pixels' | 'aspect' | 'fps'
  value: number | string
  unit: Breach['unit']
  least: number | null
  most: number | null
  /** For formats: what is allowed. */
  allowed: readonly string[] | null
  breaks: boolean
}

function within(value: number, least: number | null, most: number | null): boolean {
  return (least === null || value >= least) && (most === null || value <= most)
}

/** NTSC rates are 1000/1001 of the rate they are called by: 23.976 is what the trade, and the limit, calls 24. */
function fpsSlack(least: number): number {
  return least / 1001 + 0.001
}

/** Every fact that a limit speaks of, in the order people ask: format, length, size, picture. Facts not known are left out. */
export function checkedFacts(media: MediaFacts, limits: MediaLimits): CheckedFact[] {
  const facts: CheckedFact[] = []
  const number = (key: CheckedFact['key'], value: number | null, unit: Breach['unit'], least: number | null, most: number | null, slack = 0) => {
    if (value !== null) facts.push({ key, value, unit, least, most, allowed: null, breaks: !within(value, least === null ? null : least - slack, most === null ? null : most + slack) })
  }
  const format = (key: CheckedFact['key'], value: string | null, allowed: readonly string[]) => {
    if (value !== null) facts.push({ key, value, unit: 'format', least: null, most: null, allowed, breaks: !allowed.includes(value.toLowerCase()) })
  }
  const aspect = media.height > 0 ? media.width / media.height : 0
  const [short, long] = media.width < media.height ? [media.width, media.height] : [media.height, media.width]
  if (media.kind === 'image') {
    const { image } = limits
    format('container', media.container, image.formats)
    number('size', media.sizeBytes, 'bytes', null, image.maxBytes)
    number('shortSide', short, 'px', image.minSide, null)
    number('longSide', long, 'px', null, image.maxSide)
    number('aspect', aspect, 'ratio', image.minAspect, image.maxAspect)
    return facts
  }
  const { video } = limits
  format('container', media.container, video.containers)
  format('codec', media.videoCodec, video.codecs)
  number('duration', media.durationMs, 'ms', video.minDurationMs, video.maxDurationMs)
  number('size', media.sizeBytes, 'bytes', null, video.maxBytes)
  number('pixels', media.width * media.height, 'px2', video.minPixels, video.maxPixels)
  number('shortSide', short, 'px', video.minSide, null)
  number('longSide', long, 'px', null, video.maxSide)
  number('aspect', aspect, 'ratio', video.minAspect, video.maxAspect)
  number('fps', media.fps, 'fps', video.minFps, video.maxFps, fpsSlack(video.minFps))
  return facts
}
