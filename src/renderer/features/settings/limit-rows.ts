import type { MediaLimits } from '../../../contract/models/account.ts'

const MB = 1024 * 1024

export type LimitWord = 'containers' | 'codecs' | 'formats' | 'size' | 'duration' | 'pixels' | 'side' | 'aspect' | 'fps'

/** One row of the limits: a list of words, or a least and a most in the unit a person reads. */
export type LimitRow<T> =
  | { kind: 'list'; word: LimitWord; of: keyof T }
  | { kind: 'range'; word: LimitWord; min: keyof T | null; max: keyof T; /** Stored value = written value × scale. */ scale: number; digits: number }

type Video = MediaLimits['video']
type Image = MediaLimits['image']

export const videoRows: readonly LimitRow<Video>[] = [
  { kind: 'list', word: 'containers', of: 'containers' },
  { kind: 'list', word: 'codecs', of: 'codecs' },
  { kind: 'range', word: 'size', min: null, max: 'maxBytes', scale: MB, digits: 1 },
  { kind: 'range', word: 'duration', min: 'minDurationMs', max: 'maxDurationMs', scale: 1000, digits: 1 },
  { kind: 'range', word: 'pixels', min: 'minPixels', max: 'maxPixels', scale: 1, digits: 0 },
  { kind: 'range', word: 'side', min: 'minSide', max: 'maxSide', scale: 1, digits: 0 },
  { kind: 'range', word: 'aspect', min: 'minAspect', max: 'maxAspect', scale: 1, digits: 2 },
  { kind: 'range', word: 'fps', min: 'minFps', max: 'maxFps', scale: 1, digits: 2 },
]

export const imageRows: readonly LimitRow<Image>[] = [
  { kind: 'list', word: 'formats', of: 'formats' },
  { kind: 'range', word: 'size', min: null, max: 'maxBytes', scale: MB, digits: 1 },
  { kind: 'range', word: 'side', min: 'minSide', max: 'maxSide', scale: 1, digits: 0 },
  { kind: 'range', word: 'aspect', min: 'minAspect', max: 'maxAspect', scale: 1, digits: 2 },
]

function holds<T>(rows: readonly LimitRow<T>[], value: T): boolean {
  return rows.every((row) => row.kind === 'list' || row.min === null || Number(value[row.min]) <= Number(value[row.max]))
}

/** Whether no least is more than its most. */
export function rangesHold({ video, image }: MediaLimits): boolean {
  return holds(videoRows, video) && holds(imageRows, image)
}
