import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import path from 'node:path'
import type { GreenroomClient } from '../../contract/client.ts'
import { ProblemError } from '../../contract/models/problem.ts'
import type { ClipState } from '../../contract/models/states.ts'
import type { Call } from '../call.ts'
import { clipRow } from '../clip-document.ts'
import { exitCodes } from '../exit-codes.ts'
import { findGroup } from '../find-group.ts'
import { explainReason } from '../reason-words.ts'
import { ids, states, wholeNumber } from '../option-values.ts'
import { recipeOf, saysNothing, withRecipe, type RecipeOptions } from '../recipe-options.ts'
import { table } from '../table.ts'
import { clipStateWords, count } from '../words.ts'

interface ListOptions {
  group?: string
  state?: ClipState[]
  limit: number
  after?: string
}

export function addClipsCommand(program: Command, call: Call): void {
  const clips = program
    .command('clips')
    .description('one page of clips with their latest attempt; what one can do to a clip')
    .option('--group <group>', 'only this person: a group_id or a unique name')
    .option('--state <state>', 'only this state; several with commas', states)
    .option('--limit <n>', 'clips on the page, at most 500', wholeNumber(1, 500), 100)
    .option('--after <cursor>', 'the page after this one: "next" of the page before')
    .action((options: ListOptions) => call.run(() => list(call, options)))

  const change = (name: string, description: string, done: string, act: (client: GreenroomClient, ids: number[]) => Promise<{ changed: number }>) =>
    clips
      .command(name)
      .description(description)
      .argument('<id...>', 'ids of clips', ids)
      .action((wanted: number[]) => call.run(() => changeClips(call, wanted, done, act)))

  change('resubmit', 'queue failed clips again', 'queued again', (client, wanted) => client.clips.resubmit({ selection: { ids: wanted }, includeTiredOut: true }))
  change('recheck', 'check clips that are on hold again', 'being checked again', (client, wanted) => client.clips.recheck({ ids: wanted }))
  change('bring-back', 'take back that clips were set aside', 'brought back', (client, wanted) => client.clips.bringBack({ ids: wanted }))
  change('exclude', 'set clips aside: they are not sent', 'set aside', (client, wanted) => client.clips.setAside({ ids: wanted }))
  change('submit-anyway', 'send clips that are on hold, as they are', 'sent on as they are', (client, wanted) => client.clips.submitAnyway({ ids: wanted }))

  withRecipe(clips.command('prepare').description('make copies that fit, of clips that are on hold, failed or not sent yet; their files stay as they are. Without options: what keeps to the limits of the account').argument('<id...>', 'ids of clips', ids))
    .action((wanted: number[], options: RecipeOptions) => call.run(() => prepare(call, wanted, options)))

  clips
    .command('locate')
    .description("show where a clip's missing file is now; the rest of its folder is found along with it")
    .argument('<id>', 'id of the clip', (text: string) => wholeNumber(1)(text))
    .argument('<file>', 'the same file, where it lies now')
    .action((id: number, file: string) => call.run(() => locate(call, id, file)))

  clips
    .command('replace')
    .description("put another file in a clip's place; its history stays")
    .argument('<id>', 'id of the clip', (text: string) => wholeNumber(1)(text))
    .argument('<file>', 'the new file', (text: string) => {
      if (!text) throw new InvalidArgumentError('Name a file.')
      return text
    })
    .action((id: number, file: string) => call.run(() => replace(call, id, file)))
}

async function locate(call: Call, id: number, file: string): Promise<number> {
  const { client } = await call.openCore()
  const found = await client.clips.locate({ id, location: path.resolve(call.io.cwd, file) })
  const more = [found.stillMissing > 0 ? `${found.stillMissing} still missing` : '', found.otherFile > 0 ? `${found.otherFile} with another file in the place` : ''].filter(Boolean)
  call.answer(found, `${count(found.relinked, 'clip')} found again: ${found.from || '/'} is now ${found.to || '/'}.${more.length > 0 ? ` Of the clips that were there, ${more.join(' and ')}.` : ''}\n`)
  return found.stillMissing + found.otherFile > 0 ? exitCodes.someFailed : exitCodes.done
}

async function list(call: Call, options: ListOptions): Promise<number> {
  const { client } = await call.openCore()
  const account = await call.account(client)
  const group = options.group === undefined ? null : await findGroup(client, account.id, options.group)
  const page = await client.clips.list({
    filter: { ...(group ? { groupId: group.id } : { accountId: account.id }), states: options.state },
    sort: 'newest',
    limit: options.limit,
    after: options.after,
  })
  const rows = []
  for (const clip of page.rows) {
    const latest = clip.attempts > 0 ? (await client.clips.get({ id: clip.id })).attempts.reduce((a, b) => (a.number > b.number ? a : b)) : null
    rows.push({
      ...clipRow(clip),
      name: clip.name,
      group: clip.groupName,
      location: clip.location,
      batchId: clip.batchId,
      latestAttempt: latest && {
        number: latest.number,
        batchId: latest.batchId,
        taskId: latest.taskId,
        name: latest.correlationName,
        verdict: latest.verdict,
        match: latest.match,
        reason: latest.reason && explainReason(latest.reason),
        sentAt: latest.sentAt,
        decidedAt: latest.decidedAt,
      },
    })
  }
  const words = rows.length === 0 ? 'No clip matches.\n' : table(
    ['Id', 'State', 'Clip', 'Person', 'Batch', 'Attempts', 'Reason'],
    rows.map((row) => [String(row.id), clipStateWords[row.state], row.source, row.group, row.batchId === null ? '' : String(row.batchId), String(row.attempts), row.reason?.message ?? '']),
  )
  call.answer({ clips: rows, next: page.next, total: page.total }, page.next === null ? words : `${words}More: --after ${page.next}\n`)
  return exitCodes.done
}

async function changeClips(call: Call, wanted: number[], done: string, act: (client: GreenroomClient, ids: number[]) => Promise<{ changed: number }>): Promise<number> {
  const { client } = await call.openCore()
  const unique = [...new Set(wanted)]
  // A wrong id is said before anything is changed.
  for (const id of unique) await client.clips.get({ id })
  const { changed } = await act(client, unique)
  if (changed === 0) throw new ProblemError('not-permitted-now', `None of these clips could be ${done}: the state they are in does not allow it.`, 'greenroom clips shows their states.')
  const left = unique.length - changed
  call.answer({ changed, asked: unique.length }, `${count(changed, 'clip')} ${done}.${left > 0 ? ` ${left} left as ${left === 1 ? 'it was: its' : 'they were: their'} state does not allow it.` : ''}\n`)
  return left > 0 ? exitCodes.someFailed : exitCodes.done
}

async function prepare(call: Call, wanted: number[], options: RecipeOptions): Promise<number> {
  const given = saysNothing(options) ? null : recipeOf(options)
  return changeClips(call, wanted, 'being prepared', async (client, selected) => {
    const selection = { ids: selected }
    const recipe = given ?? (await client.preparations.suggest(selection)).recipe
    const { clips, asTheyAre } = await client.preparations.reach({ selection, recipe })
    if (clips === 0 && asTheyAre > 0) {
      throw new ProblemError('not-permitted-now', given ? 'These clips are that way already: there is nothing to change.' : 'Nothing here can mend these clips: what they break (a clip too short, its proportions, a format that cannot be read here) no copy would keep to.', 'Replace the file (greenroom clips replace), or send it as it is (greenroom clips submit-anyway).')
    }
    return client.preparations.start({ selection, recipe })
  })
}

async function replace(call: Call, id: number, file: string): Promise<number> {
  const { client } = await call.openCore()
  const location = /^https?:\/\//i.test(file) ? file : path.resolve(call.io.cwd, file)
  const clip = await client.clips.replaceSource({ id, location })
  call.answer({ clip: clipRow(clip) }, `Clip ${clip.id} now comes from ${clip.given}: ${clipStateWords[clip.state]}.\n`)
  return exitCodes.done
}
