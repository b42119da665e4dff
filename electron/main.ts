import path from 'node:path'
import { app, BrowserWindow } from 'electron'

/**
 * The desktop shell's place in the layout: one window, locked down, on the screens that `npm start` serves
 * (GREENROOM_SCREENS_URL). A later release gives it the core itself, its dialogs and its tray.
 */
function openWindow(): void {
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    webPreferences: {
      preload: path.join(import.meta.dirname, '../preload/preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
    },
  })
  window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }))
  window.webContents.on('will-navigate', (event) => event.preventDefault())
  const served = process.env['GREENROOM_SCREENS_URL']
  void (served ? window.loadURL(served) : window.loadFile(path.join(import.meta.dirname, '../renderer/index.html')))
}

app.on('window-all-closed', () => app.quit())
void app.whenReady().then(openWindow)
