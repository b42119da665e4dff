import { ipcMain } from 'electron'
import type { PageDress } from '../../src/contract/models/desktop.ts'
import type { Log } from '../../src/main/capabilities.ts'
import { channels } from './channels.ts'
import { dressedMessage } from './requests.ts'
import { isTrusted } from './trusted.ts'

/** Hears what the page speaks and how it looks; its first word also says that it is there. */
export function answerPageDress(hear: (dress: PageDress) => void, log: Log): void {
  ipcMain.on(channels.dressed, (event, data: unknown) => {
    const dress = dressedMessage.safeParse(data)
    if (!isTrusted(event) || !dress.success) return log.warn('A message of the page was refused.', { from: event.senderFrame?.url })
    hear(dress.data)
  })
}
