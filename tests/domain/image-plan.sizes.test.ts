import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MediaFacts } from '../../src/contract/models/clip.ts'
import { imageRecipe, type ImageRecipe } from '../../src/contract/models/preparation.ts'
import { imageChangeFor, suggestImageRecipe } from '../../src/main/domain/image-plan.ts'
import { breaches, relaxedLimits } from '../../src/main/domain/media-limits.ts'
import { canMend } from '../../src/main/domain/preparation-plan.ts'

const photograph: MediaFacts = { kind: 'image', container: 'jpeg', sizeBytes: 8_000_000, durationMs: null, width: 8256, height: 5504, fps: null, videoCodec: null, hasAudio: false, rotation: 0 }
const change = (settings: Partial<ImageRecipe>, facts: Partial<MediaFacts> = {}) => imageChangeFor(imageRecipe.parse(settings), { ...photograph, ...facts })

test.each<[string, Partial<ImageRecipe>, Partial<MediaFacts>, unknown]>([
  ['its longer side fits', { mostSide: 6000 }, {}, { from: 'jpeg', size: { width: 6000, height: 4000 }, format: 'jpeg', turn: 0, capBytes: null }],
  ['upright as it is seen', { mostSide: 6000 }, { width: 5504, height: 8256, rotation: 90 }, { size: { width: 4000, height: 6000 }, turn: 90 }],
  ['its shorter side is long enough', { leastSide: 300, mostSide: 6000 }, { width: 400, height: 250 }, { size: { width: 480, height: 300 } }],
  ['a PNG stays one', { mostSide: 6000 }, { container: 'png' }, { from: 'png', format: 'png' }],
  ['a TIFF becomes a JPEG', { mostSide: 6000 }, { container: 'tiff' }, { from: 'tiff', format: 'jpeg' }],
  ['what is too large in bytes becomes a JPEG', { mostBytes: 1_000_000 }, { container: 'png', width: 100, height: 100 }, { format: 'jpeg', capBytes: 1_000_000, size: { width: 100, height: 100 } }],
  ['another format alone', { format: 'jpeg' }, { container: 'avif', width: 100, height: 100 }, { from: 'avif', format: 'jpeg' }],
])('an image is changed so that %s', (_what, settings, facts, made) => {
  expect(change(settings, facts)).toMatchObject(made as object)
})

test.each<[string, Partial<ImageRecipe>, Partial<MediaFacts>]>([
  ['it fits', { mostSide: 9000, mostBytes: 9_000_000, format: 'jpeg' }, {}],
  ['it moves', { mostSide: 6000 }, { container: 'gif' }],
  ['its picture lies in tiles', { mostSide: 6000 }, { container: 'heic' }],
  ['it is so narrow that it cannot be both', { leastSide: 300, mostSide: 6000 }, { width: 6000, height: 100 }],
])('an image is left alone where %s', (_what, settings, facts) => {
  expect(change(settings, facts)).toBeNull()
})

test('an image of a kind that cannot be read, or of other proportions, is not offered to be mended', () => {
  expect(canMend(photograph, relaxedLimits)).toBe(true)
  expect(canMend({ ...photograph, container: 'heic' }, relaxedLimits)).toBe(false)
  expect(canMend({ ...photograph, width: 5000, height: 1000 }, relaxedLimits)).toBe(false)
  expect(canMend({ ...photograph, width: 1200, height: 1600 }, relaxedLimits)).toBe(false)
})

test('what is proposed for images keeps to every limit but their proportions', () => {
  const any = fc.record({ width: fc.integer({ min: 20, max: 20_000 }), height: fc.integer({ min: 20, max: 20_000 }), sizeBytes: fc.integer({ min: 100, max: 200_000_000 }), container: fc.constantFrom('jpeg', 'png', 'tiff', 'webp', 'bmp', 'avif') })
  fc.assert(fc.property(any, (of) => {
    const facts = { ...photograph, ...of }
    fc.pre(Math.max(of.width, of.height) / Math.min(of.width, of.height) <= 2.5)
    const recipe = suggestImageRecipe([facts], relaxedLimits)
    const made = recipe && imageChangeFor(recipe, facts)
    const copy = made ? { ...facts, ...made.size, container: made.format, sizeBytes: Math.min(facts.sizeBytes, made.capBytes ?? Infinity) } : facts
    expect(breaches(copy, relaxedLimits).filter((breach) => !breach.code.startsWith('Aspect')).map((breach) => breach.code)).toEqual([])
  }), { numRuns: 500 })
})
