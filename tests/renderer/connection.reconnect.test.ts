import { describe, expect, test } from 'vitest'
import { backoff, ConnectionLost, createConnection, type Socket } from '../../src/renderer/bridge/connection.ts'

/** A socket that does nothing by itself, and a clock that only moves when told. */
function stage(turnedAway?: () => Promise<boolean>) {
  const sockets: EventTarget[] = []
  const timers: { run: () => void; ms: number; gone: boolean }[] = []
  const connection = createConnection({
    open() {
      const socket = new EventTarget()
      sockets.push(socket)
      return socket as unknown as Socket
    },
    turnedAway,
    random: () => 1,
    later(run, ms) {
      const timer = { run, ms, gone: false }
      timers.push(timer)
      return () => {
        timer.gone = true
      }
    },
  })
  const pending = () => timers.filter((timer) => !timer.gone)
  return {
    connection,
    sockets,
    pending: () => pending().map(({ ms }) => ms),
    happen: (type: 'open' | 'close' | 'error') => sockets.at(-1)?.dispatchEvent(new Event(type)),
    passes: (ms: number) => {
      for (const timer of pending().filter((each) => each.ms === ms)) {
        timer.gone = true
        timer.run()
      }
    },
  }
}

describe('the line to the core', () => {
  test('says when it is open, broken and open again', () => {
    const { connection, happen, passes } = stage()
    const seen: string[] = [connection.state()]
    connection.subscribe(() => seen.push(connection.state()))
    happen('open')
    happen('close')
    passes(500)
    happen('open')
    expect(seen).toEqual(['connecting', 'open', 'reconnecting', 'open'])
  })

  test('says that this page is turned away, from a lost network apart, and still tries: the token may be known again', async () => {
    let refused = true
    const { connection, happen, passes } = stage(() => Promise.resolve(refused))
    const seen: string[] = []
    connection.subscribe(() => seen.push(connection.state()))
    happen('close')
    await Promise.resolve()
    await Promise.resolve()
    passes(500)
    happen('close')
    await Promise.resolve()
    await Promise.resolve()
    expect(seen).toEqual(['reconnecting', 'turned-away'])
    refused = false
    passes(1000)
    happen('open')
    happen('close')
    await Promise.resolve()
    await Promise.resolve()
    expect(seen).toEqual(['reconnecting', 'turned-away', 'open', 'reconnecting'])
  })

  test('waits twice as long after every failure, up to ten seconds, and starts anew once it was open', () => {
    const { happen, passes, pending } = stage()
    const waited: number[] = []
    for (let round = 0; round < 7; round += 1) {
      happen('error')
      happen('close')
      const [ms = 0] = pending()
      waited.push(ms)
      passes(ms)
    }
    expect(waited).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000])
    happen('open')
    happen('close')
    expect(pending()).toEqual([500])
  })

  test('tries at once when told that the network is back, and only if it is broken', () => {
    const { connection, sockets, happen } = stage()
    connection.retryNow()
    expect(sockets).toHaveLength(1)
    happen('close')
    connection.retryNow()
    expect(sockets).toHaveLength(2)
  })

  test('lets a call wait for the next socket', async () => {
    const { connection, sockets, happen, passes } = stage()
    happen('open')
    happen('close')
    const waited = connection.socket()
    passes(500)
    happen('open')
    await expect(waited).resolves.toBe(sockets[1])
  })

  test('gives a call up after ten seconds, in words', async () => {
    const { connection, passes } = stage()
    const waited = connection.socket()
    passes(10_000)
    await expect(waited).rejects.toBeInstanceOf(ConnectionLost)
  })

  test('does not let many screens knock at the same moment', () => {
    expect(backoff(0, 0)).toBe(250)
    expect(backoff(20, 0.5)).toBe(7500)
  })
})
