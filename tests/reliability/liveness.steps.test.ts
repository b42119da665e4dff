import path from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Publishing } from '../../src/contract/models/account.ts'
import { contradictions } from './harness/inspect-ledger.ts'
import { comesToRest } from './harness/liveness.ts'
import { chosen, clipIds, command, hold, nat, pick, some, tried, withClips, type Command, type Known } from './harness/model-command.ts'
import { report } from './harness/report.ts'
import { submissionAnswers, taskAnswers } from './harness/scripted-service.ts'
import { harnessSetting, replay } from './harness/setting.ts'
import { beginSlowList, foundFile, foundUrl, type SlowList } from './harness/slow-lists.ts'
import { loops, neverAnswers, steppedCore, steppedTemplate, type SteppedCore } from './harness/stepped-core.ts'

const setting = harnessSetting()
const runs = Number(process.env['LIVENESS_RUNS'] ?? (setting.soak ? 3_000 : 60))
/** Beyond this no further sequence is begun, and a failure is made no smaller, ms. */
const mostMs = Number(process.env['LIVENESS_MS'] ?? (setting.soak ? 900_000 : 10_000))

let template: Awaited<ReturnType<typeof steppedTemplate>>
beforeAll(async () => { template = await steppedTemplate() })
afterAll(() => template.remove())

interface Lists { here: SlowList[]; beside: SlowList[] }
/** The lists that are being read, by this process and by others. */
const listsOf = new WeakMap<SteppedCore, Lists>()
const lists = (core: SteppedCore): Lists => listsOf.get(core) ?? { here: [], beside: [] }

const often = (times: number, arbitrary: fc.Arbitrary<Command>): fc.Arbitrary<Command>[] => Array.from({ length: times }, () => arbitrary)
const count = (core: SteppedCore, known: Known): void => { known.clips = clipIds(core).length }
let lastUrl = 0
const newUrls = (n: number): string[] => Array.from({ length: n }, () => `https://footage.example/clip-${++lastUrl}.mp4`)
const files = (core: SteppedCore, from: number, n: number): string[] => Array.from({ length: n }, (_, i) => pick(core.files, from + i) ?? '')

const week = 7 * 86_400_000
/** The ways a file of this machine may get its address by; the first is the one that works in the end. */
const ways: readonly { name: string; way: (core: SteppedCore) => Publishing }[] = [
  { name: 'links of a', way: () => ({ kind: 'links', origin: 'https://links-a.example', host: '127.0.0.1', port: 4681, expiryMs: week }) },
  { name: 'links that never answer', way: () => ({ kind: 'links', origin: neverAnswers, host: '127.0.0.1', port: 4682, expiryMs: week }) },
  { name: 'links of an hour', way: () => ({ kind: 'links', origin: 'https://links-a.example', host: '127.0.0.1', port: 4681, expiryMs: 3_600_000 }) },
  { name: 'a public folder', way: (core) => ({ kind: 'base-url', root: path.dirname(core.files[0] ?? ''), url: 'https://public-a.example' }) },
  { name: 'none', way: () => ({ kind: 'none' }) },
]
const publishBy = (core: SteppedCore, n: number): Promise<unknown> => core.client.accounts.setPublishing({ id: core.accountId, publishing: (ways[n] ?? ways[0])?.way(core) ?? { kind: 'none' } })

/** A round of every loop, after so much time. */
async function round(core: SteppedCore, ms: number): Promise<void> {
  core.clock.now += ms
  for (const loop of loops) await core.step(loop)
}

const commands: fc.Arbitrary<Command>[] = [
  ...often(3, fc.record({ group: nat, from: nat, n: fc.integer({ min: 1, max: 4 }), preflight: fc.boolean(), askWhenLarge: fc.boolean() }).map(({ group, from, n, preflight, askWhenLarge }) => command(`take in ${n} files from ${from % 40}${preflight ? '' : ', unchecked'}${askWhenLarge ? ', asking when many' : ''}`, async (core, known) => {
    await core.client.intakes.create({ groupId: pick(core.groupIds, group) ?? 0, inputs: files(core, from, n), preflight, askWhenLarge })
    count(core, known)
  }))),
  fc.record({ group: nat, n: fc.integer({ min: 1, max: 4 }), preflight: fc.boolean(), askWhenLarge: fc.boolean() }).map(({ group, n, preflight, askWhenLarge }) => command(`take in ${n} URLs${preflight ? '' : ', unchecked'}${askWhenLarge ? ', asking when many' : ''}`, async (core, known) => {
    await core.client.intakes.create({ groupId: pick(core.groupIds, group) ?? 0, inputs: newUrls(n), preflight, askWhenLarge })
    count(core, known)
  })),
  // ── lists that take their time ──
  ...often(3, fc.record({ group: nat, from: nat, beside: fc.boolean(), askWhenLarge: fc.constantFrom(true, true, false), preflight: fc.boolean() }).map(({ group, from, beside, askWhenLarge, preflight }) => command(`${beside ? 'another process begins' : 'begin'} a list of files from ${from % 40}${askWhenLarge ? ', asking when many' : ''}${preflight ? '' : ', unchecked'}`, async (core, known) => {
    const list = beginSlowList(beside ? await core.beside() : core.context(), { groupId: pick(core.groupIds, group) ?? 0, preflight, askWhenLarge })
    const known2 = lists(core)
    listsOf.set(core, beside ? { ...known2, beside: [...known2.beside, list] } : { ...known2, here: [...known2.here, list] })
    list.goesOn([...files(core, from, 2).map(foundFile), ...newUrls(1).map(foundUrl)])
    await core.settle()
    count(core, known)
  }))),
  fc.record({ n: nat, more: fc.integer({ min: 1, max: 3 }) }).map(({ n, more }) => command(`list ${n} goes on`, async (core, known) => {
    pick([...lists(core).here, ...lists(core).beside], n)?.goesOn(newUrls(more).map(foundUrl))
    await core.settle()
    count(core, known)
  })),
  ...often(2, fc.record({ n: nat, how: fc.constantFrom('ends', 'ends', 'fails', 'dies' as const) }).map(({ n, how }) => command(`list ${n} ${how}`, async (core) => {
    const { here, beside } = lists(core)
    const list = how === 'dies' ? pick(beside, n) : pick([...here, ...beside], n)
    if (!list) return
    listsOf.set(core, { here: here.filter((each) => each !== list), beside: beside.filter((each) => each !== list) })
    if (how !== 'dies') list[how]()
    await core.settle()
  }))),
  // So many make every step after them slower: seldom.
  fc.oneof({ weight: 7, arbitrary: fc.constant(command('a minute of the loops', (core) => round(core, 61_000))) }, { weight: 1, arbitrary: fc.constant(command('take in 501 URLs, asking when many', async (core, known) => {
    await core.client.intakes.create({ groupId: core.groupIds[0] ?? 0, inputs: newUrls(501), preflight: false, batchSize: 251, askWhenLarge: true })
    count(core, known)
  }, (known) => known.clips < 400)) }),
  fc.record({ n: nat, decision: fc.constantFrom('start', 'first-batch-only', 'cancel' as const) }).map(({ n, decision }) => command(`${decision} what is asked about`, async (core) => {
    const id = pick(core.rows<{ id: number }>(`SELECT id FROM intake WHERE state IN ('asking', 'first-batch') ORDER BY id`), n)?.id
    if (id !== undefined) await core.client.intakes.decide({ id, decision })
  })),
  // ── settings ──
  ...often(4, fc.nat(ways.length - 1).map((n) => command(`publish by ${ways[n]?.name ?? ''}`, (core) => publishBy(core, n)))),
  fc.constantFrom(206, 206, 503, 404).map((status) => command(`our links answer ${status}`, async (core) => { core.ways.status = status })),
  fc.boolean().map((listens) => command(`the link server ${listens ? 'can listen' : 'cannot listen'}`, async (core) => { core.ways.listens = listens })),
  fc.record({ group: nat, on: fc.boolean() }).map(({ group, on }) => command(`${on ? 'pause' : 'resume'} person ${group % 2}`, (core) => (on ? core.client.groups.pause : core.client.groups.resume)({ id: pick(core.groupIds, group) ?? 0 }))),
  fc.boolean().map((on) => command(on ? 'pause the account' : 'resume the account', (core) => (on ? core.client.accounts.pause : core.client.accounts.resume)({ id: core.accountId }))),
  fc.record({ batch: nat, on: fc.boolean() }).map(({ batch, on }) => command(`${on ? 'pause' : 'resume'} batch ${batch}`, async (core) => {
    const id = pick(core.rows<{ id: number }>('SELECT id FROM batch ORDER BY id'), batch)?.id
    if (id !== undefined) await (on ? core.client.batches.pause : core.client.batches.resume)({ id })
  }, withClips)),
  fc.record({ group: nat, certain: fc.boolean() }).map(({ group, certain }) => command(`person ${group % 2}: ${certain ? 'certain' : 'fast'}`, (core) => core.client.groups.change({ id: pick(core.groupIds, group) ?? 0, mode: certain ? 'certain' : 'fast' }))),
  // ── people ──
  some.map((ns) => command(`set aside ${ns.join(' ')}`, (core) => core.client.clips.setAside(chosen(core, ns)), withClips)),
  some.map((ns) => command(`bring back ${ns.join(' ')}`, (core) => core.client.clips.bringBack(chosen(core, ns)), withClips)),
  some.map((ns) => command(`recheck ${ns.join(' ')}`, (core) => core.client.clips.recheck(chosen(core, ns)), withClips)),
  some.map((ns) => command(`submit anyway ${ns.join(' ')}`, (core) => core.client.clips.submitAnyway(chosen(core, ns)), withClips)),
  fc.constant(command('resubmit all that failed', (core) => core.client.clips.resubmit({ selection: { filter: { states: ['failed'] } }, includeTiredOut: true }), withClips)),
  // ── the service and the machine ──
  ...often(3, fc.record({ submission: fc.constantFrom(...submissionAnswers), task: fc.constantFrom(...taskAnswers), more: fc.nat(2) }).map(({ submission, task, more }) => command(`a batch is ${submission}, then ${task}`, async (core) => {
    core.service.script.submission.push(submission)
    core.service.script.task.push(task)
    for (let n = 0; n <= more; n++) await round(core, 20_000)
  }))),
  fc.constantFrom(404, 503, null).map((status) => command(`the footage answers ${status}`, async (core) => { core.footage.status = status })),
  fc.constant(command('the process dies', async (core) => {
    listsOf.set(core, { ...lists(core), here: [] })
    await core.crash()
  })),
  fc.constantFrom(3_700_000, 90_000_000).map((ms) => command(`${ms} ms pass`, async (core) => { core.clock.now += ms })),
  fc.constantFrom(5_000, 86_400_000).map((ms) => command(`the clock is set back by ${ms} ms`, async (core) => { core.clock.now -= ms; await core.step('clock') })),
  ...often(5, fc.constant(command('a minute of the loops', (core) => round(core, 61_000)))),
  ...loops.map((loop) => fc.constant(command(`a step of ${loop}`, (core) => core.step(loop)))),
]

/** The network is there, the service kind, nothing paused, stopped or asked about, the way of publishing works. */
async function putRight(core: SteppedCore): Promise<void> {
  await core.client.accounts.resume({ id: core.accountId })
  for (const id of core.groupIds) await core.client.groups.resume({ id })
  for (const { id } of core.rows<{ id: number }>('SELECT id FROM batch WHERE paused = 1')) await core.client.batches.resume({ id })
  for (const { id } of core.rows<{ id: number }>(`SELECT id FROM batch WHERE state IN ('outcome-unknown', 'needs-attention')`)) await core.client.batches.resolve({ ids: [id], answer: { as: 'resubmit' } })
  for (const { id } of core.rows<{ id: number }>(`SELECT id FROM intake WHERE state IN ('asking', 'first-batch')`)) await core.client.intakes.decide({ id, decision: 'start' })
}

async function mend(core: SteppedCore): Promise<void> {
  for (const words of Object.values(core.service.script) as unknown[][]) words.length = 0
  core.footage.status = 404
  core.ways.status = 206
  core.ways.listens = true
  core.service.letHangingEnd('lost')
  const { here, beside } = lists(core)
  for (const list of [...here, ...beside]) list.ends()
  await core.settle()
  await publishBy(core, 0)
}

let longest = { clockMs: 0, steps: 0 }

test('whatever was changed, changed back, paused, cut short and put right again: every clip comes to its end in bounded time and steps', { timeout: 3_600_000 }, async () => {
  tried.commands = 0
  const answer = await fc.check(fc.asyncProperty(fc.commands(commands, { maxCommands: 40, size: 'max' }), async (given) => {
    const core = await steppedCore(template.dir)
    try {
      await fc.asyncModelRun(async () => {
        await publishBy(core, 0)
        await core.client.intakes.create({ groupId: core.groupIds[0] ?? 0, inputs: files(core, 0, 4), preflight: true, askWhenLarge: true })
        return { model: { clips: 4, sessions: 0, intakes: 1 }, real: core }
      }, given)
      await mend(core)
      const rest = await comesToRest(core, () => putRight(core))
      longest = { clockMs: Math.max(longest.clockMs, rest.clockMs), steps: Math.max(longest.steps, rest.steps) }
      hold(core)
      expect(contradictions(core.database())).toEqual([])
    } finally {
      await core.close()
    }
  }), { numRuns: runs, seed: setting.seed, interruptAfterTimeLimit: mostMs })
  console.log(`${answer.numRuns} sequences, ${tried.commands} deeds, at rest within ${Math.round(longest.clockMs / 60_000)} minutes and ${longest.steps} steps of a clip, seed ${answer.seed}`)
  expect(answer.failed ? `seed ${answer.seed}, path ${answer.counterexamplePath}, ${[...(answer.counterexample?.[0] ?? [])].map((each) => each.toString()).join(', ')}\n${String(answer.errorInstance)}\nreplay: ${replay(setting, 'liveness.steps')}` : '').toBe('')
  report({ part: 'fuzz', fault: 'ways of publishing changed and changed back, gates, lists cut short, pauses: everything put right comes to its end', tried: answer.numRuns, lost: 0, doubled: 0, recovered: longest.clockMs })
})
