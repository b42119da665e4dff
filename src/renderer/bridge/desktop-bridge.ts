import type { DesktopBridge } from '../../contract/models/desktop.ts'

export type { DesktopBridge }

declare global {
  interface Window {
    greenroom?: DesktopBridge
  }
}

/** The shell's bridge, or null in a plain browser. */
export function desktopBridge(): DesktopBridge | null {
  return typeof window === 'undefined' ? null : (window.greenroom ?? null)
}
