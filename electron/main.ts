import path from 'node:path'
import { app, BrowserWindow } from 'electron'

/**
 * The desktop shell's place in the layout: one window on the built screens, locked down. A later release gives
 * it the core, its dialogs and its tray; until then `npm start` serves the same screens in the browser.
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
  void window.loadFile(path.join(import.meta.dirname, '../renderer/index.html'))
}

app.on('window-all-closed', () => app.quit())
void app.whenReady().then(openWindow)
