import { execFile } from 'node:child_process'
import { access, constants, stat } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** An ffmpeg that answered, and what it can do. */
export interface Ffmpeg {
  path: string
  version: string
  h264: boolean
  h265: boolean
  /** Whether it can turn HDR into the ordinary range. */
  tonemap: boolean
}

export type FfmpegFound = { ok: true; ffmpeg: Ffmpeg } | { ok: false; message: string }

/**
 * Finds ffmpeg where it is set, or on the PATH, and asks it what it can do.
 * @param set a path a person chose; null: the PATH, and where package managers put it beyond the PATH that a desktop program gets
 */
export async function findFfmpeg(set: string | null, environment: NodeJS.ProcessEnv = process.env): Promise<FfmpegFound> {
  const file = set ?? (await onPath(environment))
  if (file === null) return { ok: false, message: 'ffmpeg is not installed, or not on the PATH of the process that runs Greenroom.' }
  try {
    const { stdout: version } = await ask(file, ['-hide_banner', '-version'])
    const { stdout: encoders } = await ask(file, ['-hide_banner', '-encoders'])
    const { stdout: filters } = await ask(file, ['-hide_banner', '-filters'])
    const named = /^ffmpeg version (\S+)/m.exec(version)?.[1]
    if (!named) return { ok: false, message: `${file} is not ffmpeg.` }
    const h264 = /\blibx264\b/.test(encoders)
    if (!h264) return { ok: false, message: `The ffmpeg at ${file} (${named}) cannot write H.264: it was built without libx264.` }
    return { ok: true, ffmpeg: { path: file, version: named, h264, h265: /\blibx265\b/.test(encoders), tonemap: /\bzscale\b/.test(filters) && /\btonemap\b/.test(filters) } }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { ok: false, message: `There is no program at ${file}.` }
    return { ok: false, message: `${file} could not be run: ${error instanceof Error ? error.message.split('\n')[0] ?? '' : String(error)}` }
  }
}

function ask(file: string, args: string[]): Promise<{ stdout: string }> {
  return run(file, args, { timeout: 10_000, maxBuffer: 4 * 1024 * 1024, windowsHide: true })
}

/** A program started from the dock or the start menu does not have the PATH of a terminal. */
const usualPlaces = process.platform === 'win32' ? [] : ['/usr/local/bin', '/opt/homebrew/bin', '/usr/bin', '/snap/bin']

async function onPath(environment: NodeJS.ProcessEnv): Promise<string | null> {
  const name = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg'
  const given = environment['PATH'] ?? environment['Path']
  const folders = given === undefined ? usualPlaces : [...given.split(path.delimiter).filter(Boolean), ...(environment === process.env ? usualPlaces : [])]
  for (const folder of folders) {
    const file = path.join(folder, name)
    if (await runnable(file)) return file
  }
  return null
}

async function runnable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK)
    return (await stat(file)).isFile()
  } catch {
    return false
  }
}

/** How to get ffmpeg: a line to type where there is one, and the page that tells the rest. */
export const howToGetFfmpeg = [
  { system: 'macos', command: 'brew install ffmpeg', page: 'https://ffmpeg.org/download.html#build-mac' },
  { system: 'windows', command: 'winget install --id Gyan.FFmpeg', page: 'https://ffmpeg.org/download.html#build-windows' },
  { system: 'linux', command: 'sudo apt install ffmpeg', page: 'https://ffmpeg.org/download.html#build-linux' },
] as const
