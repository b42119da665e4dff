import type { MediaLimits } from '../../../contract/models/account.ts'

const MB = 1024 * 1024

const image: MediaLimits['image'] = {
  formats: ['jpeg', 'png', 'webp', 'bmp', 'tiff', 'gif', 'heic', 'heif'],
  maxBytes: 30 * MB - 1,
  minSide: 300,
  maxSide: 6000,
  minAspect: 0.4,
  maxAspect: 2.5,
}

/** What the narrower of the service's pages says: shown beside the limits in force, never held to. A test ties it to the core's. */
export const narrowerLimits: MediaLimits = {
  video: {
    containers: ['mp4', 'mov'], codecs: ['h264', 'h265'], maxBytes: 50 * MB, minDurationMs: 2_000, maxDurationMs: 15_000,
    minPixels: 409_600, maxPixels: 927_408, minSide: 300, maxSide: 6000, minAspect: 0.4, maxAspect: 2.5, minFps: 24, maxFps: 60,
  },
  image,
}

/** The limits of a new account. */
export const defaultLimits: MediaLimits = {
  video: { ...narrowerLimits.video, maxBytes: 200 * MB, maxDurationMs: 30_000, maxPixels: 8_295_044 },
  image,
}
