import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { callTimeoutMs, fakeClock } from './fake-clock.ts'

test('a machine that stands still uses up no patience: an answer that is on its way comes before time passes', async () => {
  const clock = fakeClock()
  clock.patienceMs = 200
  const server = createServer((socket) => socket.end('the answer')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const call = new AbortController()
  const timedOut = clock.wait(callTimeoutMs, call.signal).then(() => clock.monotonic() > 0)
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').on('end', () => call.abort()).resume()
  // A retry that waits for its time is no reason to let the call time out.
  const retry = new AbortController()
  void clock.wait(3_000, retry.signal)
  // As when other programs have the processor: nobody here gets to do anything.
  setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400))
  await clock.leap(callTimeoutMs)
  expect(await timedOut).toBe(false)
  retry.abort()
  socket.destroy()
  server.close()
})
