import type { Asked, FromLauncher, FromMain } from './messages.ts'

const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
let last = 0

export function tell(message: FromMain): void {
  if (process.connected) process.send?.(message)
}

/** Asks the launcher, which does it in Chromium. */
export function ask(message: Asked): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const id = ++last
    waiting.set(id, { resolve, reject })
    tell({ ...message, id })
  })
}

/** Answers the launcher's questions. @param answer throws what is told as an error. */
export function listen(answer: (message: FromLauncher) => unknown): void {
  process.on('message', (message: FromLauncher) => {
    if (message.op === 'answer') {
      const asked = waiting.get(message.to)
      waiting.delete(message.to)
      if (message.error === undefined) asked?.resolve(message.value)
      else asked?.reject(new Error(message.error))
      return
    }
    const reply = (result: { value?: unknown; error?: string }) => {
      if ('id' in message) tell({ op: 'answer', to: message.id, ...result })
    }
    void (async () => answer(message))().then((value) => reply({ value }), (error: unknown) => reply({ error: String(error) }))
  })
  // The test is gone: nothing of it may stay.
  process.on('disconnect', () => process.exit(0))
}
