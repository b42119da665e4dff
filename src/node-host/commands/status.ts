import type { Command } from 'commander'
import type { GreenroomClient } from '../../contract/client.ts'
import type { Account, Rate } from '../../contract/models/account.ts'
import { batchStates, clipStates, settledClipStates, type BatchState, type StateCounts } from '../../contract/models/states.ts'
import type { Waiting } from '../../contract/models/waiting.ts'
import type { Waits } from '../../contract/models/overview.ts'
import type { Call } from '../call.ts'
import { findGroup } from '../find-group.ts'
import { table } from '../table.ts'
import { waitingInWords } from '../waiting-in-words.ts'
import { bytesInWords, accountWords, batchStateWords, clipStateWords, count, duration, tellingOrder } from '../words.ts'

export function addStatusCommand(program: Command, call: Call): void {
  program
    .command('status')
    .description('counts by state, the account, the rate used and allowed, the oldest that waits')
    .option('--group <group>', 'only this person: a group_id or a unique name')
    .action((options: { group?: string }) => call.run(() => status(call, options.group)))
}

async function status(call: Call, wanted: string | undefined): Promise<number> {
  const { client } = await call.openCore()
  const account = await call.account(client)
  const group = wanted === undefined ? null : await findGroup(client, account.id, wanted)
  const filter = group ? { groupId: group.id } : { accountId: account.id }
  const counts = await client.clips.counts(filter)
  const batches = await batchCounts(client, group ? [group.id] : (await client.groups.list({ accountId: account.id })).map((each) => each.id))
  const waiting = clipStates.filter((state) => !(settledClipStates as readonly string[]).includes(state))
  const { runner } = await client.cue.get({ accountId: account.id })
  const [oldest] = (await client.clips.list({ filter: { ...filter, states: waiting }, sort: 'oldest', limit: 1 })).rows
  const waitsFor = await client.cue.waiting({ accountId: account.id })
  const waits = await client.cue.waits(group ? { groupId: group.id } : { accountId: account.id })
  const oldestWaiting = oldest ? { id: oldest.id, source: oldest.given, state: oldest.state, since: oldest.createdAt } : null

  call.answer(
    {
      counts,
      account: { name: account.name, baseUrl: account.baseUrl, state: account.state, reason: account.reason, stop: account.stop, submit: rateRow(account.submit), poll: rateRow(account.poll) },
      batches,
      oldestWaiting,
      waits,
      waiting: waitsFor,
      runner: runner.elsewhere,
    },
    statusWords(account, runner.elsewhere, counts, batches, waits, waitsFor, call.clock.now(), oldestWaiting && `${oldestWaiting.source}, ${clipStateWords[oldestWaiting.state].toLowerCase()}, for ${duration(call.clock.now() - oldestWaiting.since)}`),
  )
  return 0
}

async function batchCounts(client: GreenroomClient, groupIds: readonly number[]): Promise<Record<BatchState, number>> {
  const sums = Object.fromEntries(batchStates.map((state) => [state, 0])) as Record<BatchState, number>
  for (const groupId of groupIds) {
    const some = await client.batches.counts({ groupId })
    for (const state of batchStates) sums[state] += some[state] ?? 0
  }
  return sums
}

function rateRow(rate: Rate) {
  return { limitRpm: rate.limitRpm, lastMinute: rate.lastMinute, workingRpm: rate.workingRpm, nextAt: rate.nextAt, toldToWaitUntil: rate.toldToWaitUntil }
}

/** e.g. `412 clips, 3.1 GB wait for it; about 40 min once it is back`. */
function waitsWords({ why, clips, bytes, about, durationMs }: Waits): string {
  const size = bytes > 0 ? `, ${about ? 'about ' : ''}${bytesInWords(bytes)}` : ''
  const what = why === 'storage' ? 'the storage cannot be reached' : why === 'approval' ? 'no approved network is in use (greenroom networks)' : 'the service cannot be reached'
  return `${what}; ${count(clips, 'clip')}${size} ${clips === 1 ? 'waits' : 'wait'} for it${durationMs === null ? '' : `, about ${duration(Math.max(60_000, durationMs))} once it is back`}`
}

function statusWords(account: Account, runner: string | null, counts: StateCounts, batches: Record<BatchState, number>, waits: Waits, waiting: readonly Waiting[], now: number, oldest: string | null): string {
  const lines = [
    `Account   ${account.name}, ${account.baseUrl}: ${accountWords(account.state, account.stop)}${account.reason ? `. ${account.reason}` : ''}`,
    `Sending   ${account.submit.lastMinute} of ${account.submit.limitRpm} a minute; asking ${account.poll.lastMinute} of ${account.poll.limitRpm}`,
    `Queue     ${runner === null ? 'nothing runs it now: greenroom serve or the desktop application does' : `run by ${runner}`}`,
    `Oldest    ${oldest ?? 'nothing waits'}`,
  ]
  for (const [n, each] of waiting.entries()) lines.push(`${n === 0 ? 'Waits    ' : '         '} ${waitingInWords(each, now)}`)
  if (waits.why !== null) lines.push(`Network   ${waitsWords(waits)}`)
  const open = batchStates.filter((state) => batches[state] > 0).map((state) => `${batches[state]} ${batchStateWords[state].toLowerCase()}`)
  lines.push(`Batches   ${open.join(', ') || 'none'}`, '')
  const rows = tellingOrder.map((state) => [clipStateWords[state], String(counts[state])])
  const total = clipStates.reduce((sum, state) => sum + counts[state], 0)
  return `${lines.join('\n')}\n${table(['State', 'Clips'], rows)}${count(total, 'clip')} in all\n`
}
