import type { MediaLimits } from '../../contract/models/account.ts'
import type { Breach, MediaFacts } from '../../contract/models/clip.ts'

export { relaxedLimits, strictLimits } from '../../contract/models/vendor-limits.ts'
export type { Breach, MediaLimits }

/** NTSC rates are 1000/1001 of the rate they are called by: 23.976 is what the trade, and the limit, calls 24. */
const NTSC = 1000 / 1001

/**
 * Every limit that the clip breaks, in the order a person would mend them (format first); empty when it fits.
 * @param facts as `parseMediaFacts` gives them; a fact that is null is not judged
 * @returns `code` is the upstream's own failure code, `measured` and `limit` are in `unit`
 */
export function breaches(facts: MediaFacts, limits: MediaLimits): Breach[] {
  return facts.kind === 'video' ? videoBreaches(facts, limits.video) : imageBreaches(facts, limits.image)
}

function videoBreaches(facts: MediaFacts, limits: MediaLimits['video']): Breach[] {
  const pixels = facts.width * facts.height
  return [
    ...unlisted(facts.container, limits.containers),
    ...(facts.videoCodec === null ? [] : unlisted(facts.videoCodec, limits.codecs)),
    ...above('FileSizeTooLarge', facts.sizeBytes, limits.maxBytes, 'bytes'),
    ...below('DurationTooShort', facts.durationMs, limits.minDurationMs, 'ms'),
    ...above('DurationTooLong', facts.durationMs, limits.maxDurationMs, 'ms'),
    ...frameBreaches(facts, limits),
    ...below('PixelCountTooSmall', pixels, limits.minPixels, 'px2'),
    ...above('PixelCountTooLarge', pixels, limits.maxPixels, 'px2'),
    // mediainfo rounds to three places, hence the thousandth.
    ...below('FpsTooLow', facts.fps, limits.minFps, 'fps', limits.minFps * NTSC - 0.001),
    ...above('FpsTooHigh', facts.fps, limits.maxFps, 'fps', limits.maxFps + 0.001),
  ]
}

function imageBreaches(facts: MediaFacts, limits: MediaLimits['image']): Breach[] {
  return [
    ...unlisted(facts.container, limits.formats),
    ...above('FileSizeTooLarge', facts.sizeBytes, limits.maxBytes, 'bytes'),
    ...frameBreaches(facts, limits),
  ]
}

type FrameLimits = Pick<MediaLimits['image'], 'minSide' | 'maxSide' | 'minAspect' | 'maxAspect'>

function frameBreaches({ width, height }: MediaFacts, limits: FrameLimits): Breach[] {
  const aspect = width / height
  return [
    ...below('WidthTooSmall', width, limits.minSide, 'px'),
    ...above('WidthTooLarge', width, limits.maxSide, 'px'),
    ...below('HeightTooSmall', height, limits.minSide, 'px'),
    ...above('HeightTooLarge', height, limits.maxSide, 'px'),
    ...below('AspectRatioTooSmall', aspect, limits.minAspect, 'ratio'),
    ...above('AspectRatioTooLarge', aspect, limits.maxAspect, 'ratio'),
  ]
}

function unlisted(measured: string, allowed: string[]): Breach[] {
  return allowed.includes(measured) ? [] : [{ code: 'FormatUnsupported', measured, limit: allowed.join(', '), unit: 'format' }]
}

function below(code: string, measured: number | null, limit: number, unit: Breach['unit'], threshold = limit): Breach[] {
  return measured !== null && measured < threshold ? [{ code, measured, limit, unit }] : []
}

function above(code: string, measured: number | null, limit: number, unit: Breach['unit'], threshold = limit): Breach[] {
  return measured !== null && measured > threshold ? [{ code, measured, limit, unit }] : []
}
