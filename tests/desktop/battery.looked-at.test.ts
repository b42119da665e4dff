import { expect, test } from 'vitest'
import { watchBattery } from '../../electron/native/watch-battery.ts'
import { fakeClock } from '../helpers/fake-clock.ts'

test('a plug pulled out or put back is noticed within seconds where the system tells nothing', async () => {
  const clock = fakeClock()
  const ended = new AbortController()
  let onBattery = false
  let changes = 0
  void watchBattery({ isOnBattery: () => onBattery, clock, signal: ended.signal, changed: () => { changes++ } })
  await clock.run(60_000)
  expect(changes).toBe(0)
  onBattery = true
  await clock.run(5_000)
  expect(changes).toBe(1)
  onBattery = false
  await clock.run(5_000)
  expect(changes).toBe(2)
  ended.abort()
  onBattery = true
  await clock.run(60_000)
  expect(changes).toBe(2)
})
