import type { Menu, Notification } from 'electron'
import type { Desktop } from './launch.ts'

/** What recorder.cjs keeps in the main process, for functions given to `evaluate`. */
export interface Recorded {
  opened: string[]
  revealed: string[]
  notices: Notification[]
  asked: { name: string; options: { message?: string; buttons?: string[]; defaultPath?: string; title?: string } }[]
  answers: { canceled?: boolean; filePaths?: string[]; filePath?: string; response?: number }[]
  trayMenu: Menu | null
  tooltip: string
  awake: Set<number>
  onBattery?: boolean
  relaunched: { args?: string[] }[]
}

declare global {
  // `var`, because only that reaches globalThis's type.
  var recorded: Recorded
}

/** What the next dialogs are answered, in order. */
export function answerDialogs(desktop: Desktop, answers: Recorded['answers']): Promise<unknown> {
  return desktop.evaluate((_electron, given) => globalThis.recorded.answers.push(...given), answers)
}

export function dialogsAsked(desktop: Desktop): Promise<Recorded['asked']> {
  return desktop.evaluate(() => globalThis.recorded.asked)
}

/** Chooses an item of the application's menu, by its id. */
export function chooseInMenu(desktop: Desktop, id: string): Promise<void> {
  return desktop.evaluate(({ Menu }, wanted) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById(wanted)
    if (!item?.enabled) throw new Error(`The menu has no ${wanted} to choose.`)
    ;(item.click as () => void)()
  }, id)
}

export function chooseInTray(desktop: Desktop, id: string): Promise<void> {
  return desktop.evaluate((_electron, wanted) => {
    const item = globalThis.recorded.trayMenu?.getMenuItemById(wanted)
    if (!item?.enabled) throw new Error(`The tray has no ${wanted} to choose.`)
    ;(item.click as () => void)()
  }, id)
}

/** The labels of the tray's menu, in order. */
export function trayLabels(desktop: Desktop): Promise<string[]> {
  return desktop.evaluate(() => globalThis.recorded.trayMenu?.items.map(({ label }) => label).filter(Boolean) ?? [])
}
