import { EventEmitter } from 'node:events'

/**
 * Part of one of Electron's objects: typed so that what Electron does not have, or has otherwise, fails to
 * compile, and loud about what the stand-in does not have, where `undefined` would only fail somewhere else.
 */
export function partly<T extends object>(name: string, part: Partial<T>): T {
  const emitter = new EventEmitter()
  const whole = new Proxy(part, {
    get(target, key) {
      if (key in target) return Reflect.get(target, key) as unknown
      const own = Reflect.get(emitter, key) as unknown
      if (typeof own === 'function') return own.bind(emitter) as unknown
      // Asked by await, by printing and by comparing: no call of Electron's.
      if (typeof key === 'symbol' || key === 'then' || key === 'toJSON' || key === 'constructor') return undefined
      throw new Error(`The stand-in has no ${name}.${key}. Add it, or try this in a real Electron.`)
    },
  })
  return whole as T
}

/** An event of Electron's that can be prevented. */
export function preventable(more: object = {}): { event: { preventDefault(): void; readonly defaultPrevented: boolean }; prevented: () => boolean } {
  let prevented = false
  const event = { ...more, preventDefault() { prevented = true }, get defaultPrevented() { return prevented } }
  return { event, prevented: () => prevented }
}
