import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFile, mkdir, readdir, rename, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const cacheDir = path.join(tmpdir(), 'greenroom-test-clips')

/** The clips that ship with the project, for tests that need footage a person would recognise. */
export const demoClipsDir = path.resolve(import.meta.dirname, '../../resources/clips')

export interface ClipOptions {
  /** Default 3. */
  seconds?: number
  width?: number
  height?: number
  fps?: number
  codec?: 'h264' | 'h265' | 'mpeg4'
  audio?: boolean
  /** Any ffmpeg colour; different colours give different content. */
  colour?: string
  /** Degrees a player must turn the picture by. */
  rotation?: 90 | 180 | 270
  /** Put the index at the front, as files meant for the web have it. */
  fastStart?: boolean
}

const encoders = { h264: 'libx264', h265: 'libx265', mpeg4: 'mpeg4' }

/**
 * A real clip (or, for .png .jpg .webp .gif names, image) made by ffmpeg; the extension of `name` picks the container.
 * Made once per set of options and then copied, so that tests stay quick.
 * @returns absolute path of the clip in `dir`
 */
export async function makeClip(dir: string, name: string, options: ClipOptions = {}): Promise<string> {
  const extension = path.extname(name)
  const key = createHash('sha256').update(JSON.stringify([extension, Object.entries(options).sort()])).digest('hex').slice(0, 16)
  const cached = path.join(cacheDir, `${key}${extension}`)
  if (!(await exists(cached))) await encode(cached, extension, options)
  await mkdir(dir, { recursive: true })
  const target = path.join(dir, name)
  await copyFile(cached, target)
  return target
}

async function encode(target: string, extension: string, options: ClipOptions): Promise<void> {
  const { seconds = 3, width = 640, height = 960, fps = 24, codec = 'h264', audio = false, colour = 'slateblue', rotation, fastStart = false } = options
  await mkdir(cacheDir, { recursive: true })
  // Written aside and renamed: test files run in several processes and may want the same clip at once.
  const partial = path.join(cacheDir, `${process.pid}-${Math.random().toString(36).slice(2)}${extension}`)
  const still = ['.png', '.jpg', '.jpeg', '.webp', '.gif', '.bmp', '.tiff'].includes(extension)
  await run('ffmpeg', [
    '-hide_banner', '-loglevel', 'error', '-y',
    '-f', 'lavfi', '-i', `color=c=${colour}:s=${width}x${height}:r=${fps}:d=${seconds}`,
    ...(audio ? ['-f', 'lavfi', '-i', `sine=d=${seconds}`, '-c:a', 'aac'] : []),
    ...(still ? ['-frames:v', '1'] : ['-c:v', encoders[codec], '-preset', 'ultrafast', '-pix_fmt', 'yuv420p']),
    ...(codec === 'h265' ? ['-tag:v', 'hvc1', '-x265-params', 'log-level=error'] : []),
    ...(rotation ? ['-metadata:s:v:0', `rotate=${rotation}`] : []),
    ...(fastStart ? ['-movflags', '+faststart'] : []),
    partial,
  ])
  await rename(partial, target)
}

/** Copies one of the project's own demo clips; `name` as in resources/clips. Returns the copy's absolute path. */
export async function copyDemoClip(dir: string, name: string, as = name): Promise<string> {
  await mkdir(dir, { recursive: true })
  const target = path.join(dir, as)
  await copyFile(path.join(demoClipsDir, name), target)
  return target
}

/** Names of the project's demo clips, sorted. */
export async function demoClipNames(): Promise<string[]> {
  return (await readdir(demoClipsDir)).filter((name) => /\.(mp4|mov)$/.test(name)).sort()
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  )
}
