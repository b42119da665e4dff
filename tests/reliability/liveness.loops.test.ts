import { expect, test } from 'vitest'
import type { Publishing } from '../../src/contract/models/account.ts'
import type { ClipState } from '../../src/contract/models/states.ts'
import { settledClipStates } from '../../src/contract/models/states.ts'
import { largeIntake } from '../../src/main/runners/intake-flow.ts'
import { seededRandom } from '../../src/main/sandbox/random.ts'
import { copyDemoClip, demoClipNames } from '../helpers/clips.ts'
import { openStage, temporaryFolder, type Stage } from '../helpers/core.ts'
import { inspectLedger } from './harness/inspect-ledger.ts'
import { oneOf } from './harness/one-of.ts'
import { report } from './harness/report.ts'
import { harnessSetting, replay } from './harness/setting.ts'

const setting = harnessSetting()
const sequences = Number(process.env['LIVENESS_SEQUENCES'] ?? (setting.soak ? 100 : 3))
const deedsEach = 14
/** Once everything is put right, all is at its end within this time of the clock: clips that are uploaded, checked and sent again, a link server's patience, backoffs. */
const mostMs = 3 * 3_600_000
/** From wherever it is, no clip takes more steps than these to its end. */
const mostSteps = 16

interface Play { stage: Stage; random: () => number; files: string[]; first: Publishing; urls: number; people: number[] }

const week = 7 * 86_400_000
/** The link server that works is the first way; behind the second nobody listens. */
const ways: Record<string, (play: Play) => Publishing> = {
  'as at first': ({ first }) => first,
  'where nobody listens': () => ({ kind: 'links', origin: 'http://127.0.0.1:1', host: '127.0.0.1', port: 0, expiryMs: week }),
  'links of an hour': () => ({ kind: 'links', origin: 'http://127.0.0.1:1', host: '127.0.0.1', port: 0, expiryMs: 3_600_000 }),
  'a public folder': ({ files }) => ({ kind: 'base-url', root: files[0]?.slice(0, files[0].lastIndexOf('/')) ?? '/', url: 'http://127.0.0.1:1' }),
}

/** What people and the machine may do, each by chance. */
const deeds: Record<string, (play: Play) => Promise<unknown>> = {
  'take in files': ({ stage, files, random, people }) => stage.client.intakes.create({ groupId: oneOf(random, people), inputs: [oneOf(random, files), oneOf(random, files)], askWhenLarge: random() < 0.5, preflight: random() < 0.7 }),
  'take in URLs': (play) => takeUrls(play, 3),
  'take in a great many': (play) => (play.urls < largeIntake && play.random() < 0.3 ? takeUrls(play, largeIntake + 1) : Promise.resolve()),
  'decide': async ({ stage, random }) => {
    const asking = (await stage.client.intakes.list({})).filter(({ state }) => state === 'asking' || state === 'first-batch')
    if (asking[0]) await stage.client.intakes.decide({ id: asking[0].id, decision: oneOf(random, ['start', 'first-batch-only', 'cancel'] as const) })
  },
  'change the way': (play) => publishBy(play, oneOf(play.random, Object.keys(ways))),
  'change the way back': (play) => publishBy(play, 'as at first'),
  'pause a person': ({ stage, random, people }) => stage.client.groups.pause({ id: oneOf(random, people) }),
  'resume a person': ({ stage, random, people }) => stage.client.groups.resume({ id: oneOf(random, people) }),
  'pause or resume the account': ({ stage, random }) => stage.client.accounts[random() < 0.3 ? 'pause' : 'resume']({ id: stage.account.id }),
  'resubmit what failed': ({ stage }) => stage.client.clips.resubmit({ selection: { filter: { states: ['failed'] } } }),
  'recheck what is held': ({ stage }) => stage.client.clips.recheck({ filter: { states: ['held'] } }),
  'set aside and bring back': async ({ stage }) => {
    await stage.client.clips.setAside({ filter: { states: ['ready'] } })
    await stage.client.clips.bringBack({ filter: { states: ['excluded'] } })
  },
  'restart': ({ stage }) => stage.restart(),
  // The sandbox reckons its reviews by the same clock: by no more, or they take as long.
  'set the clock back': ({ stage, random }) => Promise.resolve(stage.clock.setWall(-oneOf(random, [10_000, 120_000]))),
  'set the clock ahead': ({ stage, random }) => Promise.resolve(stage.clock.setWall(oneOf(random, [10_000, 3_600_000]))),
}

async function takeUrls(play: Play, n: number): Promise<unknown> {
  const from = play.urls + 1
  play.urls += n
  return play.stage.takeIn(n, { from, batchSize: n > 10 ? 300 : undefined, askWhenLarge: true, groupId: oneOf(play.random, play.people) })
}

async function publishBy(play: Play, way: string): Promise<unknown> {
  const publishing = ways[way]?.(play)
  return publishing && play.stage.client.accounts.setPublishing({ id: play.stage.account.id, publishing })
}

/** Nothing is paused, stopped, unclear or asked about, and the way of publishing works. */
async function putRight(play: Play): Promise<void> {
  const { client } = play.stage
  await publishBy(play, 'as at first')
  await client.accounts.resume({ id: play.stage.account.id })
  for (const id of play.people) await client.groups.resume({ id })
  for (const batch of await play.stage.batches()) if (batch.state === 'outcome-unknown' || batch.state === 'needs-attention') await client.batches.resolve({ ids: [batch.id], answer: { as: 'resubmit' } })
  for (const intake of await client.intakes.list({})) if (intake.state === 'asking' || intake.state === 'first-batch') await client.intakes.decide({ id: intake.id, decision: 'start' })
}

/** @returns what it took of the clock, ms, or throws with what was done and what stands still or turns */
async function play(seed: number): Promise<{ clockMs: number; deeds: string[] }> {
  const random = seededRandom(seed)
  const stage = await openStage({ submitRpm: 30, settings: { batchSize: 3 }, sandbox: { seed, reviewMs: 5_000, maxAssets: 1_000 } })
  const { clock } = stage
  clock.breathMs = 10
  const shelf = await temporaryFolder()
  const files = await Promise.all((await demoClipNames()).slice(0, 4).map((name) => copyDemoClip(shelf, name)))
  const lin = await stage.client.groups.adopt({ remoteId: 'group-lin', name: 'Lin' })
  const state: Play = { stage, random, files, first: stage.account.publishing, urls: 0, people: [stage.group.id, lin.id] }
  const done: string[] = []
  for (let n = 0; n < deedsEach; n++) {
    const name = oneOf(random, Object.keys(deeds))
    done.push(name)
    await deeds[name]?.(state)
    await clock.run(oneOf(random, [0, 200, 1_000, 5_000, 40_000]))
  }
  const from = Number((await stage.client.activity.list({ limit: 1, after: null })).rows[0]?.id ?? 0)
  const began = clock.monotonic()
  const settled = new Set<ClipState>(settledClipStates)
  try {
    await putRight(state)
    await clock.until(async () => {
      const counts = await stage.counts()
      if (counts['needs-attention']) await putRight(state)
      return Object.keys(counts).every((each) => settled.has(each as ClipState) && each !== 'needs-attention')
    }, { withinMs: mostMs, describe: async () => [await stage.counts(), await stage.client.cue.waiting({})] })
    const steps = new Map<number, number>()
    for (const event of await stage.events()) if (event.id > from && event.clipId !== null && event.data['to'] !== undefined) steps.set(event.clipId, (steps.get(event.clipId) ?? 0) + 1)
    expect(Math.max(0, ...steps.values()), 'steps of one clip to its end').toBeLessThanOrEqual(mostSteps)
    expect((await inspectLedger(stage.dataDir)).wrong).toEqual([])
  } catch (error) {
    throw new Error(`${done.join(', ')}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
  return { clockMs: clock.monotonic() - began, deeds: done }
}

test.each(Array.from({ length: sequences }, (_, n) => setting.seed + n))('with the real loops, put right after whatever was done, every clip comes to its end (%i)', { timeout: 180_000 }, async (seed) => {
  const { clockMs } = await play(seed).catch((error: unknown) => { throw new Error(`${error instanceof Error ? error.message : String(error)}\nreplay: ${replay({ ...setting, seed }, 'liveness.loops')}`, { cause: error }) })
  report({ part: 'fuzz', fault: 'the real loops: ways changed and changed back, gates, pauses, restarts, clocks; put right, all comes to its end', tried: 1, lost: 0, doubled: 0, recovered: clockMs })
})
