import type { Breach, MediaFacts } from '../../contract/models/clip.ts'
import type { MediaLimits } from '../../contract/models/account.ts'
import { breaches } from './media-limits.ts'

/** Which verdicts an account's clips got, by whether they break one of its narrower limits. */
export interface LimitTally {
  brokeCleared: number
  brokeFailed: number
  /** Of `brokeFailed`: the service itself named this limit. */
  named: number
  keptCleared: number
  keptFailed: number
}

/** So many failures in the service's own words, and none cleared, are no accident. */
const namedEnough = 2
/** Without words it takes more, and others to compare with. */
const decidedEnough = 5
const mostFail = 0.8
const fewFail = 0.4

/** What a clip breaks of the narrower limits though it keeps those in force: worth a warning, no reason to hold it. */
export function limitWarnings(facts: MediaFacts, limits: MediaLimits, narrower: MediaLimits): Breach[] {
  const held = new Set(breaches(facts, limits).map((breach) => breach.code))
  return breaches(facts, narrower).filter((breach) => !held.has(breach.code))
}

/** The codes under which an account's narrower limits warn of more than its limits hold: what verdicts can tell something about. */
export function warningCodes(kind: 'video' | 'image', limits: MediaLimits, narrower: MediaLimits): string[] {
  return numberCodes[kind].filter((code) => {
    const [now, less] = [limitValue(limits, kind, code), limitValue(narrower, kind, code)]
    return now !== null && less !== null && (isLeast(code) ? less > now : less < now)
  })
}

/** The codes whose limit is another in the second set of limits, formats included. */
export function changedCodes(before: MediaLimits, after: MediaLimits): { kind: 'video' | 'image'; code: string }[] {
  return (['video', 'image'] as const).flatMap((kind) => [
    ...numberCodes[kind].filter((code) => limitValue(before, kind, code) !== limitValue(after, kind, code)),
    ...(formatsOf(before, kind) === formatsOf(after, kind) ? [] : ['FormatUnsupported']),
  ].map((code) => ({ kind, code })))
}

function formatsOf(limits: MediaLimits, kind: 'video' | 'image'): string {
  return JSON.stringify(kind === 'video' ? [limits.video.containers, limits.video.codecs] : limits.image.formats)
}

/** Whether an account's own verdicts show that one of its narrower limits applies to it. */
export function limitApplies({ brokeCleared, brokeFailed, named, keptCleared, keptFailed }: LimitTally): boolean {
  if (named >= namedEnough && brokeCleared === 0) return true
  const [broke, kept] = [brokeCleared + brokeFailed, keptCleared + keptFailed]
  return broke >= decidedEnough && brokeFailed / broke >= mostFail && kept >= decidedEnough && keptFailed / kept <= fewFail
}

type Limit = { kind: 'video'; key: keyof MediaLimits['video'] } | { kind: 'image'; key: keyof MediaLimits['image'] }

const keys: Record<string, 'maxBytes' | 'minSide' | 'maxSide' | 'minAspect' | 'maxAspect'> = {
  FileSizeTooLarge: 'maxBytes', WidthTooSmall: 'minSide', HeightTooSmall: 'minSide', WidthTooLarge: 'maxSide', HeightTooLarge: 'maxSide', AspectRatioTooSmall: 'minAspect', AspectRatioTooLarge: 'maxAspect',
}
const videoKeys: Record<string, 'minDurationMs' | 'maxDurationMs' | 'minPixels' | 'maxPixels' | 'minFps' | 'maxFps'> = {
  DurationTooShort: 'minDurationMs', DurationTooLong: 'maxDurationMs', PixelCountTooSmall: 'minPixels', PixelCountTooLarge: 'maxPixels', FpsTooLow: 'minFps', FpsTooHigh: 'maxFps',
}

const numberCodes = { video: [...Object.keys(keys), ...Object.keys(videoKeys)], image: Object.keys(keys) } as const

/** The setting that holds clips for a code; null for formats, which are lists. */
export function limitOf(kind: 'video' | 'image', code: string): Limit | null {
  const shared = keys[code]
  if (shared) return { kind, key: shared }
  const ofVideo = kind === 'video' ? videoKeys[code] : undefined
  return ofVideo ? { kind: 'video', key: ofVideo } : null
}

/** The limits with one of them set, e.g. to the strict value, or to what has been seen to pass. */
export function withLimit(limits: MediaLimits, kind: 'video' | 'image', code: string, value: number): MediaLimits {
  const limit = limitOf(kind, code)
  return limit ? { ...limits, [kind]: { ...limits[kind], [limit.key]: value } } : limits
}

/** A limit's value; null for formats. */
export function limitValue(limits: MediaLimits, kind: 'video' | 'image', code: string): number | null {
  const limit = limitOf(kind, code)
  const value = limit ? (limits[kind] as Record<string, unknown>)[limit.key] : null
  return typeof value === 'number' ? value : null
}

/** Whether a code's limit is a least (`…TooShort`, `…TooSmall`, `…TooLow`) rather than a most. */
export function isLeast(code: string): boolean {
  return /Too(Short|Small|Low)$/.test(code)
}

/** Three of many held clips that tell most about their limit: the one that breaks it least, the middle one, and the one that breaks it most. */
export function threeToTry<T extends { measured: number }>(held: readonly T[]): T[] {
  const sorted = held.toSorted((a, b) => a.measured - b.measured)
  if (sorted.length <= 3) return sorted
  return [0, sorted.length >> 1, sorted.length - 1].flatMap((at) => sorted[at] ?? [])
}

/** How a trial's clips fared, as far as it is known. */
export interface TriedClip { measured: number; verdict: 'active' | 'failed' | 'waiting' }

/**
 * What a finished trial says of its limit: up to (or down to) which value clips passed. Null while verdicts are
 * missing, and where none passed: the limit is then as real as three clips can show.
 */
export function seenToPass(code: string, tried: readonly TriedClip[]): number | null {
  if (tried.some((clip) => clip.verdict === 'waiting')) return null
  const passed = tried.filter((clip) => clip.verdict === 'active').map((clip) => clip.measured)
  const failed = tried.filter((clip) => clip.verdict === 'failed').map((clip) => clip.measured)
  // Only what lies nearer to the limit than everything that failed: a longer clip's luck says little of shorter ones' failures.
  const least = isLeast(code)
  const fine = passed.filter((value) => failed.every((bad) => (least ? value > bad : value < bad)))
  return fine.length === 0 ? null : least ? Math.min(...fine) : Math.max(...fine)
}

const units: Record<string, Breach['unit']> = { FileSizeTooLarge: 'bytes', DurationTooShort: 'ms', DurationTooLong: 'ms', PixelCountTooSmall: 'px2', PixelCountTooLarge: 'px2', FpsTooLow: 'fps', FpsTooHigh: 'fps', AspectRatioTooSmall: 'ratio', AspectRatioTooLarge: 'ratio' }

/** The unit of a code's limit. */
export function unitOf(code: string): Breach['unit'] {
  return code === 'FormatUnsupported' ? 'format' : (units[code] ?? 'px')
}

/** Whether a code says that a clip breaks a limit, which holds everybody's clips alike. */
export function isLimitCode(code: string): boolean {
  return code === 'FormatUnsupported' || limitOf('video', code) !== null
}
