import { useState } from 'react'

/** What a person is entering, beside what is stored; follows the store while nothing was changed. */
export function useDraft<T extends object>(stored: T): { draft: T; change: (part: Partial<T>) => void; dirty: boolean; undo: () => void } {
  const [changes, setChanges] = useState<Partial<T>>({})
  const draft = { ...stored, ...changes }
  return {
    draft,
    change: (part) => setChanges((before) => ({ ...before, ...part })),
    dirty: JSON.stringify(draft) !== JSON.stringify(stored),
    undo: () => setChanges({}),
  }
}
