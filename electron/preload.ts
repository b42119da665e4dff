/**
 * Runs sandboxed, in a world of its own, before the page: lends it the one narrow bridge, and nothing of Electron.
 */
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { DesktopBridge } from '../src/contract/models/desktop.ts'
import { channels } from './ipc/channels.ts'

const ask = (channel: string, input?: unknown): Promise<never> => ipcRenderer.invoke(channel, input) as Promise<never>

const bridge: DesktopBridge = {
  on(event, callback) {
    if (event === 'message') ipcRenderer.on(channels.rpc, (_event, data: unknown) => callback({ data }))
  },
  postMessage: (data) => ipcRenderer.send(channels.rpc, data),
  pathForFile: (file) => webUtils.getPathForFile(file),
  pickFiles: (options) => ask(channels.pickFiles, options),
  pickFolder: () => ask(channels.pickFolder),
  saveText: (options) => ask(channels.saveText, options),
  reveal: (path) => ask(channels.reveal, path),
  openExternal: (url) => ask(channels.openExternal, url),
  state: () => ask(channels.state),
  changePreferences: (change) => ask(channels.changePreferences, change),
  onGo(callback) {
    ipcRenderer.on(channels.go, (_event, place: unknown) => typeof place === 'string' && callback(place))
  },
  dressed: (dress) => ipcRenderer.send(channels.dressed, dress),
}

contextBridge.exposeInMainWorld('greenroom', bridge)
