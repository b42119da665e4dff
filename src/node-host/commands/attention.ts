import type { Command } from 'commander'
import { assertNever } from '../../contract/assert-never.ts'
import type { Cause } from '../../contract/models/overview.ts'
import type { Call } from '../call.ts'
import { exitCodes } from '../exit-codes.ts'
import { networkWaitInWords } from '../network-words.ts'
import { asCommands } from '../as-commands.ts'
import { explainReason, quantityInWords } from '../reason-words.ts'
import { printable } from '../table.ts'
import { unclearBatches, unclearInWords, type UnclearBatch } from '../unclear-batches.ts'
import { clockTime, count } from '../words.ts'

export function addAttentionCommand(program: Command, call: Call): void {
  program
    .command('attention')
    .description('what needs a person')
    .action(() => call.run(() => attention(call)))
}

async function attention(call: Call): Promise<number> {
  const { client } = await call.openCore()
  const account = await call.account(client)
  const causes = await client.attention.list({ accountId: account.id })
  const told = await Promise.all(causes.map(async (cause) => (cause.kind === 'batches-unclear' ? { ...cause, batches: await unclearBatches(client, cause.batchIds) } : cause)))
  const now = call.clock.now()
  call.answer({ causes: told }, told.length === 0 ? 'Nothing needs you.\n' : `${told.map((cause) => causeInWords(cause, now).map(printable).map(asCommands).join('\n  ')).join('\n\n')}\n`)
  return exitCodes.done
}

type Told = Exclude<Cause, { kind: 'batches-unclear' }> | (Extract<Cause, { kind: 'batches-unclear' }> & { batches: UnclearBatch[] })

/** What happened, what it affects, and the command that answers it. */
function causeInWords(cause: Told, now: number): string[] {
  switch (cause.kind) {
    case 'core-trouble':
      return [cause.message, cause.trouble === 'ledger-unwritable' ? 'Make room on its disk, or mend it; work goes on by itself where it can be written again, else at the next start.' : 'See whether a mount does not answer; if it stays so, end Greenroom and start it again. Nothing is lost.']
    case 'account-stopped':
      return [`The account ${cause.accountName} has stopped (${cause.stop}). ${cause.reason ?? ''}`, `${count(cause.waiting, 'clip')} wait for it.`, 'Mend it, then: greenroom account resume']
    case 'storage-refuses':
      return [`Nothing is uploaded: ${cause.message}`, `${count(cause.waiting, 'clip')} wait for it. ${cause.advice}`, 'Mend it, then: greenroom publish test']
    case 'links-silent':
      return [`Links do not open for the reviewer: ${cause.message}`, `${count(cause.waiting, 'clip')} wait. They are asked again by themselves, and all goes on once they answer.`, 'greenroom publish test']
    case 'network-waits': {
      const { message, advice } = networkWaitInWords(cause)
      return [message, `${count(cause.waiting, 'clip')} wait.`, advice]
    }
    case 'group-stopped':
      return [`Submissions of ${cause.groupName} have stopped by themselves: ${cause.stop.failed} of the last ${cause.stop.of} ${cause.stop.kind === 'most-fail' ? 'verdicts failed' : 'batches were refused'}.`, `${count(cause.waiting, 'clip')} wait.`, 'Look at greenroom failed; the screens (greenroom serve) let the person go on.']
    case 'intake-asks':
      return [`A large intake for ${cause.intake.groupName} waits for your word: ${count(cause.intake.taken, 'clip')}.`, 'Answer it in the screens: greenroom serve --open']
    case 'batches-unclear': {
      const reason = explainReason({ code: unclearCodes[cause.why] ?? cause.why, message: null, breaches: [] })
      return [`${count(cause.clips, 'clip')} of ${cause.groupName} unclear since ${clockTime(cause.since, now)}, in ${cause.batchIds.length === 1 ? 'batch' : 'batches'} ${cause.batchIds.join(', ')}: ${reason.message}`, ...unclearInWords(cause.batches, cause.batchIds.length, now), reason.advice, `greenroom resolve ${cause.batchIds.join(' ')} --as ${cause.why === 'outcome-unknown' ? 'accepted:TASK_ID | not-accepted | resubmit | verdicts:FILE' : 'follow-again | verdicts:FILE | resubmit | accepted:TASK_ID'}`]
    }
    case 'held': {
      const reason = explainReason({ code: cause.reasonCode, message: null, breaches: [] })
      return [`${count(cause.clips, 'clip')} of ${cause.groupName ?? `${cause.people} people`} on hold: ${reason.message}`, ...(cause.trying ? ['Three of them were sent as they are, to try the limit.'] : []), ...(cause.mendable ? ['Copies that fit can be made: greenroom clips prepare ID…'] : []), reason.advice, 'greenroom clips --state held; then, by id: greenroom clips recheck | submit-anyway | replace | exclude']
    }
    case 'limit-tried': {
      const cleared = cause.clips.filter((clip) => clip.verdict === 'active').length
      return [`A limit was tried (${cause.reasonCode}): ${cleared} of ${cause.clips.length} clips were cleared.`, cause.lift === null ? 'The limit seems to be real for this account.' : 'The limit set here is narrower than the service’s.', `greenroom limits answer ${cause.trialId} ${cause.lift === null ? 'keep' : 'lift | keep'}`]
    }
    case 'limit-applies':
      return [`A narrower limit applies to this account (${cause.reasonCode}, ${quantityInWords(cause.limit.limit, cause.limit.unit)}): ${cause.broke.failed} of ${cause.broke.of} clips over it failed, of those within it ${cause.kept.failed} of ${cause.kept.of}.`, `greenroom limits hold | leave ${cause.reasonCode}${cause.assetType === 'image' ? ' --images' : ''}`]
    case 'failed': {
      const reason = explainReason({ code: cause.reasonCode, message: null, breaches: [] })
      const common = cause.common.map((each) => `${each.fact} ${each.value} (${each.failed} failed, ${each.cleared} cleared)`)
      return [`${count(cause.clips, 'clip')} of ${cause.groupName} failed: ${reason.message}`, reason.advice, ...(common.length > 0 ? [`They have in common: ${common.join('; ')}`] : []), 'greenroom failed --resubmit']
    }
    case 'folder-waiting':
      return [`The folder ${cause.path} of ${cause.groupName} has waited since ${clockTime(cause.since, now)}. ${cause.why ?? ''}`, cause.cause === 'scan-failed' ? 'It is tried again every 15 seconds.' : 'It is looked for every 2 seconds, and goes on by itself.']
    case 'preparation-waits':
      return [`${count(cause.clips, 'clip')} cannot be prepared. ${cause.message}`, cause.why === 'no-ffmpeg' ? 'Install ffmpeg, or: greenroom prepare set --ffmpeg PATH' : 'Make room, or: greenroom prepare set --quota-gb N', 'It goes on by itself.']
    case 'session-open':
      return [`The verification of ${cause.name} is open.`, 'Finish it in the screens: greenroom serve --open']
    default:
      return assertNever(cause)
  }
}

const unclearCodes: Record<string, string | undefined> = {
  'outcome-unknown': 'OutcomeUnknown',
  'counts-disagree': 'CountsDisagree',
  'no-result': 'NoResult',
  'task-forgotten': 'TaskForgotten',
  'another-task': 'AnotherTask',
  'review-refused': 'ReviewRefused',
  'unknown-word': 'UnknownStatus',
}
