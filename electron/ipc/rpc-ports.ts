import type { AnyRouter } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import { decodeRequestMessage } from '@orpc/standard-server-peer'
import { ipcMain, type WebContents } from 'electron'
import type { Log } from '../../src/main/capabilities.ts'
import { channels } from './channels.ts'
import { isRpcMessage } from './requests.ts'
import { isTrusted } from './trusted.ts'

/** A channel in the shape of a message port, as oRPC's adapter takes it. */
interface Port {
  on(event: string, callback: (event?: { data: unknown }) => void): void
  postMessage(data: unknown): void
  hear(data: unknown): void
  close(): void
  /** Until every message so far has been read. */
  turn: Promise<unknown>
}

/** What answers: a core, or what helps where its ledger cannot be opened. */
export interface Answering {
  router: AnyRouter
  /** What a call carries. */
  contextOf(viewer: string): object
}

/** Who looks, for "since you last looked": there is one window. */
const viewer = 'desktop'

/**
 * Answers the page's calls. What is asked before anything is open waits for it.
 * @returns the way to end all lines, e.g. because another core answers from now on.
 */
export function answerCalls(answering: () => Promise<Answering>, log: Log): { hangUp(): void } {
  const ports = new Map<WebContents, Port>()
  const watched = new WeakSet<WebContents>()

  function watch(page: WebContents): void {
    if (watched.has(page)) return
    watched.add(page)
    const forget = () => {
      ports.get(page)?.close()
      ports.delete(page)
    }
    // A page that loads anew knows nothing of what the one before it asked.
    page.on('did-navigate', forget)
    page.on('render-process-gone', forget)
    page.on('destroyed', forget)
  }

  function portOf(page: WebContents): Port {
    const known = ports.get(page)
    if (known) return known
    const port = createPort(page)
    watch(page)
    ports.set(page, port)
    answering().then(
      (open) => new RPCHandler(open.router).upgrade(port, { context: open.contextOf(viewer) }),
      // What went wrong is told by whoever opens the core; the page is told when it can go on.
      () => undefined,
    )
    return port
  }

  ipcMain.on(channels.rpc, (event, data: unknown) => {
    if (!isTrusted(event)) return log.warn('A call was refused: it did not come from the screens.', { from: event.senderFrame?.url })
    if (!isRpcMessage(data)) return log.warn('A call was refused: it could not be read.')
    const port = portOf(event.sender)
    // oRPC's adapter would reject into the void: what it could not read never gets to it. One after the other, as they came.
    port.turn = port.turn.then(() => decodeRequestMessage(data)).then(
      () => port.hear(data),
      (error: unknown) => log.warn('A call was refused: it could not be read.', { why: error instanceof Error ? error.name : 'unknown' }),
    )
  })

  return {
    hangUp() {
      for (const port of ports.values()) port.close()
      ports.clear()
    },
  }
}

function createPort(page: WebContents): Port {
  const listeners: Record<string, ((event?: { data: unknown }) => void)[]> = {}
  let early: unknown[] | null = []
  let closed = false
  return {
    turn: Promise.resolve(),
    on(event, callback) {
      (listeners[event] ??= []).push(callback)
      if (event === 'close' && closed) callback()
      if (event !== 'message' || early === null) return
      const waiting = early
      early = null
      for (const data of waiting) callback({ data })
    },
    postMessage(data) {
      if (!closed && !page.isDestroyed()) page.send(channels.rpc, data)
    },
    hear(data) {
      if (closed) return
      if (early) early.push(data)
      else for (const listener of listeners['message'] ?? []) listener({ data })
    },
    close() {
      if (closed) return
      closed = true
      for (const listener of listeners['close'] ?? []) listener()
    },
  }
}
