import type { MediaLimits } from '../../contract/models/account.ts'
import type { MediaFacts } from '../../contract/models/clip.ts'
import type { ImageRecipe } from '../../contract/models/preparation.ts'
import { breaches } from './media-limits.ts'

/** What ffmpeg is to make of an image. */
export interface ImageEncode {
  /** What it is read as: named, so that nothing is guessed from a file's name. */
  from: ReadableImage
  /** Clockwise degrees by which it must be turned to be seen upright. */
  turn: 0 | 90 | 180 | 270
  size: { width: number; height: number }
  format: 'jpeg' | 'png'
  /** Bytes the file may have at most; null: any number. */
  capBytes: number | null
}

/**
 * Formats every ffmpeg reads as the one picture they are. Not among them: GIF and moving WebP (a copy would be a
 * still), HEIC and HEIF (a photograph lies in it as tiles, of which most versions see one).
 */
const readable = ['jpeg', 'png', 'webp', 'bmp', 'tiff', 'avif'] as const
export type ReadableImage = (typeof readable)[number]

/** Formats that may let something shine through; a JPEG cannot. */
export const mayBeTransparent: readonly ReadableImage[] = ['png', 'webp', 'tiff', 'avif']

function readableAs(container: string): ReadableImage | null {
  return readable.find((format) => format === container) ?? null
}

/** What has to be made of an image for a recipe; null: it fits as it is, or is of a format that cannot be read here. */
export function imageChangeFor(recipe: ImageRecipe, facts: MediaFacts): ImageEncode | null {
  const from = readableAs(facts.container)
  if (facts.kind !== 'image' || from === null) return null
  const size = imageSizeFor(recipe, facts)
  const capBytes = recipe.mostBytes !== null && facts.sizeBytes > recipe.mostBytes ? recipe.mostBytes : null
  const wanted = recipe.format === 'keep' ? null : recipe.format
  const sameSize = size.width === facts.width && size.height === facts.height
  if (sameSize && capBytes === null && (wanted === null || wanted === from)) return null
  // Only a JPEG can be made as small as one wants; and of the rest only JPEG and PNG are written.
  const format = capBytes !== null ? 'jpeg' : (wanted ?? (from === 'png' ? 'png' : 'jpeg'))
  return { from, turn: turnOf(facts), size, format, capBytes: recipe.mostBytes }
}

function turnOf({ rotation }: MediaFacts): ImageEncode['turn'] {
  return rotation === 90 || rotation === 180 || rotation === 270 ? rotation : 0
}

/** Proportions stay; what is too large wins over what is too small. */
function imageSizeFor({ mostSide, leastSide }: ImageRecipe, { width, height }: MediaFacts): { width: number; height: number } {
  const [long, short] = [Math.max(width, height), Math.min(width, height)]
  if (mostSide !== null && long > mostSide) {
    const fit = (side: number): number => Math.max(1, Math.floor((side * mostSide) / long))
    return { width: fit(width), height: fit(height) }
  }
  if (leastSide !== null && short < leastSide) {
    const grow = (side: number): number => Math.ceil((side * leastSide) / short)
    // So long and narrow that it cannot be both: it stays.
    return mostSide !== null && grow(long) > mostSide ? { width, height } : { width: grow(width), height: grow(height) }
  }
  return { width, height }
}

/** An image recipe with which images of these facts would keep to the limits, as far as one can; null: there is nothing to mend. Nothing is cropped. */
export function suggestImageRecipe(facts: readonly MediaFacts[], limits: MediaLimits): ImageRecipe | null {
  const { image } = limits
  const suggested: ImageRecipe = { mostSide: null, leastSide: null, format: 'keep', mostBytes: null }
  for (const one of facts) {
    if (one.kind !== 'image') continue
    for (const breach of breaches(one, limits)) {
      switch (breach.code) {
        case 'WidthTooLarge': case 'HeightTooLarge': suggested.mostSide = image.maxSide; break
        case 'WidthTooSmall': case 'HeightTooSmall': suggested.leastSide = image.minSide; break
        case 'FileSizeTooLarge': suggested.mostBytes = image.maxBytes; break
        case 'FormatUnsupported': suggested.format = image.formats.includes('jpeg') || !image.formats.includes('png') ? 'jpeg' : 'png'; break
      }
    }
  }
  const { mostSide, leastSide, format, mostBytes } = suggested
  if (mostSide === null && leastSide === null && format === 'keep' && mostBytes === null) return null
  // Made larger, an image must not meet the other limits.
  return { ...suggested, mostSide: mostSide ?? image.maxSide, mostBytes: mostBytes ?? image.maxBytes }
}
