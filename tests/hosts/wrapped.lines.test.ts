import { expect, test } from 'vitest'
import { wrapped } from '../../src/node-host/wrapped.ts'

test('prose is broken between words and goes on under where it began', () => {
  expect(wrapped('  Make sure the clip belongs to this person.\n', 25)).toBe('  Make sure the clip\n  belongs to this person.\n')
  expect(wrapped('Waits     Clips in review: 64. The next answer is due.', 34)).toBe('Waits     Clips in review: 64. The\n          next answer is due.')
  expect(wrapped('A line that fits.', 80)).toBe('A line that fits.')
})

test('rows of a table, paths longer than a line, and labels without room beside them stay in one piece', () => {
  const row = 'Failed       11  /tmp/footage/ada/flaky-ada-hallway.mp4'
  expect(wrapped(row, 30)).toBe(row)
  expect(wrapped('Clip /a/path/that/is/longer/than/the/terminal it is', 20)).toBe('Clip\n/a/path/that/is/longer/than/the/terminal\nit is')
  const label = 'A label that is rather long  and what it labels'
  expect(wrapped(label, 40)).toBe(label)
})

test('Chinese characters count as the two columns they take', () => {
  expect(wrapped('林月 林月 林月', 9)).toBe('林月 林月\n林月')
})
