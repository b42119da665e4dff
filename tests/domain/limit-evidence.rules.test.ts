import { expect, test } from 'vitest'
import { limitApplies, limitValue, limitWarnings, seenToPass, threeToTry, withLimit } from '../../src/main/domain/limit-evidence.ts'
import { relaxedLimits, strictLimits, type MediaLimits } from '../../src/main/domain/media-limits.ts'
import type { MediaFacts } from '../../src/main/domain/media-facts.ts'

const facts: MediaFacts = { kind: 'video', container: 'mp4', sizeBytes: 1_000_000, durationMs: 5_000, width: 720, height: 1280, fps: 25, videoCodec: 'h264', hasAudio: true, rotation: 0 }
const none = { brokeCleared: 0, brokeFailed: 0, named: 0, keptCleared: 0, keptFailed: 0 }

test('1080p only warns, however many of a library are', () => {
  expect(limitWarnings({ ...facts, width: 1920, height: 1080 }, relaxedLimits, strictLimits)).toEqual([{ code: 'PixelCountTooLarge', measured: 2_073_600, limit: 927_408, unit: 'px2' }])
  expect(limitWarnings(facts, relaxedLimits, strictLimits)).toEqual([])
})

test('what is held already is not warned of beside it', () => {
  expect(limitWarnings({ ...facts, durationMs: 31_000 }, relaxedLimits, strictLimits)).toEqual([])
  expect(limitWarnings({ ...facts, durationMs: 18_400 }, strictLimits, strictLimits)).toEqual([])
})

test.each([
  ['the service named it twice', { ...none, brokeFailed: 2, named: 2 }, true],
  ['the service named it once', { ...none, brokeFailed: 1, named: 1 }, false],
  ['it was named, and yet another was cleared', { ...none, brokeFailed: 2, named: 2, brokeCleared: 1, keptCleared: 9 }, false],
  ['without words most over it fail and few within it', { ...none, brokeFailed: 9, brokeCleared: 1, keptCleared: 8, keptFailed: 2 }, true],
  ['everything fails alike', { ...none, brokeFailed: 9, keptFailed: 9 }, false],
  ['there is nothing to compare with', { ...none, brokeFailed: 9 }, false],
  ['half of those over it are cleared', { ...none, brokeFailed: 5, brokeCleared: 5, keptCleared: 9 }, false],
])('a narrower limit applies or not: %s', (_case, tally, applies) => {
  expect(limitApplies(tally)).toBe(applies)
})

test('the three to try are the nearest, the middle and the furthest', () => {
  expect(threeToTry([40, 31, 90, 33, 60].map((measured) => ({ measured }))).map(({ measured }) => measured)).toEqual([31, 40, 90])
  expect(threeToTry([{ measured: 2 }, { measured: 1 }]).map(({ measured }) => measured)).toEqual([1, 2])
})

const tried = (...clips: [number, 'active' | 'failed' | 'waiting'][]) => clips.map(([measured, verdict]) => ({ measured, verdict }))

test.each([
  ['all passed', 'DurationTooLong', tried([31, 'active'], [40, 'active'], [90, 'active']), 90],
  ['the furthest failed', 'DurationTooLong', tried([31, 'active'], [40, 'active'], [90, 'failed']), 40],
  ['a nearer one failed than one that passed', 'DurationTooLong', tried([31, 'failed'], [40, 'active'], [90, 'active']), null],
  ['none passed', 'DurationTooLong', tried([31, 'failed'], [40, 'failed'], [90, 'failed']), null],
  ['one has no verdict yet', 'DurationTooLong', tried([31, 'active'], [40, 'waiting'], [90, 'active']), null],
  ['a least', 'FpsTooLow', tried([10, 'failed'], [15, 'active'], [20, 'active']), 15],
] as const)('what a trial shows to pass: %s', (_case, code, clips, value) => {
  expect(seenToPass(code, [...clips])).toBe(value)
})

test('a limit can be read and set by the code it holds for', () => {
  const changed: MediaLimits = withLimit(relaxedLimits, 'video', 'DurationTooLong', 15_000)
  expect([limitValue(changed, 'video', 'DurationTooLong'), limitValue(changed, 'video', 'DurationTooShort'), limitValue(changed, 'image', 'FileSizeTooLarge')]).toEqual([15_000, 2_000, relaxedLimits.image.maxBytes])
  expect(limitValue(relaxedLimits, 'video', 'FormatUnsupported')).toBeNull()
})
