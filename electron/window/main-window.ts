import path from 'node:path'
import { BrowserWindow, nativeTheme, screen } from 'electron'
import type { Log } from '../../src/main/capabilities.ts'
import type { Preferences } from '../preferences.ts'
import { pageUrl } from '../page/addresses.ts'
import { channels } from '../ipc/channels.ts'
import { smallestWindow, windowPlace } from './window-place.ts'

export interface MainWindow {
  window: BrowserWindow
  /** Brings it to the front, wherever it was. */
  show(): void
  /** Takes it away from the screen; the work goes on. */
  hide(): void
  /** Shows an address of the screens, now or as soon as the page is there. */
  go(place: string): void
  /** Loads the page anew, where it was; once it is there, if it is still on its way: a load that another breaks off leaves nothing behind. */
  loadAnew(): void
  /** The page has said that it is there. */
  pageIsThere(): void
}

export interface MainWindowOptions {
  preferences: Preferences
  log: Log
  resources: string
  preload: string
  /** Started at login: it stays in the tray. */
  hidden: boolean
  /** The window is about to close. @returns whether it may; otherwise it stays as it is. */
  mayClose(window: MainWindow): boolean
  onFirstPaint(): void
  /** The page crashed again and again, and is not loaded any more. */
  onLost(reason: string): void
}

/** So many crashes within so long are no accident: loading the page once more would only bring the next. */
const mostCrashes = 3
const crashesWithinMs = 60_000

/** The one window: locked down, where it was last time. */
export function openMainWindow({ preferences, resources, preload, hidden, mayClose, onFirstPaint, onLost, log }: MainWindowOptions): MainWindow {
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
    backgroundColor: canvas(),
    webPreferences: { preload, sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true, webviewTag: false, spellcheck: false },
  })
  nativeTheme.on('updated', () => { if (!window.isDestroyed()) window.setBackgroundColor(canvas()) })
  // Not before it is shown: maximising shows a window, and this one may be meant for the tray.
  let toMaximize = kept?.maximized ?? false

  let pageThere = false
  let wanted: string | null = null

  const keep = () => {
    if (!window.isDestroyed()) preferences.change({ window: { bounds: window.getNormalBounds(), maximized: toMaximize || window.isMaximized() } })
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
      if (window.isDestroyed()) return
      if (toMaximize) window.maximize()
      toMaximize = false
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
    },
    hide() {
      // macOS leaves a black screen behind where a window in full screen is hidden.
      if (process.platform !== 'darwin' || !window.isFullScreen()) return window.hide()
      window.once('leave-full-screen', () => window.hide())
      window.setFullScreen(false)
    },
    go(place) {
      main.show()
      if (pageThere) window.webContents.send(channels.go, place)
      else wanted = place
    },
    loadAnew() {
      loaded = loaded.then((there) => {
        if (window.isDestroyed()) return false
        if (!there) return load()
        window.webContents.reload()
        return true
      })
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
    if (!hidden) main.show()
  })
  window.webContents.on('did-navigate', () => { pageThere = false })
  // A page that crashed is loaded again; the work went on all the while.
  let crashes: number[] = []
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return
    const now = performance.now()
    crashes = [...crashes.filter((at) => now - at < crashesWithinMs), now]
    log.error('The page crashed.', { reason, crashes: crashes.length })
    if (crashes.length <= mostCrashes) return window.webContents.reload()
    crashes = []
    onLost(reason)
  })
  /** @returns whether it is there to its end. */
  async function load(): Promise<boolean> {
    try {
      await window.loadURL(pageUrl())
      return true
    } catch (error) {
      // Closed on the way is no error.
      if (!window.isDestroyed()) log.error('The page was not loaded to its end.', { error: String(error) })
      return false
    }
  }
  let loaded = load()
  return main
}

/** The page's own canvas, so that nothing flashes before it paints. */
function canvas(): string {
  return nativeTheme.shouldUseDarkColors ? '#0F1211' : '#F5F6F4'
}
