import { z } from 'zod'

/** What a person may choose of the desktop application itself; accounts, folders and limits are the ledger's. */
export const desktopPreferences = z.object({
  /** What closing the window does; `ask` until it was asked once. */
  closing: z.enum(['ask', 'keep-running', 'quit']),
  startAtLogin: z.boolean(),
  /** Whether the machine is kept from sleeping while clips are on their way. */
  keepAwake: z.boolean(),
  onBattery: z.enum(['go-on', 'pause']),
  notify: z.boolean(),
})
export type DesktopPreferences = z.infer<typeof desktopPreferences>

/** How the machine keeps API keys: by its own key store, by a fixed password that is no protection, or not at all. */
export const keyProtection = z.enum(['protected', 'basic-text', 'none'])
export type KeyProtection = z.infer<typeof keyProtection>

export const desktopState = z.object({
  preferences: desktopPreferences,
  keyProtection,
  /** Keys that are there and cannot be read: they have to be entered again. */
  unreadableKeys: z.number().int(),
})
export type DesktopState = z.infer<typeof desktopState>

/** What the page speaks and how it looks, so that menus, the tray and the title bar follow. */
export const pageDress = z.object({ language: z.enum(['en', 'zh-CN']), appearance: z.enum(['light', 'dark', 'auto']) })
export type PageDress = z.infer<typeof pageDress>

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
  /** Asks where, and writes the text there. @returns the file; null when the dialog is closed without a choice. */
  saveText(options: { name: string; text: string }): Promise<string | null>
  /** Shows a file in the system's file manager. */
  reveal(path: string): Promise<void>
  /** Opens an http(s) address in the system's browser. */
  openExternal(url: string): Promise<void>
  state(): Promise<DesktopState>
  changePreferences(change: Partial<DesktopPreferences>): Promise<DesktopState>
  /** Called with an address of the screens when a menu, the tray, a notification or a link asks for it. */
  onGo(callback: (place: string) => void): void
  /** Tells the shell what the page speaks and how it looks. */
  dressed(dress: PageDress): void
}
