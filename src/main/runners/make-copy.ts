import { open, rm } from 'node:fs/promises'
import path from 'node:path'
import type { MediaFacts } from '../../contract/models/clip.ts'
import type { ImageEncode } from '../domain/image-plan.ts'
import { planPreparation, type PreparationPlan } from '../domain/preparation-plan.ts'
import { locationKey } from '../domain/file-names.ts'
import { probeFile } from '../intake/probe-file.ts'
import type { MadeCopy, PreparationJob } from '../ledger/work-preparation.ts'
import { copyPath, makeRoomFor, putInPlace } from '../preparation/copies-folder.ts'
import { ffmpegArguments } from '../preparation/ffmpeg-arguments.ts'
import { imageArguments, imageTries } from '../preparation/image-arguments.ts'
import { partFile, runFfmpeg } from '../preparation/run-ffmpeg.ts'
import type { RunnerContext } from './runner-context.ts'

export type CopyEnd =
  /** `made` null: the source fits the recipe as it is. */
  | { kind: 'made'; made: MadeCopy | null }
  | { kind: 'stopped' }
  | { kind: 'disk-full'; message: string }
  /** The folder of copies cannot be used. */
  | { kind: 'no-place'; message: string }
  | { kind: 'no-ffmpeg'; message: string }
  /** The source is not there. */
  | { kind: 'gone' }
  /** The source changed or went meanwhile: what was made of it is worth nothing. */
  | { kind: 'changed' }
  | { kind: 'failed'; code: string; message: string }

export interface CopyWork {
  job: PreparationJob
  folder: string
  ffmpegPath: string | null
  signal: AbortSignal
  onPid(pid: number): void
  onProgress(fraction: number): void
}

/** Makes one copy: looks, decides how, makes it aside, verifies it by its own media facts, puts it in its place. */
export async function makeCopy(context: RunnerContext, { job, folder, ffmpegPath, signal, onPid, onProgress }: CopyWork): Promise<CopyEnd> {
  const { media, preparing, random } = context
  const before = await probeFile(job.location)
  if ('gone' in before) return { kind: 'gone' }
  if ('unreadable' in before) return { kind: 'failed', code: 'Unreadable', message: before.message }
  const inspection = await media.inspectFile(job.location)
  if (signal.aborted) return { kind: 'stopped' }
  if (!inspection.ok) return inspection.code === 'ChangedWhileReading' || inspection.code === 'Gone' ? { kind: 'changed' } : { kind: 'failed', code: inspection.code === 'InspectionCrashed' ? 'PreparationFailed' : inspection.code, message: inspection.message }
  const facts = inspection.facts
  const look = facts.kind === 'video' ? await preparing.takingOver.look(job.location, job.recipe.fromMs) : null
  const plan = planPreparation(job.recipe, facts, look)
  if (plan.kind === 'nothing') return { kind: 'made', made: null }

  const target = copyPath(folder, job.id, job.name)
  try {
    await makeRoomFor(target)
  } catch (error) {
    return { kind: 'no-place', message: `Copies cannot be kept in ${folder}: ${error instanceof Error ? error.message : String(error)}` }
  }
  const part = partFile(path.dirname(target), job.id, Math.floor(random() * 2 ** 40).toString(36))
  const end = await write(context, plan, { job, part, ffmpegPath, signal, onPid, onProgress })
  const stillSame = async (): Promise<boolean> => {
    const after = await probeFile(job.location)
    return 'size' in after && after.size === before.size && after.mtimeMs === before.mtimeMs
  }
  if (end.kind !== 'written') {
    await rm(part, { force: true })
    // What is written to or moved while it is read makes readers fail in many words.
    return end.kind === 'failed' && !(await stillSame()) ? { kind: 'changed' } : end
  }
  const verified = plan.kind === 'image' ? await verifyImage(context, part, plan.encode) : await verify(context, part, facts, end.lengthMs)
  const same = await stillSame()
  if (!verified.ok || !same || signal.aborted) {
    await rm(part, { force: true })
    return signal.aborted ? { kind: 'stopped' } : !same || verified.ok ? { kind: 'changed' } : { kind: 'failed', code: 'PreparationFailed', message: verified.message }
  }
  await flush(part)
  // What an image has become is known when it is written.
  const place = copyPath(folder, job.id, job.name, verified.facts.kind === 'video' ? 'mp4' : verified.facts.container === 'png' ? 'png' : 'jpg')
  const placed = await putInPlace(part, place)
  return { kind: 'made', made: { path: place, locationKey: locationKey(place), ...placed, media: verified.facts, how: plan.kind === 'copy' ? 'copy' : 'ffmpeg' } }
}

type WriteEnd = { kind: 'written'; lengthMs: number | null } | Exclude<CopyEnd, { kind: 'made' }>

async function write(context: RunnerContext, plan: Exclude<PreparationPlan, { kind: 'nothing' }>, work: Omit<CopyWork, 'folder'> & { part: string }): Promise<WriteEnd> {
  const { preparing } = context
  const { job, part, ffmpegPath, signal, onPid, onProgress } = work
  if (plan.kind === 'copy') {
    const end = await preparing.takingOver.copy({ path: job.location, target: part, part: plan.part, dropAudio: plan.dropAudio, signal, onProgress })
    return end.kind === 'done' ? { kind: 'written', lengthMs: plan.lengthMs } : end.kind === 'failed' ? { ...end, code: 'PreparationFailed' } : end
  }
  const found = await preparing.ffmpeg(ffmpegPath)
  if (!found.ok) return { kind: 'no-ffmpeg', message: found.message }
  if (plan.kind === 'image') return writeImage(plan.encode, found.ffmpeg.path, work)
  const { encode } = plan
  if (encode.video === 'h265' && !found.ffmpeg.h265) return { kind: 'failed', code: 'PreparationFailed', message: `The ffmpeg at ${found.ffmpeg.path} cannot write H.265; choose H.264, or install one that can.` }
  const args = ffmpegArguments(encode, job.location, part, found.ffmpeg.tonemap)
  const end = await runFfmpeg({ ffmpeg: found.ffmpeg.path, args, lengthMs: encode.lengthMs, signal, onStart: onPid, onProgress })
  return end.kind === 'done' ? { kind: 'written', lengthMs: encode.lengthMs } : end.kind === 'failed' ? { ...end, code: 'PreparationFailed' } : end
}

/** Writes an image as well as its size allows. */
async function writeImage(encode: ImageEncode, ffmpeg: string, { job, part, signal, onPid, onProgress }: Omit<CopyWork, 'folder'> & { part: string }): Promise<WriteEnd> {
  for (const attempt of imageTries(encode)) {
    const end = await runFfmpeg({ ffmpeg, args: imageArguments(encode, attempt, job.location, part), lengthMs: null, signal, onStart: onPid, onProgress })
    if (end.kind !== 'done') return end.kind === 'failed' ? { ...end, code: 'PreparationFailed' } : end
    const written = await probeFile(part)
    if (encode.capBytes === null || ('size' in written && written.size <= encode.capBytes)) return { kind: 'written', lengthMs: null }
  }
  return { kind: 'failed', code: 'PreparationFailed', message: `At a quality that can be looked at it does not become smaller than ${(encode.capBytes ?? 0).toLocaleString('en')} bytes. Give it fewer pixels.` }
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

/** A copy is believed only when its own media facts say that it is whole. */
async function verify({ media }: RunnerContext, part: string, source: MediaFacts, lengthMs: number | null): Promise<{ ok: true; facts: MediaFacts } | { ok: false; message: string }> {
  const inspection = await media.inspectFile(part)
  if (!inspection.ok) return { ok: false, message: `What was made cannot be used: ${inspection.message}` }
  const { facts } = inspection
  if (facts.kind !== 'video') return { ok: false, message: 'What was made is not a video.' }
  const expected = lengthMs ?? source.durationMs
  if (expected !== null && facts.durationMs !== null && facts.durationMs < expected - Math.max(500, expected * 0.03)) {
    return { ok: false, message: `The copy is ${seconds(facts.durationMs)} long where ${seconds(expected)} were expected: the source is damaged, or its length is not what it says.` }
  }
  return { ok: true, facts }
}

async function verifyImage({ media }: RunnerContext, part: string, { size }: ImageEncode): Promise<{ ok: true; facts: MediaFacts } | { ok: false; message: string }> {
  const inspection = await media.inspectFile(part)
  if (!inspection.ok) return { ok: false, message: `What was made cannot be used: ${inspection.message}` }
  const { facts } = inspection
  // Some pictures are larger than what ffmpeg sees of them (tiles, layers); a part of one is no copy.
  if (facts.kind !== 'image' || facts.width !== size.width || facts.height !== size.height || facts.rotation !== 0) {
    return { ok: false, message: `The copy came out as ${facts.width} × ${facts.height} where ${size.width} × ${size.height} were expected: this ffmpeg does not see the whole picture.` }
  }
  return { ok: true, facts }
}

/** A power cut must not leave the ledger with a copy that the disk never got. */
async function flush(file: string): Promise<void> {
  const opened = await open(file, 'r+')
  try {
    await opened.sync()
  } finally {
    await opened.close()
  }
}
