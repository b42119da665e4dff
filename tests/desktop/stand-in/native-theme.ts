import type { NativeTheme } from 'electron'
import { partly } from './partly.ts'

let source: NativeTheme['themeSource'] = 'system'

export const nativeTheme = partly<NativeTheme>('nativeTheme', {
  get themeSource() { return source },
  set themeSource(next) {
    if (next === source) return
    source = next
    nativeTheme.emit('updated')
  },
  get shouldUseDarkColors() { return source === 'dark' },
})

/** What the page's `prefers-color-scheme` is to be; null: as the system has it. */
export function appearance(): 'light' | 'dark' | null {
  return source === 'system' ? null : source
}
