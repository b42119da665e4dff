import { readFileSync } from 'node:fs'
import type { BrowserWindow as ElectronWindow, BrowserWindowConstructorOptions, Rectangle, WebContents, WebPreferences } from 'electron'
import { lastWindowClosed } from './app.ts'
import { ask, tell } from './line.ts'
import { nativeTheme, appearance } from './native-theme.ts'
import { partly, preventable } from './partly.ts'
import { asNamed, loadable } from './protocol.ts'
import { grantedTo } from './session.ts'
import { openWindows } from './windows-open.ts'
import { webContentsCreated } from './web-contents-created.ts'

let last = 0

/** The page of a window, and the handler that `window.open` asks. */
export const openHandlers = new Map<number, Parameters<WebContents['setWindowOpenHandler']>[0]>()

function create(options: BrowserWindowConstructorOptions = {}): ElectronWindow {
  const id = ++last
  const state = { bounds: { x: options.x ?? 0, y: options.y ?? 0, width: options.width ?? 800, height: options.height ?? 600 }, visible: options.show ?? true, maximized: false, minimized: false, focused: false, progress: -1, url: '' }
  const preferences = options.webPreferences ?? {}
  refuseOpenDoors(preferences)

  const page = partly<WebContents>('webContents', {
    id,
    isDestroyed: () => !openWindows.has(id),
    getURL: () => state.url,
    send: (channel, ...args: unknown[]) => tell({ op: 'send', window: id, channel, args }),
    reload: () => void ask({ op: 'reload', window: id }),
    setWindowOpenHandler: (handler) => void openHandlers.set(id, handler),
  })
  page.on('did-navigate', (_event, url) => { state.url = url })
  webContentsCreated(page)

  const opened = (async () => {
    const url = 'about:blank'
    await ask({
      op: 'open-window', window: id, width: state.bounds.width, height: state.bounds.height, appearance: appearance(),
      preload: preferences.preload ? readFileSync(preferences.preload, 'utf8') : '',
      // Asked as for a page of the application's own: no other is ever let in.
      permissions: grantedTo(page, process.env['STAND_IN_PAGE'] ?? url),
    })
  })()
  const resized = () => {
    tell({ op: 'resize', window: id, width: state.bounds.width, height: state.bounds.height })
    window.emit('resize')
    window.emit('move')
  }

  const window: ElectronWindow = partly<ElectronWindow>('BrowserWindow', {
    id,
    webContents: page,
    async loadURL(url) {
      await opened
      await ask({ op: 'load', window: id, url: await loadable(url) })
      window.emit('ready-to-show')
    },
    show() { state.visible = true; state.focused = true; state.minimized = false; window.emit('show') },
    hide() { state.visible = false; state.focused = false; window.emit('hide') },
    focus() { state.focused = true },
    blur() { state.focused = false },
    minimize() { state.minimized = true; state.focused = false },
    restore() { state.minimized = false },
    // As Electron does: a window that is maximised is shown.
    maximize() { state.maximized = true; state.visible = true; resized() },
    unmaximize() { state.maximized = false; resized() },
    isFullScreen: () => false,
    setBackgroundColor: () => undefined,
    isVisible: () => state.visible,
    isFocused: () => state.focused,
    isMinimized: () => state.minimized,
    isMaximized: () => state.maximized,
    isDestroyed: () => !openWindows.has(id),
    getBounds: () => ({ ...state.bounds }),
    getNormalBounds: () => ({ ...state.bounds }),
    setBounds(bounds: Partial<Rectangle>) { Object.assign(state.bounds, bounds); resized() },
    setProgressBar(progress) { state.progress = progress },
    getTitle: () => 'Greenroom',
    close: () => void closeNow(),
  })

  function closeNow(): boolean {
    const closing = preventable()
    window.emit('close', closing.event)
    if (closing.prevented()) return false
    openWindows.delete(id)
    void ask({ op: 'close-page', window: id })
    page.emit('destroyed')
    window.emit('closed')
    if (openWindows.size === 0) lastWindowClosed()
    return true
  }
  openWindows.set(id, { window, closeNow })
  return window
}

/** The page of the window of this number. @throws when it is closed. */
export function pageOf(id: number): WebContents {
  const open = openWindows.get(id)
  if (!open) throw new Error('The window is closed.')
  return open.window.webContents
}

/** What Electron says of a frame that sends. */
export function frameAt(url: string, isTop: boolean) {
  return { url: asNamed(url), parent: isTop ? null : { url: '' } }
}

/** What Electron's security checklist names: a window that opens one of these doors is not made here. */
function refuseOpenDoors(preferences: WebPreferences): void {
  const shut: WebPreferences = { sandbox: true, contextIsolation: true, nodeIntegration: false, nodeIntegrationInWorker: false, nodeIntegrationInSubFrames: false, webSecurity: true, webviewTag: false, allowRunningInsecureContent: false, experimentalFeatures: false, enableBlinkFeatures: undefined }
  for (const name of Object.keys(shut) as (keyof WebPreferences)[]) {
    // Left out, each is shut by Electron's own default.
    if (name in preferences && preferences[name] !== shut[name]) throw new Error(`The stand-in makes no window with ${name}: ${JSON.stringify(preferences[name])}.`)
  }
}

const statics: Partial<typeof ElectronWindow> = {
  getAllWindows: () => [...openWindows.values()].map(({ window }) => window),
  getFocusedWindow: () => [...openWindows.values()].map(({ window }) => window).find((window) => window.isFocused()) ?? null,
  fromWebContents: (page) => openWindows.get(page.id)?.window ?? null,
}

export const BrowserWindow = Object.assign(function BrowserWindow(options?: BrowserWindowConstructorOptions) { return create(options) }, statics) as unknown as typeof ElectronWindow

nativeTheme.on('updated', () => tell({ op: 'appearance', appearance: appearance() }))
