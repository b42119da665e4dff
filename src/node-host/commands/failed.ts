import type { Command } from 'commander'
import type { GreenroomClient } from '../../contract/client.ts'
import { noClips, type ClipState } from '../../contract/models/states.ts'
import type { Clip } from '../../contract/models/clip.ts'
import type { Call } from '../call.ts'
import { batchRows, clipRow, everyClip } from '../clip-document.ts'
import { outcomeInWords } from '../clip-words.ts'
import { exitCodeOfWait } from '../exit-codes.ts'
import { findGroup } from '../find-group.ts'
import { followClips, type Followed } from '../follow-clips.ts'
import { progressLine } from '../progress-line.ts'
import { waitUntilSettled, type Standing } from '../wait-until-settled.ts'
import { lastStanding } from '../last-standing.ts'
import { sayLinksEnd } from '../links-end.ts'
import { sayWhyItEnded } from '../wait-words.ts'
import { count } from '../words.ts'
import { wrongUsage } from '../problem-of.ts'

interface FailedOptions {
  group?: string
  resubmit?: boolean
  wait?: boolean
}

/** A selection by ids may hold this many. */
const selectionSize = 10_000
/** After this many times the same outcome, another try is a decision about that clip alone. */
const tiredOutAfter = 3

export function addFailedCommand(program: Command, call: Call): void {
  program
    .command('failed')
    .description('failed clips with their reasons; --resubmit queues exactly those again')
    .option('--group <group>', 'only this person: a group_id or a unique name')
    .option('--resubmit', 'queue exactly these clips again')
    .option('--wait', 'with --resubmit: stay until they are settled')
    .action((options: FailedOptions) => call.run(() => failed(call, options)))
}

async function failed(call: Call, options: FailedOptions): Promise<number> {
  if (options.wait && !options.resubmit) throw wrongUsage('--wait goes with --resubmit: a list has nothing to wait for.')
  const signal = options.wait ? call.interruption() : undefined
  const core = await call.openCore()
  const { client } = core
  const account = await call.account(client)
  const group = options.group === undefined ? null : await findGroup(client, account.id, options.group)
  const filter = { states: ['failed' as ClipState], ...(group ? { groupId: group.id } : { accountId: account.id }) }
  const clips: Clip[] = []
  for await (const clip of everyClip(client, filter)) clips.push(clip)

  if (!options.resubmit) {
    const rows = clips.map((clip) => clipRow(clip))
    const counts = { ...noClips(), failed: rows.length }
    call.answer({ clips: rows, counts }, rows.length === 0 ? 'No clip has failed.\n' : outcomeInWords(rows, counts))
    return 0
  }

  const again = clips.filter((clip) => clip.sameOutcome < tiredOutAfter)
  sayWhatIsSentAgain(call, clips, again)
  const ids = again.map((clip) => clip.id)
  if (signal) await core.start()
  for (let at = 0; at < ids.length; at += selectionSize) {
    await client.clips.resubmit({ selection: { ids: ids.slice(at, at + selectionSize) }, includeTiredOut: false })
  }

  if (!signal) {
    const document = await documentOf(client, ids)
    call.answer(document, `${count(ids.length, 'clip')} queued again. They wait in the ledger for greenroom serve, the desktop application, or --wait.\n`)
    return 0
  }
  const line = progressLine(call.io)
  const counts = followClips(client, ids, group ? { groupId: group.id } : { accountId: account.id })
  const groupIds = [...new Set(again.map((clip) => clip.groupId))]
  const { end, standing } = await waitUntilSettled({
    client,
    clock: call.clock,
    offlineMs: call.environment().offlineMs,
    signal,
    standing: () => standingOf(client, account.id, counts, groupIds),
    onStanding: (now) => line.show(now, call.clock.now()),
  })
  line.end()
  const last = await lastStanding(call, core, { end, standing }, () => standingOf(client, account.id, counts, groupIds))
  const document = await documentOf(client, ids)
  sayWhyItEnded(call, end, last)
  await sayLinksEnd(call, client)
  call.answer(document, outcomeInWords(document.clips, document.counts))
  return exitCodeOfWait(end, document.counts, 0)
}

function sayWhatIsSentAgain(call: Call, clips: readonly Clip[], again: readonly Clip[]): void {
  const assumed = again.filter((clip) => clip.match === 'assumed').length
  if (assumed > 0) call.say(`${assumed} of ${again.length} are only a probable match: the service did not say which clips of their batches failed.`)
  const left = clips.length - again.length
  if (left > 0) call.say(`${count(left, 'clip')} left alone after failing ${tiredOutAfter} times alike: replace the file (greenroom clips replace), or insist with greenroom clips resubmit ID.`)
}

async function standingOf(client: GreenroomClient, accountId: number, counts: () => Promise<Followed>, groupIds: readonly number[]): Promise<Standing> {
  const groups = await Promise.all(groupIds.map((id) => client.groups.get({ id })))
  const cue = await client.cue.get({ accountId })
  return { ...(await counts()), account: cue.account, until: cue, scanning: false, storageTrouble: cue.uploads?.trouble ?? null, networkWait: cue.networkWait, groupStopped: groups.length > 0 && groups.every((group) => group.stop !== null) }
}

async function documentOf(client: GreenroomClient, ids: readonly number[]) {
  const clips: Clip[] = []
  for (const id of ids) clips.push((await client.clips.get({ id })).clip)
  const counts = noClips()
  for (const clip of clips) counts[clip.state] += 1
  return { clips: clips.map((clip) => clipRow(clip)), batches: await batchRows(client, clips), counts }
}
