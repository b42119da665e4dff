import { ipcMain, type IpcMainInvokeEvent } from 'electron'
import type { z } from 'zod'
import type { Log } from '../../src/main/capabilities.ts'
import { requests, type Requests } from './requests.ts'
import { isTrusted } from './trusted.ts'

export type Answers = { [C in keyof Requests]: (input: Requests[C], event: IpcMainInvokeEvent) => unknown }

/** Answers the page's requests; one that comes from elsewhere, or carries something else, is refused and logged. */
export function answerRequests(answers: Answers, log: Log): void {
  for (const [channel, schema] of Object.entries(requests) as [keyof Requests, z.ZodType][]) {
    ipcMain.handle(channel, async (event, input: unknown) => {
      if (!isTrusted(event)) {
        log.warn('A request was refused: it did not come from the screens.', { channel, from: event.senderFrame?.url })
        throw new Error('Only the screens of Greenroom are answered.')
      }
      const read = schema.safeParse(input)
      if (!read.success) {
        log.warn('A request was refused: it could not be read.', { channel, why: read.error.message })
        throw new Error(`The request could not be read: ${read.error.issues[0]?.message ?? 'unknown'}`)
      }
      return (answers[channel] as (input: unknown, event: IpcMainInvokeEvent) => unknown)(read.data, event)
    })
  }
}
