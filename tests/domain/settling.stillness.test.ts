import fc from 'fast-check'
import { expect, test } from 'vitest'
import { observe, settled, stillFor } from '../../src/main/domain/settling.ts'

const look = (at: number, size = 100, mtimeMs = 50) => ({ at, size, mtimeMs })

test('settles when size and time were seen unchanged across the settle time', () => {
  expect(settled({ observations: [look(0), look(1000), look(2000)], settleMs: 2000, now: 2000 })).toEqual({ settled: true, stillSince: 0, dueAt: 2000 })
})

test('does not settle on one look, however long ago it was', () => {
  expect(settled({ observations: [look(0)], settleMs: 2000, now: 1_000_000 }).settled).toBe(false)
  expect(settled({ observations: [], settleMs: 0, now: 5 })).toEqual({ settled: false, stillSince: null, dueAt: 5 })
})

test('begins again when only the time changes, as in a preallocated file', () => {
  const result = settled({ observations: [look(0), look(1000, 100, 51), look(2500, 100, 51)], settleMs: 2000, now: 2500 })
  expect(result).toEqual({ settled: false, stillSince: 1000, dueAt: 3000 })
})

test('begins again when only the size changes, as on a drive with coarse times', () => {
  expect(settled({ observations: [look(0), look(2000, 101)], settleMs: 2000, now: 2000 })).toMatchObject({ settled: false, stillSince: 2000 })
})

test('takes one look where no settle time is asked for', () => {
  expect(settled({ observations: [look(7)], settleMs: 0, now: 7 }).settled).toBe(true)
})

test('waits the whole time again when the clock was set back', () => {
  const run = observe(observe(null, look(10_000)), look(4_000))
  expect(run.since).toBe(4_000)
  expect(stillFor(observe(null, look(10_000)), { settleMs: 2000, now: 3000 })).toEqual({ settled: false, stillSince: 10_000, dueAt: 5000 })
})

test('never settles before the settle time has passed since the last change', () => {
  fc.assert(fc.property(
    fc.array(fc.record({ wait: fc.integer({ min: 0, max: 500 }), size: fc.integer({ min: 0, max: 2 }) }), { minLength: 1, maxLength: 30 }),
    fc.integer({ min: 1, max: 800 }),
    (steps, settleMs) => {
      let at = 0
      let changedAt = 0
      let size = -1
      const observations = steps.map((step) => {
        at += step.wait
        if (step.size !== size) changedAt = at
        size = step.size
        return look(at, size)
      })
      expect(settled({ observations, settleMs, now: at }).settled).toBe(at - changedAt >= settleMs)
    },
  ))
})
