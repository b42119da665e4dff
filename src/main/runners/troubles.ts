/** Something that is wrong with Greenroom itself, known only to the process it is wrong in. */
export interface Trouble {
  kind: 'ledger-unwritable' | 'loop-stuck'
  /** Which loop; empty for the ledger. */
  subject: string
  message: string
  /** UTC ms. */
  since: number
}

/** What is wrong with this process now; for the screens, the doctor and a health check. */
export interface Troubles {
  list(): readonly Trouble[]
  /** @returns whether it is news. */
  begin(trouble: Trouble): boolean
  /** @returns the trouble that is over, or null when there was none. */
  end(kind: Trouble['kind'], subject?: string): Trouble | null
}

/** @param changed called when a trouble has begun or ended. */
export function createTroubles(changed: () => void): Troubles {
  const now = new Map<string, Trouble>()
  const keyOf = (kind: Trouble['kind'], subject: string): string => `${kind} ${subject}`
  return {
    list: () => [...now.values()],
    begin(trouble) {
      const key = keyOf(trouble.kind, trouble.subject)
      if (now.has(key)) return false
      now.set(key, trouble)
      changed()
      return true
    },
    end(kind, subject = '') {
      const key = keyOf(kind, subject)
      const over = now.get(key) ?? null
      now.delete(key)
      if (over) changed()
      return over
    },
  }
}
