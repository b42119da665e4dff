import { z } from 'zod'

export const rectangle = z.object({ x: z.number().int(), y: z.number().int(), width: z.number().int().positive(), height: z.number().int().positive() })
export type Rectangle = z.infer<typeof rectangle>

/** Where the window was and how. */
export const keptWindow = z.object({ bounds: rectangle, maximized: z.boolean() })
export type KeptWindow = z.infer<typeof keptWindow>

export const smallestWindow = { width: 760, height: 520 }
const usual = { width: 1280, height: 800 }
/** So much of the title bar must be on a screen for the window to be within reach. */
const reach = { width: 120, height: 40 }

/**
 * Where the window opens: where it was, if that is still on a screen; else in the middle of the first one, no
 * larger than it.
 * @param workAreas of all screens, the primary first.
 */
export function windowPlace(kept: KeptWindow | null, workAreas: readonly Rectangle[]): Rectangle {
  const primary = workAreas[0] ?? { x: 0, y: 0, ...usual }
  if (kept && workAreas.some((area) => reachable(kept.bounds, area))) {
    return { ...kept.bounds, width: Math.max(kept.bounds.width, smallestWindow.width), height: Math.max(kept.bounds.height, smallestWindow.height) }
  }
  const size = kept?.bounds ?? usual
  const width = Math.max(smallestWindow.width, Math.min(size.width, primary.width))
  const height = Math.max(smallestWindow.height, Math.min(size.height, primary.height))
  return { x: Math.round(primary.x + (primary.width - width) / 2), y: Math.round(primary.y + (primary.height - height) / 2), width, height }
}

/** Whether enough of the window's upper edge lies on this screen to take hold of it. */
function reachable(bounds: Rectangle, area: Rectangle): boolean {
  const across = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x)
  const above = bounds.y >= area.y && bounds.y + reach.height <= area.y + area.height
  return across >= Math.min(reach.width, bounds.width) && above
}
