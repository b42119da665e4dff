import path from 'node:path'
import { BrowserWindow, nativeTheme, screen } from 'electron'
import type { Preferences } from '../preferences.ts'
import { pageUrl } from '../page/addresses.ts'
import { channels } from '../ipc/channels.ts'
import { smallestWindow, windowPlace } from './window-place.ts'

export interface MainWindow {
  window: BrowserWindow
  /** Brings it to the front, wherever it was. */
  show(): void
  /** Shows an address of the screens, now or as soon as the page is there. */
  go(place: string): void
  /** The page has said that it is there. */
  pageIsThere(): void
}

export interface MainWindowOptions {
  preferences: Preferences
  resources: string
  preload: string
  /** Started at login: it stays in the tray. */
  hidden: boolean
  /** The window is about to close. @returns whether it may; otherwise it stays as it is. */
  mayClose(window: MainWindow): boolean
  onFirstPaint(): void
}

/** The one window: locked down, where it was last time. */
export function openMainWindow({ preferences, resources, preload, hidden, mayClose, onFirstPaint }: MainWindowOptions): MainWindow {
  const kept = preferences.get().window
  const primary = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id)
  const window = new BrowserWindow({
    ...windowPlace(kept, [primary, ...others].map(({ workArea }) => workArea)),
    minWidth: smallestWindow.width,
    minHeight: smallestWindow.height,
    show: false,
    title: 'Greenroom',
    icon: path.join(resources, 'icon.png'),
    // The page's own canvas, so that nothing flashes before the first paint.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#0F1211' : '#F5F6F4',
    webPreferences: { preload, sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true, webviewTag: false, spellcheck: false },
  })
  if (kept?.maximized) window.maximize()

  let pageThere = false
  let wanted: string | null = null

  const keep = () => {
    if (!window.isDestroyed()) preferences.change({ window: { bounds: window.getNormalBounds(), maximized: window.isMaximized() } })
  }
  let pending: NodeJS.Timeout | null = null
  const keepSoon = () => {
    if (pending) clearTimeout(pending)
    pending = setTimeout(keep, 500)
  }
  window.on('resize', keepSoon)
  window.on('move', keepSoon)

  const main: MainWindow = {
    window,
    show() {
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
    },
    go(place) {
      main.show()
      if (pageThere) window.webContents.send(channels.go, place)
      else wanted = place
    },
    pageIsThere() {
      pageThere = true
      if (wanted !== null) window.webContents.send(channels.go, wanted)
      wanted = null
    },
  }

  window.on('close', (event) => {
    if (pending) clearTimeout(pending)
    keep()
    if (!mayClose(main)) event.preventDefault()
  })
  window.once('ready-to-show', () => {
    onFirstPaint()
    if (!hidden) window.show()
  })
  window.webContents.on('did-navigate', () => { pageThere = false })
  // A page that crashed is loaded again; the work went on all the while.
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit' && !window.isDestroyed()) window.webContents.reload()
  })
  void window.loadURL(pageUrl())
  return main
}
