/** The columns of a clip's row, as wide as drawn, and which of them give way when there is no room. */
export const clipColumnKeys = ['select', 'picture', 'name', 'state', 'reason', 'batch', 'attempts', 'age', 'action'] as const
export type ClipColumnKey = (typeof clipColumnKeys)[number]

export const columnWidth: Record<ClipColumnKey, number> = {
  select: 32, picture: 64, name: 160, state: 132, reason: 200, batch: 72, attempts: 40, age: 64, action: 96,
}
/** Room for the flags after the chip. */
const gap = 12
const padding = 24
/** What goes first when it is narrow: all of it is in the drawer too. */
const givesWay: readonly ClipColumnKey[] = ['attempts', 'batch', 'action', 'age', 'reason']

export function widthOf(keys: readonly ClipColumnKey[]): number {
  return keys.reduce((sum, key) => sum + columnWidth[key], 0) + gap * (keys.length - 1) + padding
}

/** The columns that fit into `width` px, in their order. */
export function columnsFor(width: number): ClipColumnKey[] {
  let keys: ClipColumnKey[] = [...clipColumnKeys]
  for (const next of givesWay) {
    if (widthOf(keys) <= width) break
    keys = keys.filter((key) => key !== next)
  }
  return keys
}
