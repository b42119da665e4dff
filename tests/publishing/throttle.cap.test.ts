import { expect, test } from 'vitest'
import { createThrottle } from '../../src/main/publishing/throttle.ts'
import { fakeClock } from '../helpers/fake-clock.ts'

test('all together take no more than the cap, whoever takes', async () => {
  const clock = fakeClock()
  const throttle = createThrottle(clock)
  throttle.setLimit(100_000)
  const begun = clock.monotonic()
  let taken = 0
  const takers = [1, 2, 3].map(async () => {
    for (let n = 0; n < 20; n++) {
      await throttle.take(10_000)
      taken += 10_000
    }
  })
  await clock.run(3_000)
  expect(taken).toBeGreaterThan(250_000)
  expect(taken).toBeLessThanOrEqual(100_000 * ((clock.monotonic() - begun) / 1000) + 30_000)
  await clock.run(10_000)
  await Promise.all(takers)
})

test('a raised cap is felt at once by who waits, and none lets everything through', async () => {
  const clock = fakeClock()
  const throttle = createThrottle(clock)
  throttle.setLimit(1024)
  await throttle.take(1_000_000)
  let done = false
  const waiting = throttle.take(10).then(() => { done = true })
  await clock.run(5_000)
  expect(done).toBe(false)
  throttle.setLimit(null)
  await waiting
  expect(done).toBe(true)
})

test('who waits is let go by the signal', async () => {
  const clock = fakeClock()
  const throttle = createThrottle(clock)
  throttle.setLimit(1024)
  await throttle.take(1_000_000)
  const ended = new AbortController()
  const waiting = throttle.take(10, ended.signal)
  ended.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
})

test('pieces are small under a low cap, so that it flows', () => {
  const throttle = createThrottle(fakeClock())
  expect(throttle.pieceBytes()).toBe(2 * 1024 * 1024)
  throttle.setLimit(20_000)
  expect(throttle.pieceBytes()).toBe(2_500)
})
