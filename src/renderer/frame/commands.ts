import type { Icon } from '@tabler/icons-react'
import { useEffect, useId, useSyncExternalStore } from 'react'

/** Something the palette (⌘K, Ctrl K) offers. */
export interface Command {
  id: string
  /** In the reader's language. */
  words: string
  /** More words it is found by. */
  keywords?: string[]
  icon?: Icon
  run: () => void
}

const registered = new Map<string, readonly Command[]>()
const listeners = new Set<() => void>()
let all: readonly Command[] = []

function changed(): void {
  all = [...registered.values()].flat()
  for (const listener of listeners) listener()
}

/** Offers commands in the palette while the caller is mounted. Give a memoized list. */
export function useCommands(commands: readonly Command[]): void {
  const id = useId()
  useEffect(() => {
    registered.set(id, commands)
    changed()
    return () => {
      registered.delete(id)
      changed()
    }
  }, [id, commands])
}

/** All commands offered now. */
export function useAllCommands(): readonly Command[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => all,
  )
}
