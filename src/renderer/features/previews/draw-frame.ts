import type { AssetType } from '../../../contract/models/states.ts'

/** Drawn at twice the size it is shown at. */
export const frameWidth = 128
export const frameHeight = 72
const patienceMs = 8_000
/** Into the clip, where a slate or a black first frame is over. */
const lookAtSeconds = 1

function shrunk(picture: CanvasImageSource, width: number, height: number): Promise<ImageBitmap> {
  const canvas = document.createElement('canvas')
  canvas.width = frameWidth
  canvas.height = frameHeight
  const context = canvas.getContext('2d')
  if (!context || width === 0 || height === 0) return Promise.reject(new Error('Nothing to draw'))
  // Cover: fills the frame, the overhang is cut off on both sides.
  const scale = Math.max(frameWidth / width, frameHeight / height)
  context.drawImage(picture, (frameWidth - width * scale) / 2, (frameHeight - height * scale) / 2, width * scale, height * scale)
  return createImageBitmap(canvas)
}

function once(target: EventTarget, name: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    target.addEventListener(name, () => resolve(), { once: true, signal })
    target.addEventListener('error', () => reject(new Error('It cannot be played here')), { once: true, signal })
    signal.addEventListener('abort', () => reject(new Error('No longer needed, or too slow')), { once: true })
  })
}

async function frameOfVideo(url: string, signal: AbortSignal): Promise<ImageBitmap> {
  const video = document.createElement('video')
  video.muted = true
  video.preload = 'auto'
  try {
    const loaded = once(video, 'loadeddata', signal)
    video.src = url
    await loaded
    if (Number.isFinite(video.duration) && video.duration > lookAtSeconds * 2) {
      const seeked = once(video, 'seeked', signal)
      video.currentTime = lookAtSeconds
      await seeked
    }
    return await shrunk(video, video.videoWidth, video.videoHeight)
  } finally {
    // Without this the page goes on holding the file open.
    video.removeAttribute('src')
    video.load()
  }
}

async function frameOfImage(url: string, signal: AbortSignal): Promise<ImageBitmap> {
  const image = new Image()
  const loaded = once(image, 'load', signal)
  image.src = url
  await loaded
  return shrunk(image, image.naturalWidth, image.naturalHeight)
}

/** One small picture of a clip. Rejects when it cannot be played here, is gone, or takes too long. */
export function drawFrame(url: string, type: AssetType, signal: AbortSignal): Promise<ImageBitmap> {
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)])
  return type === 'image' ? frameOfImage(url, bounded) : frameOfVideo(url, bounded)
}
