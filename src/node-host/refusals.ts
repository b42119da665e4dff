import type { Intake } from '../contract/models/intake.ts'
import type { Call } from './call.ts'
import { printable } from './table.ts'
import { count } from './words.ts'

const shownAtOnce = 20

/** Names every input that could not be taken in, on stderr. */
export function sayRefusals(call: Call, intake: Intake): void {
  if (intake.refusals.length === 0) return
  call.say(`${count(intake.refusals.length, 'input')} could not be taken in:`)
  for (const refusal of intake.refusals.slice(0, shownAtOnce)) {
    const where = refusal.message.includes(refusal.input) ? '' : `${refusal.input}${refusal.line === null ? '' : `, line ${refusal.line}`}: `
    call.say(`  ${printable(where + refusal.message)}`)
  }
  if (intake.refusals.length > shownAtOnce) call.say(`  … and ${intake.refusals.length - shownAtOnce} more; --json lists them all.`)
}
