import path from 'node:path'
import type { Clip } from '../contract/models/clip.ts'

/**
 * A clip's source in the words of this call: what was typed, or what was typed plus the way below it for
 * a folder. A clip that was there before may have been given differently then.
 * @param inputs what this call was given; none for calls that name no sources.
 */
export function sourceAsGiven(clip: Pick<Clip, 'given' | 'location' | 'sourceKind'>, inputs: readonly string[] = [], cwd: string = process.cwd()): string {
  if (clip.sourceKind === 'url') return inputs.includes(clip.location) ? clip.location : clip.given
  if (inputs.includes(clip.given)) return clip.given
  for (const input of inputs) {
    const whole = path.resolve(cwd, input)
    if (whole === clip.location) return input
    const below = path.relative(whole, clip.location)
    if (below !== '' && !below.startsWith('..') && !path.isAbsolute(below)) return path.join(input, below)
  }
  return clip.given
}
