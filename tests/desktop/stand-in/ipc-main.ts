import type { IpcMain } from 'electron'
import { partly } from './partly.ts'

type Handler = Parameters<IpcMain['handle']>[1]
const handlers = new Map<string, Handler>()

export const ipcMain = partly<IpcMain>('ipcMain', {
  handle(channel, handler) {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    handlers.set(channel, handler)
  },
  removeHandler: (channel) => void handlers.delete(channel),
})

export function invoked(channel: string, event: unknown, args: unknown[]): unknown {
  const handler = handlers.get(channel)
  if (!handler) throw new Error(`No handler registered for '${channel}'`)
  return handler(event as never, ...(args as never[])) as unknown
}
