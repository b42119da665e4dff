/**
 * Loaded before the application (`-r`, in a real Electron and in the stand-in alike). It keeps what would leave
 * the application (a browser, a file manager, a notification, a tray) and answers its dialogs, so that a test
 * can look and nothing opens on the machine; and it breaks the key store where a test asks for that.
 * Tests reach it as `globalThis.recorded` through `evaluate`.
 */
const { app, dialog, shell, safeStorage, Tray, Notification, powerSaveBlocker, powerMonitor } = require('electron')

const recorded = {
  opened: [], revealed: [], notices: [], asked: [], progress: [],
  /** What the next dialogs are answered, in order; one that nobody prepared for is cancelled. */
  answers: [],
  tray: null, trayMenu: null, tooltip: '',
  awake: new Set(),
  plainTextWillDo: false,
  relaunched: [],
}
globalThis.recorded = recorded

app.relaunch = (options) => void recorded.relaunched.push(options)
shell.openExternal = async (url) => void recorded.opened.push(url)
shell.showItemInFolder = (file) => void recorded.revealed.push(file)
shell.openPath = async (file) => {
  recorded.revealed.push(file)
  return ''
}

const cancelled = { canceled: true, filePaths: [], filePath: '', response: 2 }
for (const name of ['showOpenDialog', 'showSaveDialog', 'showMessageBox']) {
  dialog[name] = async (...args) => {
    recorded.asked.push({ name, options: args.at(-1) })
    return { ...cancelled, ...(recorded.answers.shift() ?? {}) }
  }
}

/** Calls the real one too, so that a call it refuses is seen. */
function listenTo(prototype, method, hear) {
  const real = prototype[method]
  prototype[method] = function (...args) {
    hear(this, ...args)
    return real.apply(this, args)
  }
}
listenTo(Tray.prototype, 'setContextMenu', (tray, menu) => Object.assign(recorded, { tray, trayMenu: menu }))
listenTo(Tray.prototype, 'setToolTip', (_tray, text) => { recorded.tooltip = text })
listenTo(Notification.prototype, 'show', (notice) => recorded.notices.push(notice))

const { start, stop } = powerSaveBlocker
powerSaveBlocker.start = (kind) => {
  const id = start.call(powerSaveBlocker, kind)
  recorded.awake.add(id)
  return id
}
powerSaveBlocker.stop = (id) => {
  recorded.awake.delete(id)
  return stop.call(powerSaveBlocker, id)
}
powerMonitor.isOnBatteryPower = () => recorded.onBattery === true

switch (process.env.RECORDER_VAULT) {
  case 'broken':
    safeStorage.decryptStringAsync = () => Promise.reject(new Error('Error while decrypting the ciphertext.'))
    break
  case 'basic':
    // Without a keyring Electron encrypts only for who has said that a fixed password will do.
    safeStorage.isAsyncEncryptionAvailable = () => Promise.resolve(recorded.plainTextWillDo)
    safeStorage.setUsePlainTextEncryption = (will) => { recorded.plainTextWillDo = will }
    safeStorage.getSelectedStorageBackend = () => 'basic_text'
    break
  case 'none':
    safeStorage.isAsyncEncryptionAvailable = () => Promise.resolve(false)
    break
  // Electron says that it can, and then cannot.
  case 'shut':
    safeStorage.encryptStringAsync = () => Promise.reject(new Error('Error while encrypting the text provided to safeStorage.encryptStringAsync.'))
    break
}
