import { z } from 'zod'
import type { MediaFacts } from '../../contract/models/clip.ts'

export type { MediaFacts }

/** Why a file gave no facts. `TypeMismatch` and `FormatUndetectable` are the upstream's own words. */
export type MediaFactsFailureCode = 'Empty' | 'Truncated' | 'FormatUndetectable' | 'TypeMismatch'

export interface MediaFactsFailure {
  ok: false
  code: MediaFactsFailureCode
  /** What is wrong with the file and what to do, in English. */
  message: string
}

export type MediaFactsReading = { ok: true; facts: MediaFacts } | MediaFactsFailure

// mediainfo.js turns most numbers into numbers but leaves some (FileSize, Rotation) as text.
const number = z.coerce.number().refine(Number.isFinite).nullish().catch(null)
const text = z.string().nullish().catch(null)

const trackShape = z.looseObject({
  '@type': z.string(),
  Format: text,
  Format_Profile: text,
  CodecID: text,
  Duration: number,
  Width: number,
  Height: number,
  Rotation: number,
  FrameRate: number,
  FrameCount: number,
  extra: z.record(z.string(), z.unknown()).nullish().catch(null),
})
type TrackShape = z.infer<typeof trackShape>

const resultShape = z.object({ media: z.object({ track: z.array(trackShape) }) })

/** What is known of a file beside what MediaInfo tells. */
export interface BesideMediaInfo {
  /** Degrees an image must be turned by to be upright (its Exif says so). */
  imageTurn?: number
  /** Its own marks say that it ends too early. */
  cutShort?: boolean
}

/**
 * Reads mediainfo.js's `format: 'object'` result.
 * @param result what `analyzeData` resolved with; nothing about it is believed
 * @param sizeBytes size of the file as the caller measured it
 * @returns facts, or why the file has none; never throws
 */
export function parseMediaFacts(result: unknown, sizeBytes: number, { imageTurn = 0, cutShort = false }: BesideMediaInfo = {}): MediaFactsReading {
  if (sizeBytes === 0) return failure('Empty', 'The file has no bytes in it. Copy it again from where it came from.')
  const parsed = resultShape.safeParse(result)
  const tracks = parsed.success ? parsed.data.media.track : []
  const general = tracks.find((track) => track['@type'] === 'General')
  if (cutShort) return truncated()
  if (!general?.Format) {
    return failure('FormatUndetectable', 'This is not a video or image that can be recognised. Export it again as MP4, MOV, JPEG or PNG.')
  }
  if (isCutShort(general)) return truncated()

  const video = tracks.find((track) => track['@type'] === 'Video')
  // An animated WebP shows as video; the service takes the format as an image.
  const moving = video && imageFormats.includes(general.Format) ? video : undefined
  if (video && !moving) return withSize(video, videoFacts(general, video, tracks, sizeBytes))
  const image = moving ?? largest(tracks.filter((track) => track['@type'] === 'Image'))
  if (image) return withSize(image, imageFacts(general, image, sizeBytes, imageTurn))
  // An MP4 keeps its index at the end: cut short, it is a known container that holds nothing.
  if (tracks.length === 1 && videoContainers.includes(general.Format)) return truncated()
  return failure('TypeMismatch', 'The file holds no picture. Choose a video or an image.')
}

function videoFacts(general: TrackShape, video: TrackShape, tracks: TrackShape[], sizeBytes: number): MediaFacts {
  const seconds = video.Duration ?? general.Duration
  const counted = video.FrameCount && seconds ? video.FrameCount / seconds : null
  return {
    kind: 'video',
    container: containerOf(general),
    sizeBytes,
    durationMs: seconds == null ? null : Math.round(seconds * 1000),
    ...displaySize(video),
    fps: video.FrameRate ?? general.FrameRate ?? counted,
    videoCodec: video.Format ? (codecNames[video.Format] ?? video.Format.toLowerCase()) : null,
    hasAudio: tracks.some((track) => track['@type'] === 'Audio'),
  }
}

function imageFacts(general: TrackShape, image: TrackShape, sizeBytes: number, turn: number): MediaFacts {
  return {
    kind: 'image',
    container: containerOf(general),
    sizeBytes,
    durationMs: null,
    ...displaySize({ ...image, Rotation: image.Rotation || turn }),
    fps: null,
    videoCodec: null,
    hasAudio: false,
  }
}

function withSize(track: TrackShape, facts: MediaFacts): MediaFactsReading {
  if (track.Width && track.Height) return { ok: true, facts }
  return failure('FormatUndetectable', 'The file does not say how wide and high its picture is. Export it again.')
}

/** Pixels as a player shows them: a phone's upright video is stored lying down with a rotation of 90 or 270. */
function displaySize(track: TrackShape): Pick<MediaFacts, 'width' | 'height' | 'rotation'> {
  const rotation = (((Math.round(track.Rotation ?? 0) % 360) + 360) % 360)
  const width = track.Width ?? 0
  const height = track.Height ?? 0
  return rotation === 90 || rotation === 270 ? { width: height, height: width, rotation } : { width, height, rotation }
}

const imageFormats = ['WebP', 'GIF', 'PNG', 'JPEG']

const videoContainers = ['MPEG-4', 'Matroska', 'WebM', 'AVI', 'MPEG-TS', 'MXF']

const codecNames: Record<string, string> = { AVC: 'h264', HEVC: 'h265', 'MPEG-4 Visual': 'mpeg4', 'MPEG Video': 'mpeg2' }

const containerNames: Record<string, string> = { 'MPEG-4': 'mp4', Bitmap: 'bmp', Matroska: 'mkv' }

function containerOf(general: TrackShape): string {
  const format = general.Format ?? ''
  if (format === 'MPEG-4' && (general.Format_Profile === 'QuickTime' || general.CodecID?.trim() === 'qt')) return 'mov'
  if (format === 'HEIF' && /hei[cxms]/.test(general.CodecID ?? '')) return 'heic'
  return containerNames[format] ?? format.toLowerCase()
}

/** A HEIF photograph is stored as tiles beside the whole; the whole is the largest. */
function largest(images: TrackShape[]): TrackShape | undefined {
  return images.toSorted((a, b) => (b.Width ?? 0) * (b.Height ?? 0) - (a.Width ?? 0) * (a.Height ?? 0))[0]
}

function isCutShort(general: TrackShape): boolean {
  if (general.extra?.IsTruncated === 'Yes') return true
  // Images have no IsTruncated; a PNG that ends inside a chunk is reported this way.
  return JSON.stringify(general.extra?.ConformanceErrors ?? '').includes('Element size is more than maximal permitted size')
}

function truncated(): MediaFactsFailure {
  return failure('Truncated', 'The file ends before its content does: it was not copied or exported to its end. Copy it again.')
}

function failure(code: MediaFactsFailureCode, message: string): MediaFactsFailure {
  return { ok: false, code, message }
}
