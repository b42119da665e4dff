/**
 * What Electron puts into a page, as scripts for a plain Chromium: the preload runs in an isolated world of its
 * own and lends the page functions, nothing else. The two worlds share the document, over whose events structured
 * clones travel, at once: so calls are answered at once, as the context bridge answers them.
 * The functions here run in the page: they may use nothing from outside themselves.
 */

/** Name of the isolated world, and of the binding by which it calls the launcher. */
export const worldName = 'Electron Isolated Context'
export const bindingName = '__standInTell'

/** A value that JSON would lose. */
export type Packed = { kind: 'plain'; value: unknown } | { kind: 'undefined' } | { kind: 'bytes'; base64: string }

export interface FromWorld {
  kind: 'invoke' | 'send' | 'window-open'
  id: number
  channel: string
  args: Packed[]
}

interface StandInWorld {
  deliver(channel: string, args: Packed[]): void
  settle(id: number, result: { value: Packed } | { error: string }): void
  /** Where files lie that a person drags, by name and size: Chromium tells no page. */
  paths: Record<string, string>
}

declare global {
  interface Window {
    __standIn: StandInWorld
    __standInTell(message: string): void
  }
}

/** The script for the isolated world. @param preload the built preload, CommonJS. */
export function isolatedWorld(preload: string): string {
  return `(${runPreload.toString()})((require, module, exports, process) => {\n${preload}\n})`
}

/** The script for the page's own world. */
export function pageWorld(): string {
  return `(${lendBridge.toString()})()`
}

function runPreload(preload: (require: (name: string) => unknown, module: object, exports: object, process: object) => void): void {
  if (window.top !== window) return
  const listeners = new Map<string, ((event: object, ...args: unknown[]) => void)[]>()
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void; channel: string }>()
  const lent = new Map<string, Record<string, (...args: unknown[]) => unknown>>()
  let last = 0

  const pack = (value: unknown): Packed => {
    if (value === undefined) return { kind: 'undefined' }
    if (value instanceof Uint8Array) return { kind: 'bytes', base64: btoa(Array.from(value, (byte) => String.fromCharCode(byte)).join('')) }
    return { kind: 'plain', value: structuredClone(value) }
  }
  const unpack = (packed: Packed): unknown => {
    if (packed.kind === 'undefined') return undefined
    return packed.kind === 'bytes' ? Uint8Array.from(atob(packed.base64), (letter) => letter.charCodeAt(0)) : packed.value
  }
  const tell = (kind: 'invoke' | 'send', channel: string, args: unknown[]): number => {
    const id = ++last
    window.__standInTell(JSON.stringify({ kind, id, channel, args: args.map(pack) }))
    return id
  }
  const fire = (name: string, detail: object): boolean => document.dispatchEvent(new CustomEvent(`stand-in:${name}`, { detail }))

  window.__standIn = {
    paths: {},
    deliver(channel, args) {
      for (const listener of listeners.get(channel) ?? []) listener({}, ...args.map(unpack))
    },
    settle(id, result) {
      const asked = waiting.get(id)
      waiting.delete(id)
      if ('error' in result) asked?.reject(new Error(`Error invoking remote method '${asked.channel}': ${result.error}`))
      else asked?.resolve(unpack(result.value))
    },
  }

  const ipcRenderer = {
    on(channel: string, listener: (event: object, ...args: unknown[]) => void) {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener])
    },
    send: (channel: string, ...args: unknown[]) => void tell('send', channel, args),
    invoke: (channel: string, ...args: unknown[]) => new Promise((resolve, reject) => {
      waiting.set(tell('invoke', channel, args), { resolve, reject, channel })
    }),
  }
  const contextBridge = {
    exposeInMainWorld(key: string, api: Record<string, unknown>) {
      for (const [name, value] of Object.entries(api)) if (typeof value !== 'function') throw new Error(`The stand-in lends functions only; ${key}.${name} is none.`)
      lent.set(key, api as Record<string, () => unknown>)
      fire('lent', { key, names: Object.keys(api) })
    },
  }
  const webUtils = { getPathForFile: (file: File) => window.__standIn.paths[`${file.name}|${file.size}`] ?? '' }

  document.addEventListener('stand-in:call', (event) => {
    const { key, name, id, args } = (event as CustomEvent<{ key: string; name: string; id: number; args: ({ callback: number } | { value: unknown })[] }>).detail
    const given = args.map((arg) => ('callback' in arg ? (...values: unknown[]) => void fire('callback', { callback: arg.callback, values }) : arg.value))
    const settle = (outcome: Promise<unknown>) => outcome.then((value) => fire('settled', { id, value }), (error: Error) => fire('settled', { id, error: error.message }))
    try {
      const result = lent.get(key)?.[name]?.(...given)
      if (result instanceof Promise) {
        fire('returned', { id, pending: true })
        void settle(result)
      } else fire('returned', { id, value: result })
    } catch (error) {
      fire('returned', { id, error: (error as Error).message })
    }
  })
  document.addEventListener('stand-in:ready', () => {
    for (const [key, api] of lent) fire('lent', { key, names: Object.keys(api) })
  })

  const module = { exports: {} }
  const require = (name: string): unknown => {
    if (name === 'electron' || name === 'electron/renderer') return { contextBridge, ipcRenderer, webUtils }
    throw new Error(`A sandboxed preload cannot load ${name}.`)
  }
  preload(require, module, module.exports, { platform: 'linux', sandboxed: true, contextIsolated: true })
}

function lendBridge(): void {
  if (window.top !== window) return
  const callbacks: ((...values: unknown[]) => void)[] = []
  const pending = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let returned: { id: number; value?: unknown; error?: string; pending?: boolean } | null = null
  let last = 0

  const call = (key: string, name: string, args: unknown[]): unknown => {
    const id = ++last
    returned = null
    const given = args.map((arg) => (typeof arg === 'function' ? { callback: callbacks.push(arg as () => void) - 1 } : { value: arg }))
    document.dispatchEvent(new CustomEvent('stand-in:call', { detail: { key, name, id, args: given } }))
    const result = returned as { value?: unknown; error?: string; pending?: boolean } | null
    if (!result) throw new Error(`An object could not be cloned: ${key}.${name}.`)
    if (result.pending) return new Promise((resolve, reject) => pending.set(id, { resolve, reject }))
    if (result.error !== undefined) throw new Error(result.error)
    return result.value
  }

  const detailOf = <T>(event: Event): T => (event as CustomEvent<T>).detail
  document.addEventListener('stand-in:lent', (event) => {
    const { key, names } = detailOf<{ key: string; names: string[] }>(event)
    if (key in window) return
    const api = Object.freeze(Object.fromEntries(names.map((name) => [name, (...args: unknown[]) => call(key, name, args)])))
    Object.defineProperty(window, key, { value: api, enumerable: true })
  })
  document.addEventListener('stand-in:returned', (event) => { returned = detailOf(event) })
  document.addEventListener('stand-in:callback', (event) => {
    const { callback, values } = detailOf<{ callback: number; values: unknown[] }>(event)
    callbacks[callback]?.(...values)
  })
  document.addEventListener('stand-in:settled', (event) => {
    const { id, value, error } = detailOf<{ id: number; value?: unknown; error?: string }>(event)
    const asked = pending.get(id)
    pending.delete(id)
    if (error === undefined) asked?.resolve(value)
    else asked?.reject(new Error(error))
  })
  document.dispatchEvent(new CustomEvent('stand-in:ready'))
}
