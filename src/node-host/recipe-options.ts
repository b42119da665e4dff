import type { Command} from 'commander';
import { InvalidArgumentError } from 'commander'
import { recipe, type Recipe } from '../contract/models/preparation.ts'
import { wrongUsage } from './problem-of.ts'
import { positiveNumber } from './option-values.ts'

export interface RecipeOptions {
  from?: number
  to?: number
  cut?: string
  scale?: { width: number; height: number }
  enlarge?: boolean
  fps?: number
  codec?: string
  audio?: boolean
  silent?: boolean
  mp4?: boolean
  mostMb?: number
  imageSide?: number
  imageLeast?: number
  imageFormat?: string
  imageMb?: number
}

/** Seconds, or minutes and seconds, as ms. */
export function timecode(text: string): number {
  const [, minutes = '0', seconds] = /^(?:(\d+):)?(\d+(?:\.\d+)?)$/.exec(text.trim()) ?? []
  if (seconds === undefined) throw new InvalidArgumentError('It must be seconds (12.5) or minutes and seconds (1:12.5).')
  return Math.round((Number(minutes) * 60 + Number(seconds)) * 1000)
}

/** `1280x720`, or `720p`: the picture fits into it, upright or lying. */
export function pictureBox(text: string): { width: number; height: number } {
  const [, width, height] = /^(\d+)x(\d+)$/i.exec(text) ?? []
  if (width !== undefined && height !== undefined) return { width: Number(width), height: Number(height) }
  const lines = /^(\d+)p$/i.exec(text)?.[1]
  if (lines === undefined) throw new InvalidArgumentError('It must be a size such as 1280x720, or 720p.')
  return { width: Math.round((Number(lines) * 16) / 9), height: Number(lines) }
}

/** The options that say what a copy is to be like. */
export function withRecipe(command: Command): Command {
  return command
    .option('--from <time>', 'begin here: seconds, or minutes:seconds', timecode)
    .option('--to <time>', 'end here', timecode)
    .option('--cut <exact|keyframe>', 'keyframe: begin at the keyframe before, so that nothing is encoded anew (default: exact)')
    .option('--scale <size>', 'the picture fits into 1280x720 (or 720p), upright or lying', pictureBox)
    .option('--enlarge', 'enlarge pictures that are smaller than that')
    .option('--fps <n>', 'frames a second', positiveNumber)
    .option('--codec <h264|h265>', 'how the picture is encoded (default: as it is)')
    .option('--no-audio', 'leave the sound out')
    .option('--silent', 'give clips without sound a silent track')
    .option('--mp4', 'MP4, even if nothing else has to be changed')
    .option('--most-mb <n>', 'no larger than so many megabytes', positiveNumber)
    .option('--image-side <px>', 'images: their longer side at most', positiveNumber)
    .option('--image-least <px>', 'images: their shorter side at least; smaller ones are enlarged', positiveNumber)
    .option('--image-format <jpeg|png>', 'images: how they are written (default: JPEG and PNG stay)')
    .option('--image-mb <n>', 'images: no larger than so many megabytes', positiveNumber)
}

/** Whether nothing was said of how copies are to be. */
export function saysNothing(options: RecipeOptions): boolean {
  return Object.entries(options).every(([name, value]) => value === undefined || (name === 'audio' && value === true))
}

function imageOf({ imageSide, imageLeast, imageFormat, imageMb }: RecipeOptions): unknown {
  if (imageSide === undefined && imageLeast === undefined && imageFormat === undefined && imageMb === undefined) return null
  return { mostSide: imageSide, leastSide: imageLeast, format: imageFormat, mostBytes: imageMb === undefined ? undefined : Math.round(imageMb * 1024 * 1024) }
}

/** @throws ProblemError `invalid-input` for what makes no recipe */
export function recipeOf(options: RecipeOptions): Recipe {
  const parsed = recipe.safeParse({
    fromMs: options.from, toMs: options.to, cut: options.cut, box: options.scale, enlarge: options.enlarge, fps: options.fps, codec: options.codec, mp4: options.mp4,
    audio: options.audio === false ? 'drop' : options.silent ? 'silent' : 'keep', mostBytes: options.mostMb === undefined ? undefined : Math.round(options.mostMb * 1024 * 1024), image: imageOf(options),
  })
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const ofImages: Record<string, string> = { mostSide: '--image-side', leastSide: '--image-least', format: '--image-format', mostBytes: '--image-mb' }
  const named: Record<string, string> = { fromMs: '--from', toMs: '--to', cut: '--cut', box: '--scale', fps: '--fps', codec: '--codec', mostBytes: '--most-mb' }
  const [part, inside] = issue?.path ?? []
  throw wrongUsage(`${(part === 'image' ? ofImages[String(inside)] : named[String(part)]) ?? 'One of these'} cannot be that: ${issue?.message ?? 'it makes no recipe'}`)
}
