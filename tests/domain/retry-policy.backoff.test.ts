import fc from 'fast-check'
import { expect, it } from 'vitest'
import { backoffMs } from '../../src/main/domain/retry-policy.ts'

const limits = { baseMs: 1000, capMs: 60_000 }

it('widens with each step and never passes the cap', () => {
  const widest = (step: number) => backoffMs(step, limits, () => 0.999999)
  expect([0, 1, 2, 3].map(widest)).toEqual([999, 1999, 3999, 7999])
  expect(widest(6)).toBe(59_999)
  expect(widest(5000)).toBe(59_999)
})

it('may wait not at all, so that clients cut off together come back apart', () => {
  expect(backoffMs(9, limits, () => 0)).toBe(0)
})

it('is a whole number of milliseconds within its bounds, whatever the step', () => {
  fc.assert(
    fc.property(fc.integer({ min: -5, max: 2000 }), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (step, chance) => {
      const wait = backoffMs(step, limits, () => chance)
      expect(Number.isInteger(wait)).toBe(true)
      expect(wait).toBeGreaterThanOrEqual(0)
      expect(wait).toBeLessThan(limits.capMs)
    }),
  )
})
