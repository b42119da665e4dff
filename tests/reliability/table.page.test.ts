import { expect, test } from 'vitest'
import type { FaultRow } from './harness/report.ts'
import { between, faultTable, mayReplace, withTable } from './harness/table.ts'

const row = (more: Partial<FaultRow>): FaultRow => ({ part: 'network', fault: 'reset', tried: 1, lost: 0, doubled: 0, recovered: null, ...more })
const page = 'before\n<!-- harness: begin -->\nold\n<!-- harness: end -->\nafter\n'

test('rows of one fault are added up, with the longest of their times; the last line is the sum', () => {
  const table = faultTable([row({ recovered: 1_500 }), row({ tried: 4, lost: 1, recovered: 61_000 }), row({ part: 'machine', fault: 'disk full', recovered: 400 })])
  expect(table.split('\n').slice(2)).toEqual([
    '| Network | reset | 5 | 1 | 0 | 61 s |',
    '| Machine | disk full | 1 | 0 | 0 | at once |',
    '| | **all** | **6** | **1** | **0** | |',
  ])
})

test('a run of fewer kills does not take the place of one of more, nor by a page without a table', () => {
  expect(mayReplace(page, 200)).toBe(true)
  const long = withTable(page, 'long', 2_000)
  expect(long).toContain('before\n')
  expect(long).toContain('\nlong\n<!-- harness: end -->\nafter\n')
  expect(mayReplace(long, 200)).toBe(false)
  expect(mayReplace(long, 2_000)).toBe(true)
  expect(() => between('no marks', 'harness', 'x')).toThrow('no place for the table')
})
