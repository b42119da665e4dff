import type { Waiting } from '../contract/models/waiting.ts'
import { waitingWords } from '../contract/waiting-words.ts'
import { clockTime, duration } from './words.ts'

/** What is waited for and until when, e.g. `Queued clips: 12. The service asks to wait until 14:20:05.` */
export function waitingInWords(waiting: Waiting, now: number): string {
  return waitingWords(waiting, now, 'en', { number: String, moment: (at) => clockTime(at, now), duration })
}
