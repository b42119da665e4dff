import type { Intake, PassedOverCode } from '../contract/models/intake.ts'
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

const passedOverWords: Record<PassedOverCode, string> = {
  DanglingLink: 'links that lead to nothing',
  FolderNamedLikeClip: 'folders named like clips (what lies in them was looked at)',
  NoExtension: 'files without an extension (give one to take it in)',
  NotAClip: 'files that are neither videos nor images by their names',
  NotAFile: 'entries that are no files',
  OtherType: 'clips of another type than --type',
  Unfinished: 'files that are still being written, by their names',
}

/** Says what picked folders held besides clips, on stderr. */
export function sayPassedOver(call: Call, intake: Intake): void {
  for (const { code, count: passed, examples } of intake.passedOver) {
    call.say(`Passed over ${passed} ${passedOverWords[code]}: ${printable(examples.join(', '))}${passed > examples.length ? ', …' : ''}`)
  }
}
