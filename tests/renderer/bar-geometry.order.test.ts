import { expect, test } from 'vitest'
import { clipStates, noClips, type StateCounts } from '../../src/contract/models/states.ts'
import { segmentsOf } from '../../src/renderer/components/bar-geometry.ts'

test('segments stand in their order, each with its share', () => {
  const each = Object.fromEntries(clipStates.map((state) => [state, 1])) as StateCounts
  expect(segmentsOf(each).map(({ state }) => state)).toEqual([
    'active', 'failed', 'needs-attention', 'held', 'in-review', 'submitting', 'ready', 'publishing', 'checking', 'settling',
  ])
  expect(segmentsOf({ ...noClips(), active: 3, failed: 1 }).map(({ share }) => share)).toEqual([0.75, 0.25])
})

test('clips set aside are outside the total', () => {
  expect(segmentsOf({ ...noClips(), active: 1, excluded: 99 })).toMatchObject([{ state: 'active', share: 1 }])
})

test('exactly one segment gives way to the least width of the others, also between equals', () => {
  expect(segmentsOf({ ...noClips(), active: 5, failed: 5, held: 1 }).filter(({ largest }) => largest)).toHaveLength(1)
  expect(segmentsOf({ ...noClips(), active: 1, ready: 5 }).find(({ largest }) => largest)?.state).toBe('ready')
})

test('nothing has no segments', () => {
  expect(segmentsOf(noClips())).toEqual([])
})
