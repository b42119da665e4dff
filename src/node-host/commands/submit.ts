import type { Command } from 'commander'
import type { GreenroomClient } from '../../contract/client.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import type { Intake } from '../../contract/models/intake.ts'
import type { Clip } from '../../contract/models/clip.ts'
import type { Call } from '../call.ts'
import { batchRows, clipRow, everyClip, type CallDocument } from '../clip-document.ts'
import { outcomeInWords } from '../clip-words.ts'
import { exitCodeOfWait, exitCodes } from '../exit-codes.ts'
import { findGroup } from '../find-group.ts'
import { sayLinksEnd } from '../links-end.ts'
import { wholeNumber } from '../option-values.ts'
import { progressLine } from '../progress-line.ts'
import { sayPassedOver, sayRefusals } from '../refusals.ts'
import { lastStanding } from '../last-standing.ts'
import { sayWhyItEnded } from '../wait-words.ts'
import { waitUntilSettled, type Standing } from '../wait-until-settled.ts'
import { count } from '../words.ts'
import { wrongUsage } from '../problem-of.ts'

interface SubmitOptions {
  group?: string
  type?: string
  batchSize?: number
  preflight: boolean
  wait?: boolean
}

export function addSubmitCommand(program: Command, call: Call): void {
  program
    .command('submit')
    .description('take clips in: files, folders, URLs, CSV lists; with --wait, run until they are settled')
    .argument('<path-or-url-or-csv...>', 'files, folders, http(s) URLs, or .csv lists with a url or path column')
    .option('--group <group>', 'the person: a group_id or a unique name (required)')
    .option('--type <video|image>', 'take every source as this, for URLs that do not tell')
    .option('--batch-size <n>', 'clips in one request', wholeNumber(1, 1000))
    .option('--no-preflight', 'download nothing and skip limits and reachability checks')
    .option('--wait', 'stay until every clip is settled; the exit code tells how it went')
    .action((inputs: string[], options: SubmitOptions) => call.run(() => submit(call, inputs, options)))
}

async function submit(call: Call, inputs: string[], options: SubmitOptions): Promise<number> {
  const { type } = options
  if (type !== undefined && type !== 'video' && type !== 'image') throw wrongUsage(`--type is video or image, not "${type}".`)
  const signal = options.wait ? call.interruption() : undefined
  const core = await call.openCore()
  const { client } = core
  const account = await call.account(client)
  const group = await findGroup(client, account.id, options.group)
  if (options.wait) await core.start()

  const intake = await client.intakes.create({ groupId: group.id, inputs, assetType: type, batchSize: options.batchSize, preflight: options.preflight, askWhenLarge: false })

  if (!signal) {
    const known = await client.intakes.get({ id: intake.id })
    refuseIfNothingCame(known)
    sayRefusals(call, known)
    sayPassedOver(call, known)
    const document = await documentOf(client, intake.id, inputs, call.io.cwd)
    const there = known.alreadyThere > 0 ? `; ${known.alreadyThere} were there already` : ''
    call.answer(
      { ...document, refusals: known.refusals, passedOver: known.passedOver, intakeId: intake.id },
      known.taken + known.alreadyThere === 0
        ? 'There is no clip in what was given.\n'
        : `${count(known.taken, 'clip')} taken in for ${group.name}${there}. They wait in the ledger for greenroom serve, the desktop application, or --wait.\n`,
    )
    return known.refusals.length > 0 ? exitCodes.someFailed : exitCodes.done
  }

  const line = progressLine(call.io)
  const { end, standing } = await waitUntilSettled({
    client,
    clock: call.clock,
    offlineMs: call.environment().offlineMs,
    signal,
    standing: () => standingOf(client, intake.id, account.id, group.id),
    onStanding: (now) => line.show(now, call.clock.now()),
  })
  line.end()
  const last = await lastStanding(call, core, { end, standing }, () => standingOf(client, intake.id, account.id, group.id))
  const known = await client.intakes.get({ id: intake.id })
  if (end === 'settled') refuseIfNothingCame(known)
  sayRefusals(call, known)
  sayPassedOver(call, known)
  const document = await documentOf(client, intake.id, inputs, call.io.cwd)
  sayWhyItEnded(call, end, last)
  await sayLinksEnd(call, client)
  call.answer({ ...document, refusals: known.refusals, passedOver: known.passedOver, intakeId: intake.id }, outcomeInWords(document.clips, document.counts))
  return exitCodeOfWait(end, document.counts, known.refusals.length)
}

/** @throws ProblemError when there were inputs and every one was refused: nothing of the call went anywhere. */
function refuseIfNothingCame(intake: Intake): void {
  if (intake.taken + intake.alreadyThere > 0) return
  const [first, ...others] = intake.refusals
  // An empty folder is no mistake: tonight's shoot may not have arrived yet.
  if (!first) return
  const at = first.line === null ? '' : `, line ${first.line}`
  const what = first.message.includes(first.input) ? first.message : `${first.input}${at}: ${first.message}`
  throw new ProblemError(
    'invalid-input',
    `Nothing could be taken in. ${what}${others.length > 0 ? ` And ${others.length} more.` : ''}`,
    'Mend what is named and submit again.',
    { details: { refusals: intake.refusals } },
  )
}

async function standingOf(client: GreenroomClient, intakeId: number, accountId: number, groupId: number): Promise<Standing> {
  const [intake, counts, files, cue, group] = await Promise.all([
    client.intakes.get({ id: intakeId }),
    client.clips.counts({ intakeId }),
    client.clips.counts({ intakeId, sourceKind: 'path' }),
    client.cue.get({ accountId }),
    client.groups.get({ id: groupId }),
  ])
  return { counts, files, account: cue.account, until: cue, groupStopped: group.stop !== null, storageTrouble: cue.uploads?.trouble ?? null, networkWait: cue.networkWait, scanning: intake.state === 'scanning' || intake.state === 'asking' }
}

async function documentOf(client: GreenroomClient, intakeId: number, inputs: string[], cwd: string): Promise<CallDocument> {
  const clips: Clip[] = []
  for await (const clip of everyClip(client, { intakeId })) clips.push(clip)
  return { clips: clips.map((clip) => clipRow(clip, inputs, cwd)), batches: await batchRows(client, clips), counts: await client.clips.counts({ intakeId }) }
}
