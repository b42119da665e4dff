import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { onTestFinished, vi } from 'vitest'
import { recipe, type Recipe } from '../../src/contract/models/preparation.ts'
import { createMediaFactsPool } from '../../src/main/intake/media-facts-pool.ts'
import { createPreparing } from '../../src/main/preparing.ts'
import { makeCopy, type CopyEnd } from '../../src/main/runners/make-copy.ts'
import type { RunnerContext } from '../../src/main/runners/runner-context.ts'
import { nodeCapabilities } from '../../src/node-host/capabilities.ts'

// Encoders are patient, and so are machines that have much to do.
vi.setConfig({ testTimeout: 90_000 })

export const run = promisify(execFile)

export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'greenroom-copies-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }))
  return folder
}

/** Runs ffmpeg as a camera or an editor would, to make sources of kinds that `makeClip` does not make. */
export async function footage(target: string, ...args: string[]): Promise<string> {
  await run('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-y', ...args, target])
  return target
}

/** The same clip, to be turned by a player, as a phone writes it. */
export async function turned(source: string): Promise<string> {
  return footage(path.join(path.dirname(source), 'turned.mp4'), '-i', source, '-c', 'copy', '-metadata:s:v:0', 'rotate=90')
}

export function given(settings: Partial<Recipe>): Recipe {
  return recipe.parse(settings)
}

export interface Workshop {
  folder: string
  make(source: string, settings: Partial<Recipe>, more?: { ffmpegPath?: string | null; signal?: AbortSignal; onPid?: (pid: number) => void; onProgress?: (fraction: number) => void; id?: number; beforeReading?: () => Promise<void> }): Promise<CopyEnd>
}

/** What the runner has to make copies with, over a folder of its own. */
export async function workshop(): Promise<Workshop> {
  const folder = await emptyFolder()
  const capabilities = nodeCapabilities(folder, 'error')
  const media = createMediaFactsPool({ workerUrl: capabilities.workerUrl('media-facts'), size: 1 })
  onTestFinished(() => media.close())
  const preparing = createPreparing({ dataDir: folder, clock: capabilities.clock, workerUrl: capabilities.workerUrl('take-over') })
  const context = { media, preparing, random: Math.random, clock: capabilities.clock, log: capabilities.log } as Pick<RunnerContext, 'media' | 'preparing' | 'random' | 'clock' | 'log'> as RunnerContext
  return {
    folder,
    make: (source, settings, { ffmpegPath = null, signal = new AbortController().signal, onPid = () => undefined, onProgress = () => undefined, id = 1, beforeReading } = {}) => makeCopy(beforeReading ? { ...context, media: { ...media, inspectFile: async (...of) => { await beforeReading(); return media.inspectFile(...of) } } } : context, {
      job: { id, clipId: 1, groupId: 1, trialId: null, fromSourceId: 1, recipe: given(settings), mediaMs: 0, location: source, name: path.parse(source).name, sizeBytes: null, folderId: null },
      folder, ffmpegPath, signal, onPid, onProgress,
    }),
  }
}

/** The copy that was made. @throws when there is none */
export function madeOf(end: CopyEnd) {
  if (end.kind !== 'made' || !end.made) throw new Error(`No copy was made: ${JSON.stringify(end)}`)
  return end.made
}

export interface Packet { pts: number; seconds: number; hash: string; key: boolean }

/** A track's packets as ffprobe reads them, in decoding order. */
export async function packets(file: string, track: 'v' | 'a'): Promise<Packet[]> {
  const { stdout } = await run('ffprobe', ['-v', 'error', '-select_streams', `${track}:0`, '-show_packets', '-show_data_hash', 'sha256', '-of', 'json', file], { maxBuffer: 64 * 1024 * 1024 })
  const read = JSON.parse(stdout) as { packets: { pts: number; pts_time: string; data_hash: string; flags: string }[] }
  return read.packets.map((packet) => ({ pts: packet.pts, seconds: Number(packet.pts_time), hash: packet.data_hash, key: packet.flags.startsWith('K') }))
}

export interface Stream { codec_name: string; width: number; height: number; pix_fmt: string; r_frame_rate: string; avg_frame_rate: string; color_transfer?: string; nb_frames?: string; side_data_list?: { rotation?: number }[] }

export async function stream(file: string): Promise<Stream> {
  const { stdout } = await run('ffprobe', ['-v', 'error', '-select_streams', 'v:0', '-show_streams', '-of', 'json', file])
  const found = (JSON.parse(stdout) as { streams: Stream[] }).streams[0]
  if (!found) throw new Error(`${file} has no picture.`)
  return found
}

/** Decodes a file to its end. @returns what the decoder complained of; empty when it is sound */
export async function complaints(file: string): Promise<string> {
  return (await run('ffmpeg', ['-hide_banner', '-v', 'error', '-i', file, '-f', 'null', '-'])).stderr
}

export async function fileHash(file: string): Promise<string> {
  return createHash('sha256').update(await readFile(file)).digest('hex')
}
