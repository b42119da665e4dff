/** What the service's pages say of clips; they disagree. Both are where an account begins, and what it can be put back to. */
import type { MediaLimits } from './account.ts'

const MB = 1024 * 1024

/** The upstream's image limits, the same in both presets: "< 30 MB", so one byte less. */
const imageLimits: MediaLimits['image'] = {
  formats: ['jpeg', 'png', 'webp', 'bmp', 'tiff', 'gif', 'heic', 'heif'],
  maxBytes: 30 * MB - 1,
  minSide: 300,
  maxSide: 6000,
  minAspect: 0.4,
  maxAspect: 2.5,
}

/** What the stricter of the upstream's pages says; warns, because it would hold every 1080p clip. */
export const strictLimits: MediaLimits = {
  video: {
    containers: ['mp4', 'mov'],
    codecs: ['h264', 'h265'],
    maxBytes: 50 * MB,
    minDurationMs: 2_000,
    maxDurationMs: 15_000,
    minPixels: 409_600,
    maxPixels: 927_408,
    minSide: 300,
    maxSide: 6000,
    minAspect: 0.4,
    maxAspect: 2.5,
    minFps: 24,
    maxFps: 60,
  },
  image: imageLimits,
}

/** What the upstream's later pages say; the default, and it holds clips before they cost anything. */
export const relaxedLimits: MediaLimits = {
  video: { ...strictLimits.video, maxBytes: 200 * MB, maxDurationMs: 30_000, maxPixels: 8_295_044 },
  image: imageLimits,
}
