import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { geometryOf, physicalTopOf, rowsInView, scrolledTo, tallest, topToShow } from '../../src/renderer/components/scaled-scroll.ts'

const short = geometryOf(100, 48, 600)
const long = geometryOf(1_000_000, 48, 600)

describe('a list that fits a browser', () => {
  test('scrolls as it is', () => {
    expect(scrolledTo(short, { virtualTop: 0, physicalTop: 0 }, 1234)).toEqual({ virtualTop: 1234, physicalTop: 1234 })
  })

  test('draws the rows in view and a few around them', () => {
    expect(rowsInView(short, 0, 100, 48, 2)).toEqual({ first: 0, last: 14 })
    expect(rowsInView(short, 480, 100, 48, 2)).toEqual({ first: 8, last: 24 })
    expect(rowsInView(geometryOf(0, 48, 600), 0, 0, 48, 2)).toBeNull()
  })
})

describe('a million rows', () => {
  test('are no taller than a browser can be', () => {
    expect(long.physicalHeight).toBe(tallest)
    expect(long.virtualHeight).toBe(48_000_000)
  })

  test('end where the bar ends', () => {
    const end = scrolledTo(long, { virtualTop: 0, physicalTop: 0 }, tallest - 600)
    expect(end.virtualTop).toBe(48_000_000 - 600)
    expect(rowsInView(long, end.virtualTop, 1_000_000, 48, 0)?.last).toBe(999_999)
  })

  test('move pixel by pixel under the wheel', () => {
    expect(scrolledTo(long, { virtualTop: 30_000, physicalTop: 10_000 }, 10_100)).toEqual({ virtualTop: 30_100, physicalTop: 10_100 })
  })

  test('jump in proportion when the bar is dragged', () => {
    const half = (tallest - 600) / 2
    expect(scrolledTo(long, { virtualTop: 0, physicalTop: 0 }, half).virtualTop).toBeCloseTo((48_000_000 - 600) / 2, 3)
  })

  test('every row can be reached and stands where the bar says', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999 }), (index) => {
        const top = topToShow(long, 0, index, 48)
        const physicalTop = physicalTopOf(long, top)
        expect(physicalTop).toBeLessThanOrEqual(tallest - 600)
        const { virtualTop } = scrolledTo(long, { virtualTop: top, physicalTop }, physicalTop)
        const seen = rowsInView(long, virtualTop, 1_000_000, 48, 0)
        expect(seen && seen.first <= index && index <= seen.last).toBe(true)
      }),
    )
  })

  test('never scroll out of the rows, however one scrolls', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: tallest + 1000 }), { maxLength: 30 }), (tops) => {
        let place = { virtualTop: 0, physicalTop: 0 }
        for (const top of tops) place = scrolledTo(long, place, top)
        expect(place.virtualTop).toBeGreaterThanOrEqual(0)
        expect(place.virtualTop).toBeLessThanOrEqual(long.virtualHeight - long.viewport)
      }),
    )
  })
})

test('a row is brought into view by the least move', () => {
  expect(topToShow(short, 480, 12, 48)).toBe(480)
  expect(topToShow(short, 480, 2, 48)).toBe(96)
  expect(topToShow(short, 0, 20, 48)).toBe(21 * 48 - 600)
})
