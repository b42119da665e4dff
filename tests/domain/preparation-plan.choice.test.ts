import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MediaFacts } from '../../src/contract/models/clip.ts'
import { recipe, type Recipe } from '../../src/contract/models/preparation.ts'
import { breaches, relaxedLimits, strictLimits } from '../../src/main/domain/media-limits.ts'
import { canMend, changeFor, estimatePreparation, planPreparation, suggestRecipe, workFor, type Look } from '../../src/main/domain/preparation-plan.ts'

const clip: MediaFacts = { kind: 'video', container: 'mp4', sizeBytes: 20_000_000, durationMs: 20_000, width: 1920, height: 1080, fps: 25, videoCodec: 'h264', hasAudio: true, rotation: 0 }
/** A keyframe every two seconds, tracks an MP4 takes. */
const look: Look = { keyMs: 4_000, frameMs: 40, takesOver: true, hdr: false, squarePixels: true }
const given = (settings: Partial<Recipe>): Recipe => recipe.parse(settings)
const encodeOf = (settings: Partial<Recipe>, facts = clip, seen: Look | null = look) => {
  const plan = planPreparation(given(settings), facts, seen)
  if (plan.kind !== 'encode') throw new Error(`Not encoded: ${JSON.stringify(plan)}`)
  return plan.encode
}

describe('taken over without encoding', () => {
  test.each<[string, Partial<Recipe>, Look | null, unknown]>([
    ['from the beginning to a second', { toMs: 15_000 }, look, { kind: 'copy', part: { fromMs: 0, toMs: 15_000 }, dropAudio: false, lengthMs: 15_000 }],
    ['from a keyframe on', { fromMs: 4_000 }, look, { kind: 'copy', part: { fromMs: 4_000, toMs: null }, dropAudio: false, lengthMs: 16_000 }],
    ['from half a frame beside a keyframe', { fromMs: 4_018 }, look, { kind: 'copy', part: { fromMs: 4_000, toMs: null } }],
    ['from the keyframe before, no longer for it', { fromMs: 5_000, toMs: 15_000, cut: 'keyframe' }, look, { kind: 'copy', part: { fromMs: 4_000, toMs: 14_000 }, lengthMs: 10_000 }],
    ['without its sound', { audio: 'drop' }, look, { kind: 'copy', part: null, dropAudio: true }],
  ])('%s', (_what, settings, seen, plan) => {
    expect(planPreparation(given(settings), clip, seen)).toMatchObject(plan as object)
  })

  test.each<[string, Partial<Recipe>, Look | null]>([
    ['a beginning between keyframes', { fromMs: 5_000 }, look],
    ['a clip without a keyframe to begin at', { fromMs: 4_000 }, { ...look, keyMs: null }],
    ['tracks an MP4 does not take', { toMs: 15_000 }, { ...look, takesOver: false }],
    ['a container nobody could read', { toMs: 15_000 }, null],
    ['a silent track that is to be added', { toMs: 15_000, audio: 'silent' }, look],
    ['another size', { box: { width: 1280, height: 720 } }, look],
    ['another frame rate', { fps: 30 }, look],
    ['another codec', { codec: 'h265' }, look],
    ['fewer bytes than its part has', { mostBytes: 5_000_000 }, look],
  ])('but not %s', (_what, settings, seen) => {
    expect(planPreparation(given(settings), { ...clip, hasAudio: settings.audio !== 'silent' }, seen).kind).toBe('encode')
  })
})

test('a part that only lacks sound is encoded for its sound alone: the picture is taken over', () => {
  expect(encodeOf({ audio: 'silent' }, { ...clip, hasAudio: false })).toMatchObject({ video: 'copy', audio: 'silent', size: null })
})

test.each<[string, Partial<Recipe>, Partial<MediaFacts>, unknown]>([
  ['lying', { box: { width: 1280, height: 720 } }, {}, { width: 1280, height: 720 }],
  ['upright, in the same box', { box: { width: 1280, height: 720 } }, { width: 1080, height: 1920 }, { width: 720, height: 1280 }],
  ['smaller already', { box: { width: 3840, height: 2160 } }, {}, null],
  ['smaller, to be enlarged', { box: { width: 3840, height: 2160 }, enlarge: true }, {}, { width: 3840, height: 2160 }],
  ['of odd proportions, to even sides', { box: { width: 1280, height: 720 } }, { width: 1919, height: 1077 }, { width: 1280, height: 718 }],
])('a picture fits into its box: %s', (_what, settings, facts, size) => {
  expect(changeFor(given(settings), { ...clip, ...facts })?.size ?? null).toEqual(size)
})

test('odd sides become even where a picture is encoded, for the codecs want it so', () => {
  expect(encodeOf({ fps: 30 }, { ...clip, width: 641, height: 361 }).size).toEqual({ width: 640, height: 360 })
})

test('a part that begins after the clip ends is taken from its beginning, no longer than asked', () => {
  expect(changeFor(given({ fromMs: 30_000, toMs: 40_000 }), clip)).toMatchObject({ part: { fromMs: 0, toMs: 10_000 }, lengthMs: 10_000 })
  expect(changeFor(given({ fromMs: 30_000 }), clip)).toBeNull()
})

test.each<[string, Partial<Recipe>]>([
  ['an end beyond its own', { toMs: 60_000 }], ['its own codec', { codec: 'h264' }], ['its own rate', { fps: 25 }], ['more bytes than it has', { mostBytes: 30_000_000 }], ['MP4', { mp4: true }], ['its own size', { box: { width: 1920, height: 1080 } }],
])('a clip that is as asked is left alone: %s', (_what, settings) => {
  expect(planPreparation(given(settings), clip, look)).toEqual({ kind: 'nothing' })
  expect(workFor(given(settings), clip)).toBeNull()
})

test('the ceiling of bytes leaves room for sound and container', () => {
  const bps = encodeOf({ toMs: 10_000, mostBytes: 5_000_000 }).maxVideoBps ?? Infinity
  expect((bps * 11) / 8 + (160_000 * 10) / 8).toBeLessThanOrEqual(5_000_000)
  expect((bps * 11) / 8).toBeGreaterThan(4_000_000)
})

const anyFacts = fc.record({
  kind: fc.constant('video' as const), container: fc.constantFrom('mp4', 'mov', 'mkv', 'avi'), sizeBytes: fc.integer({ min: 10_000, max: 900_000_000 }), durationMs: fc.integer({ min: 100, max: 200_000 }),
  width: fc.integer({ min: 64, max: 8192 }), height: fc.integer({ min: 64, max: 8192 }), fps: fc.constantFrom(10, 15, 23.976, 24, 25, 29.97, 60, 120), videoCodec: fc.constantFrom('h264', 'h265', 'prores', 'vp9'), hasAudio: fc.boolean(), rotation: fc.constant(0),
})
/** What no recipe can change: nothing is made longer, and nobody is cropped. */
const beyondMending = /^(DurationTooShort|AspectRatio)/
/** Of proportions like these no size has both enough pixels and short enough sides. */
const ordinary = ({ width, height }: MediaFacts): boolean => Math.max(width, height) / Math.min(width, height) <= 2.5

test('what is proposed for a clip keeps to every limit that a copy can keep to', () => {
  fc.assert(fc.property(anyFacts, fc.constantFrom(relaxedLimits, strictLimits), (facts, limits) => {
    fc.pre(ordinary(facts))
    const proposed = suggestRecipe([facts], limits)
    const change = changeFor(proposed, facts)
    const size = change?.size ?? facts
    const copy: MediaFacts = {
      ...facts, durationMs: change?.lengthMs ?? facts.durationMs, width: size.width, height: size.height, fps: change?.fps ?? facts.fps, videoCodec: change?.codec ?? facts.videoCodec,
      container: change ? 'mp4' : facts.container, sizeBytes: Math.min(facts.sizeBytes, change?.capBytes ?? Math.round(facts.sizeBytes * Math.min(1, (change?.lengthMs ?? facts.durationMs) / facts.durationMs))),
    }
    expect(breaches(copy, limits).map((breach) => breach.code).filter((code) => !beyondMending.test(code))).toEqual([])
  }), { numRuns: 500 })
})

test('whatever the recipe, a part lies in the clip, sides are even, and nothing grows unless it may', () => {
  const anyRecipe = fc.record({
    fromMs: fc.integer({ min: 0, max: 100_000 }), length: fc.integer({ min: 1, max: 100_000 }), box: fc.option(fc.record({ width: fc.integer({ min: 2, max: 5000 }), height: fc.integer({ min: 2, max: 5000 }) })), enlarge: fc.boolean(), fps: fc.option(fc.constantFrom(24, 30)),
  }).map(({ length, ...rest }) => given({ ...rest, toMs: rest.fromMs + length }))
  fc.assert(fc.property(anyRecipe, anyFacts, (wanted, facts) => {
    const change = changeFor(wanted, facts)
    if (!change) return
    if (change.part) {
      expect(change.part.fromMs).toBeGreaterThanOrEqual(0)
      expect(change.part.fromMs).toBeLessThan(facts.durationMs)
      if (change.part.toMs !== null) expect(change.part.toMs).toBeLessThan(facts.durationMs)
      expect(change.lengthMs).toBeGreaterThan(0)
      expect(change.lengthMs).toBeLessThanOrEqual((wanted.toMs ?? Infinity) - wanted.fromMs)
    }
    if (change.size) {
      expect([change.size.width % 2, change.size.height % 2]).toEqual([0, 0])
      if (!wanted.enlarge) expect(change.size.width * change.size.height).toBeLessThanOrEqual(Math.max(facts.width * facts.height, 4))
    }
  }), { numRuns: 500 })
})

test('what cannot be mended is not offered to be: too short, or of other proportions', () => {
  expect(canMend({ ...clip, durationMs: 1_000 }, relaxedLimits)).toBe(false)
  expect(canMend({ ...clip, width: 3000, height: 1000 }, relaxedLimits)).toBe(false)
  expect(canMend({ ...clip, durationMs: 31_000 }, relaxedLimits)).toBe(true)
  // A larger picture makes no clip longer, and a shorter clip no picture narrower.
  expect(canMend({ ...clip, durationMs: 1_000, width: 640, height: 360 }, relaxedLimits)).toBe(false)
  expect(canMend({ ...clip, durationMs: 31_000, width: 3000, height: 1000 }, relaxedLimits)).toBe(false)
})

test('three measured copies tell of the rest in proportion to its length', () => {
  expect(estimatePreparation([{ mediaMs: 10_000, bytes: 1_000_000 }, { mediaMs: 20_000, bytes: 2_000_000 }], 6_000, 300_000)).toEqual({ ms: 60_000, bytes: 30_000_000 })
  expect(estimatePreparation([], 6_000, 300_000)).toBeNull()
})
