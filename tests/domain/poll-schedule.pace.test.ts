import { expect, it } from 'vitest'
import { nextPollDelay } from '../../src/main/domain/poll-schedule.ts'

const middle = () => 0.5
const second = 1000
const minute = 60 * second

it('asks every second or two while a person may be watching', () => {
  expect(nextPollDelay(0, 0, middle)).toBe(1500)
  expect(nextPollDelay(19 * second, 0, middle)).toBe(1500)
})

it('slows with age to a minute, then to five', () => {
  const ages = [20 * second, 3 * minute, 11 * minute, 59 * minute, 61 * minute, 48 * 60 * minute]
  expect(ages.map((age) => nextPollDelay(age, 0, middle))).toEqual([5 * second, 15 * second, minute, minute, 5 * minute, 5 * minute])
})

it('doubles with each error in a row, up to five minutes', () => {
  expect([1, 2, 3, 50, 5000].map((errors) => nextPollDelay(0, errors, middle))).toEqual([3000, 6000, 12_000, 5 * minute, 5 * minute])
})

it('spreads the waits by a fifth either way', () => {
  expect(nextPollDelay(15 * minute, 0, () => 0)).toBe(48 * second)
  expect(nextPollDelay(15 * minute, 0, () => 0.999999)).toBe(72 * second)
})

it('takes a task from the future, after the clock was set back, for a new one', () => {
  expect(nextPollDelay(-86_400_000, 0, middle)).toBe(1500)
})
