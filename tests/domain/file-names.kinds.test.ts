import { describe, expect, test } from 'vitest'
import { assetTypeOf, baseName, clipTypeOf, displayStem, isIgnoredName, locationKey } from '../../src/main/domain/file-names.ts'

describe('which files are clips', () => {
  test.each(['a.mp4', 'A.MOV', 'b.m4v', 'c.webm', 'd.mkv', 'e.avi', 'f.MTS', 'g.mxf'])('%s looks like footage, accepted by the service or not', (name) => {
    expect(clipTypeOf(name)).toBe('video')
  })
  test.each(['a.jpg', 'b.JPEG', 'c.png', 'd.webp', 'e.bmp', 'f.tiff', 'g.gif', 'h.HEIC', 'i.heif'])('%s is an image', (name) => {
    expect(clipTypeOf(name)).toBe('image')
  })
  test.each(['notes.txt', 'sidecar.xml', 'mp4', '.mp4', 'clip.mp4.zip', ''])('%j is no clip', (name) => {
    expect(clipTypeOf(name)).toBeNull()
  })
  test.each(['a.mp4.part', 'a.mp4.partial', 'a.mp4.crdownload', 'a.mp4.tmp', 'a.mp4~', '.a.mp4', '._a.mp4', 'Thumbs.db', '@eaDir', '$RECYCLE.BIN', '.Trash-1000', 'greenroom-link-test-0a1b2c.mp4'])('%s is left alone', (name) => {
    expect(isIgnoredName(name)).toBe(true)
    expect(clipTypeOf(name)).toBeNull()
  })
  test.each(['part.mp4', 'tmp.mov', 'download.jpg', 'a~b.mp4'])('%s is a clip although its name sounds unfinished', (name) => {
    expect(isIgnoredName(name)).toBe(false)
    expect(assetTypeOf(name)).not.toBeNull()
  })
})

test('two spellings of an accent are one location', () => {
  const composed = '/Rushes/Zoë.mp4'.normalize('NFC')
  const decomposed = composed.normalize('NFD')
  expect(decomposed).not.toBe(composed)
  expect(locationKey(decomposed)).toBe(locationKey(composed))
  expect(locationKey('/a/B.mp4')).not.toBe(locationKey('/a/b.mp4'))
})

test('the last part of a path is found whichever way the slashes lean', () => {
  expect([baseName('/a/b.mp4'), baseName('C:\\a\\b.mp4'), baseName('b.mp4'), baseName('/a/b/')]).toEqual(['b.mp4', 'b.mp4', 'b.mp4', 'b'])
})

describe('the stem people read', () => {
  test('loses the extension of a clip and no other', () => {
    expect(displayStem('take 3.mp4')).toBe('take 3')
    expect(displayStem('v1.2')).toBe('v1.2')
  })
  test('is cut to its measure between whole characters', () => {
    const family = '👨‍👩‍👧‍👦'
    expect(displayStem(`${'x'.repeat(300)}.mp4`, 40)).toBe('x'.repeat(40))
    expect(displayStem(`${family.repeat(10)}.mp4`, family.length * 2 + 3)).toBe(family.repeat(2))
    expect(displayStem('👋🏽👋🏽.mov', 5)).toBe('👋🏽')
  })
  test('shows no control character and no reversed name', () => {
    expect(displayStem('a\n\tb\u202egpj.mp4')).toBe('a b gpj')
    expect(displayStem('\ud800x.mp4')).toBe('\ufffdx')
    expect(displayStem('  .mp4')).toBe('clip')
  })
})
