import { expect, test } from 'vitest'
import { windowPlace } from '../../electron/window/window-place.ts'

const first = { x: 0, y: 0, width: 1920, height: 1040 }
const second = { x: 1920, y: 0, width: 2560, height: 1400 }
const kept = (bounds: typeof first) => ({ bounds, maximized: false })

test('the first start is in the middle of the first screen, and no larger than it', () => {
  expect(windowPlace(null, [first])).toEqual({ x: 320, y: 120, width: 1280, height: 800 })
  expect(windowPlace(null, [{ x: 0, y: 0, width: 1024, height: 600 }])).toEqual({ x: 0, y: 0, width: 1024, height: 600 })
})

test('it opens where it was, on whichever screen', () => {
  const there = { x: 2100, y: 100, width: 1400, height: 900 }
  expect(windowPlace(kept(there), [first, second])).toEqual(there)
})

test('a window on a screen that is gone, or whose title bar is out of reach, comes back to the middle', () => {
  expect(windowPlace(kept({ x: 2100, y: 100, width: 1400, height: 900 }), [first])).toEqual({ x: 260, y: 70, width: 1400, height: 900 })
  expect(windowPlace(kept({ x: 100, y: -300, width: 1400, height: 900 }), [first]).y).toBeGreaterThanOrEqual(0)
  expect(windowPlace(kept({ x: 1900, y: 10, width: 1400, height: 900 }), [first]).x).toBe(260)
})
