/**
 * The desktop application's entry. What must be said before Electron is ready is said here, at once: where its
 * files lie, which schemes there are, and that there is only one of it a data directory.
 */
import path from 'node:path'
import { app, protocol } from 'electron'
import { defaultDataDir } from '../src/node-host/default-data-dir.ts'
import { runDesktop } from './desktop.ts'
import { linkScheme, pageScheme } from './page/addresses.ts'
import { startOptions } from './start-options.ts'

const dataDir = defaultDataDir()

app.setName('Greenroom')
// Beside the ledger, so that one folder is everything, and two data directories are two applications.
app.setPath('userData', path.join(dataDir, 'desktop'))
app.enableSandbox()
protocol.registerSchemesAsPrivileged([{ scheme: pageScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } }])
// The id of its entry in the start menu; what is not installed has none, and goes by its program.
if (process.platform === 'win32') app.setAppUserModelId(app.isPackaged ? 'app.greenroom.desktop' : process.execPath)

if (app.requestSingleInstanceLock()) {
  if (app.isPackaged) app.setAsDefaultProtocolClient(linkScheme)
  runDesktop({ dataDir, options: startOptions(process.argv) })
} else {
  // The one that runs has been told, and comes to the front.
  app.quit()
}
