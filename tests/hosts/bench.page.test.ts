import { expect, test } from 'vitest'
import { holds, type Figure } from '../bench/bench.ts'
import { interleaved, median } from '../bench/measure-program.ts'
import { outcome, section, withSections } from '../bench/performance-page.ts'

const upload: Figure = { what: 'An upload', ours: 10.4, baseline: 10, limit: 1.1, unit: 's' }

test('a figure over its limit is missed, by its ratio or by itself', () => {
  expect(holds(upload)).toBe(true)
  expect(holds({ ...upload, ours: 11.2 })).toBe(false)
  expect(holds({ ...upload, baseline: null })).toBe(false)
  expect(outcome(upload)).toBe('1.04×, at most 1.1×')
  expect(outcome({ ...upload, baseline: null, unit: 'MB', limit: 4 })).toBe('**MISSED** 10.4 MB, at most 4 MB')
})

test('a run of one benchmark leaves the sections of the others as they are', () => {
  const made = (name: string, note: string) => section({ name, title: `The ${name}` }, { figures: [upload], notes: [note] }, 'Measured here.')
  const both = withSections(null, new Map([['upload', made('upload', 'first')], ['checks', made('checks', 'stays')]]))
  const again = withSections(both, new Map([['upload', made('upload', 'second')]]))
  expect(again).toContain('second')
  expect(again).not.toContain('first')
  expect(again).toContain('stays')
  expect(again.indexOf('## The checks')).toBeLessThan(again.indexOf('## The upload'))
  expect(withSections(again, new Map())).toBe(again)
})

test('programs take turns at going first', async () => {
  const order: string[] = []
  const program = (name: string) => async (round: number) => {
    order.push(`${name}${round}`)
    return { ms: round, peakBytes: 0 }
  }
  const { ours } = await interleaved({ ours: program('a'), theirs: program('b') }, 3)
  expect(order).toEqual(['a0', 'b0', 'b1', 'a1', 'a2', 'b2'])
  expect(median(ours.map((each) => each.ms))).toBe(1)
})
