import { describe, expect, test } from 'vitest'
import { extended, isChosen, nothingChosen, selectionOf, toggled, type Choosable } from '../../src/renderer/features/clips/clip-choice.ts'

const rows: Choosable[] = [11, 12, 13, 14, 15].map((id) => ({ id, state: 'failed' as const }))
const rowAt = (index: number) => rows[index] ?? null

describe('selecting clips', () => {
  test('a range reaches from the last row touched to this one, ends included', () => {
    const one = toggled(nothingChosen, rows[3]!, 3, rows)
    expect(selectionOf(extended(one, 1, rowAt), {})).toEqual({ ids: [14, 12, 13] })
  })

  test('a range passes over rows that are not loaded', () => {
    const one = toggled(nothingChosen, rows[0]!, 0, rows)
    expect(selectionOf(extended(one, 2, (at) => (at === 1 ? null : rowAt(at))), {})).toEqual({ ids: [11, 13] })
  })

  test('all that match is asked of the core by the filter, not by ids', () => {
    expect(selectionOf({ kind: 'all' }, { states: ['failed'], groupId: 3 })).toEqual({ filter: { states: ['failed'], groupId: 3 } })
  })

  test('letting go of one of all leaves the rows that are known', () => {
    const rest = toggled({ kind: 'all' }, rows[1]!, 1, rows)
    expect(isChosen(rest, 12)).toBe(false)
    expect(selectionOf(rest, {})).toEqual({ ids: [11, 13, 14, 15] })
  })

  test('nothing chosen asks for nothing', () => {
    expect(selectionOf(toggled(toggled(nothingChosen, rows[0]!, 0, rows), rows[0]!, 0, rows), {})).toBeNull()
  })
})
