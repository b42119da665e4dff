import { expect, test } from 'vitest'
import { createGuessBrake } from '../../src/main/publishing/guess-brake.ts'

test('a brake does not outlast a clock that is set back', () => {
  const brake = createGuessBrake(2)
  const now = Date.UTC(2026, 0, 5)
  for (let n = 0; n < 2; n++) brake.missed('203.0.113.7', now)
  expect(brake.isOn('203.0.113.7', now + 59_000)).toBe(true)
  expect(brake.isOn('203.0.113.7', now + 60_000)).toBe(false)
  // By a day: whoever was braked in the last minute would be turned away until tomorrow.
  expect(brake.isOn('203.0.113.7', now - 86_400_000)).toBe(false)
  brake.missed('203.0.113.7', now - 86_400_000)
  expect(brake.isOn('203.0.113.7', now - 86_400_000)).toBe(false)
})
