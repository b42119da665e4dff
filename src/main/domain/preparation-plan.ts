import type { MediaLimits } from '../../contract/models/account.ts'
import type { MediaFacts } from '../../contract/models/clip.ts'
import type { Recipe } from '../../contract/models/preparation.ts'
import { imageChangeFor, suggestImageRecipe, type ImageEncode } from './image-plan.ts'
import { breaches } from './media-limits.ts'

/** A part of a clip, ms from its beginning; `toMs` null: to its end. */
export interface Part { fromMs: number; toMs: number | null }

/** What the container says of a clip beyond its media facts. */
export interface Look {
  /** The last keyframe at or before the wanted beginning, ms; null: there is none. */
  keyMs: number | null
  frameMs: number
  /** Whether its tracks can be taken over into an MP4 as they are. */
  takesOver: boolean
  hdr: boolean
  squarePixels: boolean
}

/** What has to be changed of a clip for a recipe, as far as its media facts tell. */
export interface Change {
  part: Part | null
  /** The part's length, ms; null: not known. */
  lengthMs: number | null
  size: { width: number; height: number } | null
  fps: number | null
  codec: 'h264' | 'h265' | null
  audio: 'drop' | 'silent' | null
  /** Bytes the file may have at most, where it would have more. */
  capBytes: number | null
  container: boolean
}

export type PreparationPlan =
  /** The source fits the recipe. */
  | { kind: 'nothing' }
  /** Taken over packet by packet; no ffmpeg is needed. */
  | { kind: 'copy'; part: Part | null; dropAudio: boolean; lengthMs: number | null }
  | { kind: 'encode'; encode: Encode }
  | { kind: 'image'; encode: ImageEncode }

/** What ffmpeg is to make. */
export interface Encode {
  part: Part | null
  lengthMs: number | null
  video: 'copy' | 'h264' | 'h265'
  /** Even, as H.264 and H.265 want it; null: as it is and even already. */
  size: { width: number; height: number } | null
  fps: number | null
  audio: 'aac' | 'none' | 'silent'
  /** Bits a second the picture may take at most; null: by its quality alone. */
  maxVideoBps: number | null
  tonemap: boolean
  squarePixels: boolean
}

/** An image counts as so much as a second of video where what is done and what is left are weighed. */
export const imageMs = 1_000

/** What a recipe would make of a clip: how much of it, and whether that surely needs ffmpeg; null: the clip fits as it is. */
export function workFor(recipe: Recipe, facts: MediaFacts): { mediaMs: number; needsFfmpeg: boolean } | null {
  if (facts.kind === 'image') return recipe.image && imageChangeFor(recipe.image, facts) ? { mediaMs: imageMs, needsFfmpeg: true } : null
  const change = changeFor(recipe, facts)
  return change && { mediaMs: Math.round(change.lengthMs ?? 0), needsFfmpeg: needsFfmpeg(change) }
}

/** What no copy keeps to: nothing is made up, and nobody is cropped. */
const beyondMending: readonly string[] = ['DurationTooShort', 'AspectRatioTooSmall', 'AspectRatioTooLarge']

/** Whether a copy that keeps to every limit can be made here: one that is held again for something else has mended nothing. */
export function canMend(facts: MediaFacts, limits: MediaLimits): boolean {
  return workFor(suggestRecipe([facts], limits), facts) !== null && !breaches(facts, limits).some(({ code }) => beyondMending.includes(code))
}

/** Whether a recipe would change a video, and what; null: it fits as it is. */
export function changeFor(recipe: Recipe, facts: MediaFacts): Change | null {
  if (facts.kind !== 'video') return null
  const part = partOf(recipe, facts)
  const lengthMs = facts.durationMs === null ? (recipe.toMs === null ? null : recipe.toMs - recipe.fromMs) : (part ? (part.toMs ?? facts.durationMs) - part.fromMs : facts.durationMs)
  const share = facts.durationMs && lengthMs !== null ? Math.min(1, lengthMs / facts.durationMs) : 1
  const change: Change = {
    part, lengthMs,
    size: sizeFor(recipe, facts),
    fps: recipe.fps !== null && (facts.fps === null || Math.abs(facts.fps - recipe.fps) > 0.01) ? recipe.fps : null,
    codec: recipe.codec !== 'keep' && recipe.codec !== facts.videoCodec ? recipe.codec : null,
    audio: recipe.audio === 'drop' && facts.hasAudio ? 'drop' : recipe.audio === 'silent' && !facts.hasAudio ? 'silent' : null,
    capBytes: recipe.mostBytes !== null && facts.sizeBytes * share > recipe.mostBytes ? recipe.mostBytes : null,
    container: recipe.mp4 && facts.container !== 'mp4',
  }
  const any = change.part ?? change.size ?? change.fps ?? change.codec ?? change.audio ?? change.capBytes
  return any === null && !change.container ? null : change
}

/** Whether a change asks for the picture to be encoded anew, whatever its keyframes. */
function mustEncode(change: Change): boolean {
  return change.size !== null || change.fps !== null || change.codec !== null || change.capBytes !== null
}

/** Whether a change surely needs ffmpeg. */
function needsFfmpeg(change: Change): boolean {
  return mustEncode(change) || change.audio === 'silent'
}

function partOf({ fromMs, toMs }: Recipe, { durationMs }: MediaFacts): Part | null {
  // A clip that begins after it ends has nothing of this part: it is taken from its beginning, no longer than asked.
  const outside = durationMs !== null && fromMs >= durationMs
  const from = outside ? 0 : fromMs
  const to = toMs === null ? null : outside ? toMs - fromMs : toMs
  const end = to === null || (durationMs !== null && to >= durationMs) ? null : to
  return from === 0 && end === null ? null : { fromMs: from, toMs: end }
}

const even = (pixels: number): number => Math.max(2, Math.floor(pixels / 2) * 2)
const evenUp = (pixels: number): number => Math.ceil(pixels / 2) * 2

function sizeFor({ box, enlarge }: Recipe, { width, height }: MediaFacts): { width: number; height: number } | null {
  if (!box) return null
  const lying = width >= height
  const wide = lying ? Math.max(box.width, box.height) : Math.min(box.width, box.height)
  const high = lying ? Math.min(box.width, box.height) : Math.max(box.width, box.height)
  const factor = Math.min(wide / width, high / height)
  if (factor === 1 || (factor > 1 && !enlarge)) return null
  const round = factor > 1 ? evenUp : even
  const size = { width: Math.min(round(width * factor), evenUp(wide)), height: Math.min(round(height * factor), evenUp(high)) }
  return size.width === width && size.height === height ? null : size
}

/**
 * How a change is made: taken over where the container allows, encoded where it must be.
 * @param look what the container told; null: it could not be read, so ffmpeg has to try
 */
export function planPreparation(recipe: Recipe, facts: MediaFacts, look: Look | null): PreparationPlan {
  if (facts.kind === 'image') {
    const encode = recipe.image && imageChangeFor(recipe.image, facts)
    return encode ? { kind: 'image', encode } : { kind: 'nothing' }
  }
  const change = changeFor(recipe, facts)
  if (!change) return { kind: 'nothing' }
  if (!mustEncode(change) && change.audio !== 'silent' && look?.takesOver) {
    const part = takenOver(change.part, recipe, look)
    if (part !== 'inexact') return { kind: 'copy', part, dropAudio: change.audio === 'drop', lengthMs: change.lengthMs }
  }
  const picture = mustEncode(change) || change.part !== null || look?.takesOver !== true
  const video = !picture ? 'copy' : (change.codec ?? (recipe.codec !== 'keep' ? recipe.codec : facts.videoCodec === 'h265' ? 'h265' : 'h264'))
  const odd = facts.width % 2 !== 0 || facts.height % 2 !== 0
  return {
    kind: 'encode',
    encode: {
      part: change.part, lengthMs: change.lengthMs, video,
      size: change.size ?? (picture && odd ? { width: even(facts.width), height: even(facts.height) } : null),
      fps: change.fps,
      audio: change.audio === 'silent' ? 'silent' : recipe.audio === 'drop' || !facts.hasAudio ? 'none' : 'aac',
      maxVideoBps: change.capBytes === null ? null : videoBps(change.capBytes, change.lengthMs, facts.hasAudio && recipe.audio !== 'drop'),
      tonemap: look?.hdr ?? false,
      squarePixels: look?.squarePixels ?? true,
    },
  }
}

/** The part that can be had without encoding; `inexact`: it would not begin where it should. */
function takenOver(part: Part | null, recipe: Recipe, look: Look): Part | null | 'inexact' {
  if (part === null || part.fromMs === 0) return part
  if (look.keyMs === null) return 'inexact'
  if (Math.abs(look.keyMs - part.fromMs) <= look.frameMs / 2) return { ...part, fromMs: look.keyMs }
  if (recipe.cut !== 'keyframe') return 'inexact'
  // Begun earlier it ends earlier: the length is what the limits are about.
  return { fromMs: look.keyMs, toMs: part.toMs === null ? null : part.toMs - (part.fromMs - look.keyMs) }
}

const audioBps = 160_000

/** Leaves room for the container; x264 keeps to its ceiling within a second's worth, hence the second more. */
function videoBps(capBytes: number, lengthMs: number | null, hasAudio: boolean): number | null {
  if (lengthMs === null || lengthMs <= 0) return null
  const seconds = lengthMs / 1000
  return Math.max(50_000, Math.floor((capBytes * 8 * 0.95 - (hasAudio ? audioBps * seconds : 0)) / (seconds + 1)))
}

/**
 * A recipe with which clips of these facts would keep to the limits, as far as a recipe can: a clip that is
 * too short stays too short, and nobody is cropped.
 * @param facts of some of the clips it is for; the recipe mends what any of them breaks
 */
export function suggestRecipe(facts: readonly MediaFacts[], limits: MediaLimits): Recipe {
  const { video } = limits
  const suggested: Recipe = { fromMs: 0, toMs: null, cut: 'exact', codec: 'keep', box: null, enlarge: false, fps: null, audio: 'keep', mostBytes: null, mp4: false, image: suggestImageRecipe(facts, limits) }
  for (const one of facts) {
    if (one.kind !== 'video') continue
    for (const breach of breaches(one, limits)) {
      switch (breach.code) {
        case 'DurationTooLong': suggested.toMs = video.maxDurationMs; break
        case 'FileSizeTooLarge': suggested.mostBytes = video.maxBytes; break
        case 'FpsTooHigh': suggested.fps = video.maxFps; break
        case 'FpsTooLow': suggested.fps = Math.min(video.maxFps, Math.max(video.minFps, 24)); break
        case 'WidthTooLarge': case 'HeightTooLarge': case 'PixelCountTooLarge': suggested.box = largestBox(limits); break
        case 'WidthTooSmall': case 'HeightTooSmall': case 'PixelCountTooSmall':
          suggested.box ??= { width: 1280, height: 720 }
          suggested.enlarge = true
          break
        case 'FormatUnsupported':
          if (!video.containers.includes(one.container)) suggested.mp4 = true
          if (one.videoCodec !== null && !video.codecs.includes(one.videoCodec)) suggested.codec = video.codecs.includes('h264') ? 'h264' : 'h265'
          break
      }
    }
  }
  return suggested
}

/** Sizes people know, the largest first. */
const knownBoxes = [[3840, 2160], [2560, 1440], [1920, 1080], [1280, 720], [960, 540], [854, 480]] as const

function largestBox({ video }: MediaLimits): { width: number; height: number } {
  const fits = knownBoxes.find(([width, height]) => width * height <= video.maxPixels && width <= video.maxSide)
  const [width, height] = fits ?? knownBoxes[knownBoxes.length - 1] ?? [854, 480]
  return { width, height }
}

/** What some measured preparations tell of the rest. */
export interface Measured { mediaMs: number; bytes: number }

/**
 * @param wallMs what the measured ones took together, from the first's beginning to the last's end
 * @param restMs length of what is still to be made
 * @returns null when nothing was measured
 */
export function estimatePreparation(measured: readonly Measured[], wallMs: number, restMs: number): { ms: number; bytes: number } | null {
  const mediaMs = measured.reduce((sum, one) => sum + one.mediaMs, 0)
  if (mediaMs <= 0) return null
  const bytes = measured.reduce((sum, one) => sum + one.bytes, 0)
  return { ms: Math.round((wallMs / mediaMs) * restMs), bytes: Math.round((bytes / mediaMs) * restMs) }
}
