/**
 * Electron, as far as the shell uses it, for a machine without its binary. The main bundle runs in Node with
 * `electron` resolved to this file; its windows are pages of a real Chromium, which the launcher holds.
 */
import type * as Electron from 'electron'
import { app } from './app.ts'
import { BrowserWindow, frameAt, openHandlers, pageOf } from './browser-window.ts'
import { invoked, ipcMain } from './ipc-main.ts'
import { listen } from './line.ts'
import { Menu } from './menu.ts'
import { nativeTheme } from './native-theme.ts'
import { partly, preventable } from './partly.ts'
import { asNamed, protocol } from './protocol.ts'
import { defaultSession } from './session.ts'
import { Notification, Tray } from './tray-and-notification.ts'

const session: Partial<typeof Electron.session> = { defaultSession }
const shell = partly<Electron.Shell>('shell', { openExternal: () => Promise.resolve(), showItemInFolder: () => undefined, openPath: () => Promise.resolve('') })
const dialog = partly<Electron.Dialog>('dialog', {})
const display = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1080 } } as Electron.Display
const screen = partly<Electron.Screen>('screen', { getPrimaryDisplay: () => display, getAllDisplays: () => [display] })
const powerMonitor = partly<Electron.PowerMonitor>('powerMonitor', { isOnBatteryPower: () => false })
const nativeImage: Partial<typeof Electron.nativeImage> = { createFromPath: (path) => partly<Electron.NativeImage>('NativeImage', { isEmpty: () => path === '' }) }

const blockers = new Set<number>()
let blocker = 0
const powerSaveBlocker = partly<Electron.PowerSaveBlocker>('powerSaveBlocker', {
  start() {
    blockers.add(++blocker)
    return blocker
  },
  stop: (id) => blockers.delete(id),
  isStarted: (id) => blockers.has(id),
})

/** Encrypts nothing: that the machine's key store is asked is what can be seen here. */
const mark = 'stand-in:'
const safeStorage = partly<Electron.SafeStorage>('safeStorage', {
  isAsyncEncryptionAvailable: () => Promise.resolve(true),
  encryptStringAsync: (text) => Promise.resolve(Buffer.from(mark + Buffer.from(text).reverse().toString('hex'))),
  decryptStringAsync: (encrypted) => encrypted.toString().startsWith(mark)
    ? Promise.resolve({ result: Buffer.from(encrypted.toString().slice(mark.length), 'hex').reverse().toString(), shouldReEncrypt: false })
    : Promise.reject(new Error('Error while decrypting the ciphertext provided to safeStorage.decryptString.')),
  getSelectedStorageBackend: () => 'gnome_libsecret',
  setUsePlainTextEncryption: () => undefined,
})

const electron = { app, BrowserWindow, ipcMain, Menu, nativeTheme, protocol, session, shell, dialog, screen, powerMonitor, powerSaveBlocker, nativeImage, safeStorage, Notification, Tray }

listen((message) => {
  switch (message.op) {
    case 'invoke':
      return invoked(message.channel, { sender: pageOf(message.window), senderFrame: frameAt(message.url, message.isTop) }, message.args)
    case 'sent':
      ipcMain.emit(message.channel, { sender: pageOf(message.window), senderFrame: frameAt(message.url, message.isTop) }, ...message.args)
      return
    case 'evaluate':
      return ((0, eval)(`(${message.source})`) as (electron: unknown, argument: unknown) => unknown)(electron, message.argument)
    case 'will-navigate': {
      const { event, prevented } = preventable({ url: asNamed(message.url) })
      pageOf(message.window).emit('will-navigate', event)
      return prevented()
    }
    case 'window-open':
      return openHandlers.get(message.window)?.({ url: message.url } as never)?.action ?? 'allow'
    case 'did-navigate':
      pageOf(message.window).emit('did-navigate', {}, asNamed(message.url), 200, 'OK')
      return
    case 'page-crashed':
      pageOf(message.window).emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 })
      return
    case 'quit':
      return app.quit()
    case 'answer':
      return
  }
})

export { app, BrowserWindow, ipcMain, Menu, nativeTheme, protocol, session, shell, dialog, screen, powerMonitor, powerSaveBlocker, nativeImage, safeStorage, Notification, Tray }
// electron-store takes Electron as one object.
// eslint-disable-next-line no-restricted-syntax -- as Electron's own module has it
export default electron
