/**
 * What the desktop shell's preload lends the page as `window.greenroom`: a channel in the shape of a
 * message port, and what only a desktop can do. Plain functions only: they cross the context bridge.
 */
export interface DesktopBridge {
  on(event: string, callback: (event?: { data: unknown }) => void): void
  postMessage(data: unknown): void
  /** Where a dropped or picked file lies; an empty string if it is not a file of this machine. */
  pathForFile(file: File): string
  /** The system's file dialog; an empty list when it is closed without a choice. */
  pickFiles(options: { multiple: boolean }): Promise<string[]>
  /** The system's folder dialog; null when it is closed without a choice. */
  pickFolder(): Promise<string | null>
  /** Shows a file in the system's file manager. */
  reveal(path: string): Promise<void>
  /** Opens an http(s) address in the system's browser. */
  openExternal(url: string): Promise<void>
}

declare global {
  interface Window {
    greenroom?: DesktopBridge
  }
}

/** The shell's bridge, or null in a plain browser. */
export function desktopBridge(): DesktopBridge | null {
  return typeof window === 'undefined' ? null : (window.greenroom ?? null)
}
