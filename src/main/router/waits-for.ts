import type { Waiting, WaitingFor } from '../../contract/models/waiting.ts'

/** One thing that is waited for; without a time it lasts until a person does something. */
export function waitsFor(what: WaitingFor, more: Partial<Omit<Waiting, 'for'>> = {}): Waiting {
  return { for: what, clips: 0, subject: '', until: null, everyMs: null, message: null, ...more }
}
