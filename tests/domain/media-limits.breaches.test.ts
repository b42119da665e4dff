import { describe, expect, test } from 'vitest'
import { breaches, relaxedLimits, strictLimits } from '../../src/main/domain/media-limits.ts'
import type { MediaFacts } from '../../src/main/domain/media-facts.ts'

const good: MediaFacts = {
  kind: 'video', container: 'mp4', sizeBytes: 5_000_000, durationMs: 8_000, width: 720, height: 1280,
  fps: 25, videoCodec: 'h264', hasAudio: true, rotation: 0,
}
const image: MediaFacts = { ...good, kind: 'image', container: 'jpeg', durationMs: null, fps: null, videoCodec: null, hasAudio: false }

const codes = (facts: Partial<MediaFacts>, limits = relaxedLimits) => breaches({ ...good, ...facts }, limits).map((breach) => breach.code)

describe('breaches', () => {
  test('a clip inside every limit breaks none, under either preset', () => {
    expect(codes({})).toEqual([])
    expect(codes({}, strictLimits)).toEqual([])
  })

  test.each<[string, Partial<MediaFacts>, string[]]>([
    ['WebM', { container: 'webm', videoCodec: 'vp9' }, ['FormatUnsupported', 'FormatUnsupported']],
    ['ProRes in MOV', { container: 'mov', videoCodec: 'prores' }, ['FormatUnsupported']],
    ['200 MB and one byte', { sizeBytes: 200 * 1024 * 1024 + 1 }, ['FileSizeTooLarge']],
    ['1.999 s', { durationMs: 1_999 }, ['DurationTooShort']],
    ['30.001 s', { durationMs: 30_001 }, ['DurationTooLong']],
    ['8K', { width: 4320, height: 7680 }, ['HeightTooLarge', 'PixelCountTooLarge']],
    ['a narrow banner', { width: 280, height: 3000 }, ['WidthTooSmall', 'AspectRatioTooSmall']],
    ['a wide banner', { width: 3000, height: 1000 }, ['AspectRatioTooLarge']],
    ['a thumbnail', { width: 320, height: 290 }, ['HeightTooSmall', 'PixelCountTooSmall']],
    ['too wide', { width: 6001, height: 6001 }, ['WidthTooLarge', 'HeightTooLarge', 'PixelCountTooLarge']],
    ['12 fps', { fps: 12 }, ['FpsTooLow']],
    ['120 fps', { fps: 120 }, ['FpsTooHigh']],
  ])('%s breaks exactly its own limits', (_name, facts, expected) => {
    expect(codes(facts)).toEqual(expected)
  })

  test.each<[string, Partial<MediaFacts>]>([
    ['exactly 2 s', { durationMs: 2_000 }],
    ['exactly 30 s', { durationMs: 30_000 }],
    ['UHD', { width: 3840, height: 2160 }],
    ['aspect exactly 0.4', { width: 800, height: 2000 }],
    ['the NTSC rates 23.976', { fps: 23.976 }],
    ['and 59.94', { fps: 59.94 }],
    ['a rate nobody measured', { fps: null, durationMs: null }],
  ])('%s is inside', (_name, facts) => {
    expect(codes(facts)).toEqual([])
  })

  test('23.9 fps is not taken for 23.976', () => {
    expect(codes({ fps: 23.9 })).toEqual(['FpsTooLow'])
  })

  test('1080p fits the relaxed preset and is over the strict one, with measured value beside limit', () => {
    expect(codes({ width: 1920, height: 1080 })).toEqual([])
    expect(breaches({ ...good, width: 1920, height: 1080 }, strictLimits)).toEqual([
      { code: 'PixelCountTooLarge', measured: 2_073_600, limit: 927_408, unit: 'px2' },
    ])
  })

  test('an image is judged by the image limits: no duration, no pixel count, its own size and formats', () => {
    expect(breaches({ ...image, width: 5000, height: 5000 }, strictLimits)).toEqual([])
    expect(breaches({ ...image, container: 'svg', sizeBytes: 30 * 1024 * 1024 }, relaxedLimits)).toEqual([
      { code: 'FormatUnsupported', measured: 'svg', limit: 'jpeg, png, webp, bmp, tiff, gif, heic, heif', unit: 'format' },
      { code: 'FileSizeTooLarge', measured: 30 * 1024 * 1024, limit: 30 * 1024 * 1024 - 1, unit: 'bytes' },
    ])
  })
})
