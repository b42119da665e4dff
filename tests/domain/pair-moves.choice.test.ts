import { describe, expect, test } from 'vitest'
import { pairMoves, type KnownFile, type TurnedUp } from '../../src/main/domain/pair-moves.ts'

const known = (sourceId: number, location: string, more: Partial<KnownFile> = {}): KnownFile => ({ sourceId, location, fingerprint: 'f', sent: true, copy: false, ...more })
const file = (location: string, mayBe: KnownFile[], fingerprint: string | null = 'f'): TurnedUp<KnownFile> => ({ location, fingerprint, mayBe })
const ids = (files: TurnedUp<KnownFile>[]): (number | null)[] => pairMoves(files).map((found) => found?.sourceId ?? null)

describe('a file that turns up', () => {
  test('is the known one with its fingerprint, and a new one without', () => {
    const one = known(1, '/w/a.mp4')
    expect(ids([file('/w/b.mp4', [one])])).toEqual([1])
    expect(ids([file('/w/b.mp4', [one], 'other')])).toEqual([null])
    expect(ids([file('/w/b.mp4', [one], null)])).toEqual([null])
  })

  test('is one that was never read only if nothing of that was ever sent', () => {
    expect(ids([file('/w/b.mp4', [known(1, '/w/a.mp4', { fingerprint: null, sent: false })], null)])).toEqual([1])
    expect(ids([file('/w/b.mp4', [known(1, '/w/a.mp4', { fingerprint: null, sent: true })], null)])).toEqual([null])
  })
})

describe('several alike', () => {
  test('are paired by their names first, then by where they lie; none twice', () => {
    const [a, b, c] = [known(1, '/w/day1/a.mp4'), known(2, '/w/day1/b.mp4'), known(3, '/w/day2/b.mp4')]
    expect(ids([file('/n/day2/b.mp4', [a, b, c]), file('/n/day1/b.mp4', [a, b, c]), file('/n/day1/x.mp4', [a, b, c]), file('/n/day1/y.mp4', [a, b, c])])).toEqual([3, 2, 1, null])
  })

  test('give a clip the file before its copy, whichever is older', () => {
    expect(ids([file('/n/c.mp4', [known(1, '/w/a.mp4', { copy: true }), known(2, '/w/b.mp4')])])).toEqual([2])
  })

  test('take a name composed otherwise for the same', () => {
    const [one, two] = [known(1, '/w/x.mp4'), known(2, '/w/é.mp4'.normalize('NFD'))]
    expect(ids([file('/n/é.mp4'.normalize('NFC'), [one, two])])).toEqual([2])
  })
})
