import type { BrowserWindow } from 'electron'

export interface OpenWindow {
  window: BrowserWindow
  /** Asks whether it may close and closes it. @returns false when somebody objected. */
  closeNow(): boolean
}

/** Every window that is open, by its number. */
export const openWindows = new Map<number, OpenWindow>()
