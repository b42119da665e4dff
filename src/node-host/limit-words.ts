import type { MediaLimits } from '../contract/models/account.ts'

const MiB = 1024 * 1024

/** One limit that is a number, as the command line takes it. */
export interface LimitNumber {
  option: string
  says: string
  of: keyof MediaLimits['video']
  /** Stored value = given value × scale. */
  scale: number
  /** Whether images have it too. */
  images: boolean
}

export const limitNumbers: readonly LimitNumber[] = [
  { option: 'max-mb', says: 'megabytes (of 1,048,576 bytes) at most', of: 'maxBytes', scale: MiB, images: true },
  { option: 'min-seconds', says: 'seconds at least', of: 'minDurationMs', scale: 1000, images: false },
  { option: 'max-seconds', says: 'seconds at most', of: 'maxDurationMs', scale: 1000, images: false },
  { option: 'min-pixels', says: 'width × height at least', of: 'minPixels', scale: 1, images: false },
  { option: 'max-pixels', says: 'width × height at most', of: 'maxPixels', scale: 1, images: false },
  { option: 'min-side', says: 'pixels of either side at least', of: 'minSide', scale: 1, images: true },
  { option: 'max-side', says: 'pixels of either side at most', of: 'maxSide', scale: 1, images: true },
  { option: 'min-aspect', says: 'width ÷ height at least', of: 'minAspect', scale: 1, images: true },
  { option: 'max-aspect', says: 'width ÷ height at most', of: 'maxAspect', scale: 1, images: true },
  { option: 'min-fps', says: 'frames a second at least', of: 'minFps', scale: 1, images: false },
  { option: 'max-fps', says: 'frames a second at most', of: 'maxFps', scale: 1, images: false },
]

const number = (value: number, digits = 2): string => value.toLocaleString('en', { maximumFractionDigits: digits })
const range = (least: number, most: number, unit = ''): string => `${number(least)}–${number(most)}${unit}`

function videoOf({ video }: MediaLimits): [string, string][] {
  return [
    ['video containers', video.containers.join(', ')], ['video codecs', video.codecs.join(', ')], ['video size', `up to ${number(video.maxBytes / MiB, 1)} MB`],
    ['video length', range(video.minDurationMs / 1000, video.maxDurationMs / 1000, ' s')], ['video pixels', range(video.minPixels, video.maxPixels)], ['video sides', range(video.minSide, video.maxSide)],
    ['video aspect', range(video.minAspect, video.maxAspect)], ['video fps', range(video.minFps, video.maxFps)],
  ]
}

function imageOf({ image }: MediaLimits): [string, string][] {
  return [
    ['image formats', image.formats.join(', ')], ['image size', `up to ${number(image.maxBytes / MiB, 1)} MB`], ['image sides', range(image.minSide, image.maxSide)], ['image aspect', range(image.minAspect, image.maxAspect)],
  ]
}

/** The rows of a table: what is limited, what holds a clip, what it is warned of. */
export function limitRows(limits: MediaLimits, narrower: MediaLimits): string[][] {
  const warned = new Map([...videoOf(narrower), ...imageOf(narrower)])
  return [...videoOf(limits), ...imageOf(limits)].map(([what, held]) => [what, held, warned.get(what) === held ? '' : (warned.get(what) ?? '')])
}
