import { describe, expect, test } from 'vitest'
import { splitPlace } from '../../src/renderer/frame/hash-location.ts'
import { clipsFilterOf } from '../../src/renderer/features/clips-link.ts'
import { openClipOf, places } from '../../src/renderer/frame/places.ts'

function roundTrip(place: string) {
  return clipsFilterOf(splitPlace(place).search)
}

describe('a link to clips', () => {
  test('carries the whole filter there and back', () => {
    const filter = { groupId: 7, states: ['failed', 'held'] as ('failed' | 'held')[], reasonCode: 'FpsTooLow', match: 'assumed' as const, search: 'take 1 & 张伟', batchId: 3, watchFolderId: 4, intakeId: 5, accountId: 1 }
    expect(roundTrip(places.clips(filter))).toEqual(filter)
  })

  test('is short without a filter', () => {
    expect(places.clips()).toBe('/clips')
    expect(places.clips({ states: [], search: '' })).toBe('/clips')
  })

  test('opens what it can when a part of it cannot be read', () => {
    expect(clipsFilterOf('groupId=abc&states=failed,nonsense&search=x')).toEqual({ states: ['failed'], search: 'x' })
  })

  test('opens the drawer of one clip', () => {
    const { path, search } = splitPlace(places.clips({ groupId: 1 }, 42))
    expect([path, openClipOf(search)]).toEqual(['/clips', 42])
    expect(openClipOf('groupId=1')).toBeNull()
    expect(openClipOf('clip=x')).toBeNull()
  })
})

test('a place splits at its first question mark', () => {
  expect(splitPlace('/clips?search=what?')).toEqual({ path: '/clips', search: 'search=what?' })
  expect(splitPlace('/people')).toEqual({ path: '/people', search: '' })
})
