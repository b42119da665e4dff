import { expect, test } from 'vitest'
import { parseMediaFacts } from '../../src/main/domain/media-facts.ts'

const general = { '@type': 'General', Format: 'MPEG-4', Format_Profile: 'Base Media', CodecID: 'isom' }
const video = { '@type': 'Video', Format: 'AVC', Duration: 3.0417, Width: 1280, Height: 720, Rotation: '0.000', FrameRate: 23.976 }
const result = (...track: object[]) => ({ creatingLibrary: {}, media: { '@ref': '', track } })
const code = (value: unknown, size = 1000) => {
  const reading = parseMediaFacts(value, size)
  return reading.ok ? 'ok' : reading.code
}

test('reads the facts of a video, numbers and text numbers alike', () => {
  expect(parseMediaFacts(result(general, { ...video, Width: '1280' }, { '@type': 'Audio', Format: 'AAC' }), 1000)).toEqual({
    ok: true,
    facts: {
      kind: 'video', container: 'mp4', sizeBytes: 1000, durationMs: 3042, width: 1280, height: 720,
      fps: 23.976, videoCodec: 'h264', hasAudio: true, rotation: 0,
    },
  })
})

test.each([
  ['90.000', 720, 1280, 90],
  ['-90', 720, 1280, 270],
  ['180.000', 1280, 720, 180],
])('a rotation of %s gives the size a player shows', (Rotation, width, height, rotation) => {
  expect(parseMediaFacts(result(general, { ...video, Rotation }), 1)).toMatchObject({ facts: { width, height, rotation } })
})

test('without a stated rate the frame count gives it', () => {
  expect(parseMediaFacts(result(general, { ...video, Duration: 2, FrameRate: undefined, FrameCount: 50 }), 1)).toMatchObject({ facts: { fps: 25 } })
})

test('a HEIF photograph is as large as its whole, not as its first tile', () => {
  const heif = { '@type': 'General', Format: 'HEIF', CodecID: 'heic' }
  const tile = { '@type': 'Image', Format: 'HEVC', Width: 512, Height: 512 }
  expect(parseMediaFacts(result(heif, tile, { ...tile, Width: 4032, Height: 3024 }), 1)).toMatchObject({
    facts: { kind: 'image', container: 'heic', width: 4032, height: 3024, fps: null, durationMs: null },
  })
})

test('recognises files cut short', () => {
  expect(code(result({ ...general, extra: { IsTruncated: 'Yes' } }, video))).toBe('Truncated')
  expect(code(result(general))).toBe('Truncated')
})

test('says what else is wrong, and never throws', () => {
  expect(code(null, 0)).toBe('Empty')
  expect(code(result({ '@type': 'General', FileSize: '6' }))).toBe('FormatUndetectable')
  expect(code(result({ '@type': 'General', Format: 'ZIP' }))).toBe('TypeMismatch')
  expect(code(result(general, { '@type': 'Audio', Format: 'AAC' }))).toBe('TypeMismatch')
  expect(code(result(general, { ...video, Width: 'wide' }))).toBe('FormatUndetectable')
  for (const junk of [null, undefined, 'text', [], {}, { media: null }, { media: { track: [null] } }]) expect(code(junk)).toBe('FormatUndetectable')
})
