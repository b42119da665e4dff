import type { MenuItemConstructorOptions } from 'electron'
import type { Words } from '../words.ts'

export interface MenuDeeds {
  go(place: string): void
  pause(): void
  resume(): void
  showLog(): void
  showData(): void
  about(): void
}

export interface MenuState {
  words: Words
  platform: NodeJS.Platform
  /** Which way the switch goes now; null: there is nothing to switch. */
  switchTo: 'pause' | 'resume' | null
  developer: boolean
}

const places = [
  ['overview', '/'], ['needsYou', '/needs-you'], ['people', '/people'], ['clips', '/clips'], ['folders', '/folders'], ['activity', '/activity'],
] as const

/** The application menu; every item has an id, which is what tests and nothing else go by. */
export function menuTemplate({ words, platform, switchTo, developer }: MenuState, deeds: MenuDeeds): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin'
  const line: MenuItemConstructorOptions = { type: 'separator' }
  const about: MenuItemConstructorOptions = { id: 'about', label: words('menu.about'), click: deeds.about }
  const settings: MenuItemConstructorOptions = { id: 'settings', label: words('menu.settings'), accelerator: 'CmdOrCtrl+,', click: () => deeds.go('/settings') }
  const quit: MenuItemConstructorOptions = { role: 'quit', id: 'quit', label: words('menu.quit') }
  const macMenu: MenuItemConstructorOptions = {
    label: words('app'),
    submenu: [
      about, line, settings, line, { role: 'services', label: words('menu.services') }, line,
      { role: 'hide', label: words('menu.hide') }, { role: 'hideOthers', label: words('menu.hideOthers') }, { role: 'unhide', label: words('menu.unhide') }, line, quit,
    ],
  }
  return [
    ...(mac ? [macMenu] : []),
    { label: words('menu.file'), submenu: [...(mac ? [] : [settings, line]), { role: 'close', id: 'close', label: words('menu.close') }, ...(mac ? [] : [line, quit])] },
    {
      label: words('menu.edit'),
      submenu: [
        { role: 'undo', label: words('menu.undo') }, { role: 'redo', label: words('menu.redo') }, line,
        { role: 'cut', label: words('menu.cut') }, { role: 'copy', label: words('menu.copy') }, { role: 'paste', label: words('menu.paste') }, { role: 'selectAll', label: words('menu.selectAll') },
      ],
    },
    {
      label: words('menu.queue'),
      submenu: [
        // One of the two, so that their one accelerator leads nowhere else.
        switchTo === 'resume'
          ? { id: 'resume', label: words('menu.resume'), accelerator: 'CmdOrCtrl+Shift+P', click: deeds.resume }
          : { id: 'pause', label: words('menu.pause'), accelerator: 'CmdOrCtrl+Shift+P', enabled: switchTo === 'pause', click: deeds.pause },
      ],
    },
    { label: words('menu.go'), submenu: places.map(([name, place], index) => ({ id: `go-${name}`, label: words(`menu.${name}`), accelerator: `CmdOrCtrl+${index + 1}`, click: () => deeds.go(place) })) },
    {
      label: words('menu.view'),
      submenu: [
        { role: 'resetZoom', label: words('menu.actualSize') }, { role: 'zoomIn', label: words('menu.zoomIn') }, { role: 'zoomOut', label: words('menu.zoomOut') }, line,
        { role: 'togglefullscreen', label: words('menu.fullScreen') }, ...(developer ? [{ role: 'toggleDevTools', label: words('menu.developer') } as const] : []),
      ],
    },
    { label: words('menu.window'), role: 'window', submenu: [{ role: 'minimize', label: words('menu.minimize') }, ...(mac ? [{ role: 'front', label: words('menu.front') } as const] : [])] },
    {
      label: words('menu.help'), role: 'help',
      submenu: [{ id: 'show-log', label: words('menu.log'), click: deeds.showLog }, { id: 'show-data', label: words('menu.data'), click: deeds.showData }, ...(mac ? [] : [line, about])],
    },
  ]
}

/** The tray's menu: what is happening, and the switch. */
export function trayTemplate({ line, needYou, switchTo, words }: { line: string; needYou: number; switchTo: MenuState['switchTo']; words: Words }, deeds: Pick<MenuDeeds, 'go' | 'pause' | 'resume'> & { open(): void; quit(): void }): MenuItemConstructorOptions[] {
  return [
    { id: 'state', label: line, enabled: false },
    ...(needYou > 0 ? [{ id: 'needs-you', label: words('tray.needsYou', { count: needYou }), click: () => deeds.go('/needs-you') }] : []),
    { type: 'separator' },
    { id: 'open', label: words('tray.open'), click: deeds.open },
    switchTo === 'resume'
      ? { id: 'resume', label: words('menu.resume'), click: deeds.resume }
      : { id: 'pause', label: words('menu.pause'), enabled: switchTo === 'pause', click: deeds.pause },
    { type: 'separator' },
    { id: 'quit', label: words('menu.quit'), click: deeds.quit },
  ]
}
