/**
 * A line to the core that mends itself. One socket at a time; when it breaks, a new one is tried
 * after 0.5 s, doubling to 10 s, with jitter so that many screens do not all knock at once.
 */

/** `turned-away`: Greenroom answers, and does not know this page's token. */
export type ConnectionState = 'connecting' | 'open' | 'reconnecting' | 'turned-away'

/** What is asked of a socket: no more than the WebSocket of the platform gives. */
export type Socket = Pick<WebSocket, 'addEventListener' | 'removeEventListener' | 'send' | 'readyState' | 'close'>

export interface ConnectionPorts {
  open(): Socket
  /** After a break: whether Greenroom answers and refuses this page. A browser's socket does not tell that from a lost network. */
  turnedAway?(): Promise<boolean>
  /** A number in [0, 1). */
  random(): number
  later(run: () => void, ms: number): () => void
}

export interface Connection {
  state(): ConnectionState
  /** The open socket; waits for it up to `waitMs`, then rejects with `ConnectionLost`. */
  socket(): Promise<Socket>
  /** Called after every change of state. @returns the way to stop listening. */
  subscribe(listener: () => void): () => void
  /** Tries at once instead of when the backoff ends; for when the network is back. */
  retryNow(): void
}

/** Nothing reached the core: it may be restarting, or this machine's network may be down. */
export class ConnectionLost extends Error {
  constructor() {
    super('Greenroom itself does not answer. Nothing was changed; it is tried again by itself.')
    this.name = 'ConnectionLost'
  }
}

const firstDelayMs = 500
const longestDelayMs = 10_000

/** How long to wait before attempt number `attempt` (0 is the first after a break), between half of it and all of it. */
export function backoff(attempt: number, random: number): number {
  const full = Math.min(longestDelayMs, firstDelayMs * 2 ** attempt)
  return full / 2 + (full / 2) * random
}

export function createConnection(ports: ConnectionPorts, waitMs = 10_000): Connection {
  const listeners = new Set<() => void>()
  const waiting = new Set<(socket: Socket) => void>()
  let state: ConnectionState = 'connecting'
  let current: Socket | null = null
  let attempt = 0
  let cancelRetry: (() => void) | null = null

  function become(next: ConnectionState): void {
    if (next === state) return
    state = next
    for (const listener of listeners) listener()
  }

  /** Tried again all the same: the process that knows the token may come back. */
  async function lookWhy(): Promise<void> {
    const refused = await ports.turnedAway?.().catch(() => false)
    if (current === null && refused !== undefined) become(refused ? 'turned-away' : 'reconnecting')
  }

  function connect(): void {
    cancelRetry = null
    const socket = ports.open()
    let ended = false
    const broken = () => {
      if (ended) return
      ended = true
      current = null
      if (state !== 'turned-away') become('reconnecting')
      void lookWhy()
      cancelRetry = ports.later(connect, backoff(attempt, ports.random()))
      attempt += 1
    }
    socket.addEventListener('open', () => {
      attempt = 0
      current = socket
      become('open')
      for (const go of [...waiting]) go(socket)
      waiting.clear()
    })
    socket.addEventListener('close', broken)
    socket.addEventListener('error', broken)
  }

  connect()

  return {
    state: () => state,
    socket() {
      if (current) return Promise.resolve(current)
      return new Promise((resolve, reject) => {
        const cancel = ports.later(() => {
          waiting.delete(go)
          reject(new ConnectionLost())
        }, waitMs)
        const go = (socket: Socket) => {
          cancel()
          resolve(socket)
        }
        waiting.add(go)
      })
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    retryNow() {
      if (!cancelRetry) return
      cancelRetry()
      attempt = 0
      connect()
    },
  }
}
