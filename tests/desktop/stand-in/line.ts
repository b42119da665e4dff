import { converse } from './conversation.ts'
import type { Asked, FromLauncher, FromMain } from './messages.ts'

export function tell(message: FromMain): boolean {
  if (!process.connected) return false
  process.send?.(message)
  return true
}

const conversation = converse<Asked>((message) => tell(message))

/** Asks the launcher, which does it in Chromium. */
export const ask = conversation.ask

/** Answers the launcher's questions. @param answer throws what is told as an error. */
export function listen(answer: (message: FromLauncher) => unknown): void {
  process.on('message', (message: FromLauncher) => {
    if (message.op === 'answer') conversation.hear(message)
    else conversation.reply(message, () => answer(message))
  })
  // The test is gone: nothing of it may stay.
  process.on('disconnect', () => process.exit(0))
}
