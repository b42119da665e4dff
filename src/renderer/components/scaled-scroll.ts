/**
 * Scrolling through more than a browser can be tall. Browsers end at some tens of millions of pixels,
 * so a long list is given a shorter scroll bar: dragging it jumps in proportion, while the wheel and
 * the keys still move pixel by pixel.
 */

export interface Geometry {
  /** Height of all rows together. */
  virtualHeight: number
  /** Height the browser is given, at most `tallest`. */
  physicalHeight: number
  viewport: number
}

export interface ScrollPlace {
  /** Top of what is seen, within all rows. */
  virtualTop: number
  /** The element's scrollTop that belongs to it. */
  physicalTop: number
}

/** Below what Firefox (17.8M px) and Chromium (33.5M px) can do. */
export const tallest = 16_000_000

export function geometryOf(total: number, rowHeight: number, viewport: number, most = tallest): Geometry {
  const virtualHeight = total * rowHeight
  return { virtualHeight, physicalHeight: Math.min(virtualHeight, most), viewport }
}

function reach(height: number, viewport: number): number {
  return Math.max(0, height - viewport)
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most)
}

/** Where the scroll bar should stand for a place within all rows. */
export function physicalTopOf(geometry: Geometry, virtualTop: number): number {
  const virtual = reach(geometry.virtualHeight, geometry.viewport)
  return virtual === 0 ? 0 : (virtualTop / virtual) * reach(geometry.physicalHeight, geometry.viewport)
}

/**
 * The place after the element has been scrolled to `physicalTop`: a small step moves as far within the rows,
 * a large one (the bar was dragged) jumps in proportion, and either end of the bar is the end of the rows.
 */
export function scrolledTo(geometry: Geometry, from: ScrollPlace, physicalTop: number): ScrollPlace {
  const virtual = reach(geometry.virtualHeight, geometry.viewport)
  const physical = reach(geometry.physicalHeight, geometry.viewport)
  const top = clamp(physicalTop, 0, physical)
  if (virtual === physical) return { virtualTop: top, physicalTop: top }
  const step = top - from.physicalTop
  const jumped = Math.abs(step) > geometry.viewport * 2
  const virtualTop = jumped ? (physical === 0 ? 0 : (top / physical) * virtual) : clamp(from.virtualTop + step, 0, virtual)
  return { virtualTop, physicalTop: top }
}

/** The rows to draw, first and last included, with `overscan` more on either side; null when there are none. */
export function rowsInView(geometry: Geometry, virtualTop: number, total: number, rowHeight: number, overscan: number): { first: number; last: number } | null {
  if (total === 0 || geometry.viewport === 0) return null
  const first = Math.floor(virtualTop / rowHeight) - overscan
  const last = Math.ceil((virtualTop + geometry.viewport) / rowHeight) - 1 + overscan
  return { first: clamp(first, 0, total - 1), last: clamp(last, 0, total - 1) }
}

/** The least move that brings a row wholly into view. */
export function topToShow(geometry: Geometry, virtualTop: number, index: number, rowHeight: number): number {
  const top = index * rowHeight
  if (top < virtualTop) return top
  const bottom = top + rowHeight
  return bottom > virtualTop + geometry.viewport ? bottom - geometry.viewport : virtualTop
}
