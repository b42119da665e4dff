import Store from 'electron-store'
import { z } from 'zod'
import { desktopPreferences, pageDress } from '../src/contract/models/desktop.ts'
import { keptWindow } from './window/window-place.ts'

const kept = desktopPreferences.extend({
  window: keptWindow.nullable(),
  dress: pageDress.nullable(),
  /** Which data the application opens with. */
  mode: z.enum(['account', 'sandbox']),
  /** Accounts this application paused because the machine ran on battery; they go on with the mains. */
  pausedOnBattery: z.array(z.number().int()),
})
export type Kept = z.infer<typeof kept>

const first: Kept = {
  closing: 'ask', startAtLogin: false, keepAwake: true, onBattery: 'go-on', notify: true,
  window: null, dress: null, mode: 'account', pausedOnBattery: [],
}

export interface Preferences {
  get(): Kept
  change(change: Partial<Kept>): Kept
}

/** Window and application preferences. A value that cannot be read is the first one again; the others stay. */
export function openPreferences(): Preferences {
  // A file cut short by a power cut must not keep the application from starting.
  const store = new Store<Partial<Record<keyof Kept, unknown>>>({ name: 'preferences', clearInvalidConfig: true })
  const read = (): Kept => {
    const raw = store.store
    const entries = (Object.keys(first) as (keyof Kept)[]).map((name) => {
      const value = kept.shape[name].safeParse(raw[name])
      return [name, value.success ? value.data : first[name]]
    })
    return Object.fromEntries(entries) as Kept
  }
  let current = read()
  return {
    get: () => current,
    change(change) {
      current = { ...current, ...change }
      store.set(change)
      return current
    },
  }
}
