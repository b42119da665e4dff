import type { ClipFilter, ClipSelection } from '../../../contract/models/clip.ts'
import type { ClipState } from '../../../contract/models/states.ts'

/**
 * Which clips are selected: some, by id, with the state each was in when chosen; or all that the
 * list's filter matches, seen or not.
 */
export type ClipChoice =
  | { kind: 'some'; chosen: ReadonlyMap<number, ClipState>; anchor: number | null }
  | { kind: 'all' }

export interface Choosable {
  id: number
  state: ClipState
}

export const nothingChosen: ClipChoice = { kind: 'some', chosen: new Map(), anchor: null }

export function isChosen(choice: ClipChoice, id: number): boolean {
  return choice.kind === 'all' || choice.chosen.has(id)
}

/**
 * Chooses or lets go of one row. From "all that match" it goes over to the rows that are known,
 * without this one: the filter cannot say "all but".
 * @param index of the row in the list, where a range may start later.
 */
export function toggled(choice: ClipChoice, row: Choosable, index: number, known: Iterable<Choosable>): ClipChoice {
  if (choice.kind === 'all') {
    const chosen = new Map(Array.from(known, (each) => [each.id, each.state]))
    chosen.delete(row.id)
    return { kind: 'some', chosen, anchor: index }
  }
  const chosen = new Map(choice.chosen)
  if (!chosen.delete(row.id)) chosen.set(row.id, row.state)
  return { kind: 'some', chosen, anchor: index }
}

/** Chooses everything between the last row touched and `index`, ends included. `rowAt` gives null for rows not loaded. */
export function extended(choice: ClipChoice, index: number, rowAt: (index: number) => Choosable | null): ClipChoice {
  if (choice.kind === 'all') return choice
  const anchor = choice.anchor ?? index
  const chosen = new Map(choice.chosen)
  for (let at = Math.min(anchor, index); at <= Math.max(anchor, index); at += 1) {
    const row = rowAt(at)
    if (row) chosen.set(row.id, row.state)
  }
  return { kind: 'some', chosen, anchor }
}

/** What the core is asked with; null when nothing is chosen. */
export function selectionOf(choice: ClipChoice, filter: ClipFilter): ClipSelection | null {
  if (choice.kind === 'all') return { filter }
  return choice.chosen.size > 0 ? { ids: [...choice.chosen.keys()] } : null
}
