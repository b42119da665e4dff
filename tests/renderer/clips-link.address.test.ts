import { describe, expect, test } from 'vitest'
import { clipsFilterOf, clipsLink } from '../../src/renderer/features/clips-link.ts'

const back = (link: string) => clipsFilterOf(link.split('?')[1] ?? '')

describe('the address of a list of clips', () => {
  test('can be read and typed', () => {
    expect(clipsLink({ states: ['held', 'failed'], groupId: 3, reasonCode: 'DurationTooLong' })).toBe('/clips?state=held,failed&group=3&reason=DurationTooLong')
    expect(clipsLink()).toBe('/clips')
  })

  test('gives back the filter it was made of', () => {
    const filter = { states: ['needs-attention' as const], groupId: 1, reasonCode: 'E_NEW 90&210', watchFolderId: 2, batchId: 3, intakeId: 4, match: 'assumed' as const, changedSince: 1_767_225_600_000, takenSince: { at: 1_767_225_600_000, clipId: 12 }, search: '林月 & co' }
    expect(back(clipsLink(filter))).toEqual(filter)
  })

  test('leaves out what it does not know, and still opens', () => {
    expect(clipsFilterOf('state=held,gone&group=x&match=perhaps&changed=yesterday&taken=1.x&unknown=1')).toEqual({ states: ['held'] })
  })

  test('is read by the names of the filter as well', () => {
    expect(clipsFilterOf('states=failed&groupId=7&search=take')).toEqual({ states: ['failed'], groupId: 7, search: 'take' })
  })
})
