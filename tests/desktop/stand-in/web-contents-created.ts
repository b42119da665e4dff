import type { WebContents } from 'electron'
import { app } from './app.ts'

/** Told as Electron tells it: before the page has loaded anything. */
export function webContentsCreated(page: WebContents): void {
  app.emit('web-contents-created', {}, page)
}
