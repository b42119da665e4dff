import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BatchAnswer } from '../../src/contract/models/batch.ts'
import { batchTransitions } from '../../src/main/domain/batch-transitions.ts'
import { clipTransitions } from '../../src/main/domain/clip-transitions.ts'
import { sessionTransitions } from '../../src/main/domain/session-transitions.ts'
import { contradictions } from './harness/inspect-ledger.ts'
import { comesToRest } from './harness/liveness.ts'
import { chosen, clipIds, command, hold, nat, pick, some, tried, withClips, type Command } from './harness/model-command.ts'
import { report } from './harness/report.ts'
import { sessionAnswers, submissionAnswers, taskAnswers, verdictAnswers, type Script } from './harness/scripted-service.ts'
import { harnessSetting, replay } from './harness/setting.ts'
import { loops, steppedCore, steppedTemplate, type SteppedCore } from './harness/stepped-core.ts'

const setting = harnessSetting()
const runs = Number(process.env['MODEL_RUNS'] ?? (setting.soak ? 3_000 : 40))
/** Beyond this no further sequence is begun, and a failure is made no smaller, ms. */
const mostMs = Number(process.env['MODEL_MS'] ?? (setting.soak ? 1_200_000 : 15_000))

let template: Awaited<ReturnType<typeof steppedTemplate>>
beforeAll(async () => { template = await steppedTemplate() })
afterAll(() => template.remove())

/** Every step that was taken in some sequence, as `clip from to`. */
const taken = new Set<string>()

const answerOf = (core: SteppedCore, batch: number, how: number): BatchAnswer => {
  const names = core.rows<{ id: number; state: string }>(`SELECT clip.id, clip.state FROM attempt JOIN clip ON clip.id = attempt.clip_id WHERE attempt.batch_id = ? AND clip.state = 'needs-attention'`, batch)
  const all: BatchAnswer[] = [
    { as: 'not-accepted' }, { as: 'resubmit' }, { as: 'follow-again' }, { as: 'accepted', taskId: `task-${1 + (how % 7)}` },
    { as: 'verdicts', verdicts: names.map(({ id }, n) => ({ clip: String(id), verdict: (n + how) % 2 === 0 ? 'active' as const : 'failed' as const, assetId: `by-hand-${id}` })) },
  ]
  return all[how % all.length] ?? { as: 'not-accepted' }
}

/** A round of every loop, after so much time. */
async function round(core: SteppedCore, ms: number): Promise<void> {
  core.clock.now += ms
  for (const loop of loops) await core.step(loop)
}

const often = (times: number, arbitrary: fc.Arbitrary<Command>): fc.Arbitrary<Command>[] => Array.from({ length: times }, () => arbitrary)

const say = <K extends keyof Script>(to: K, words: readonly Script[K][number][]): fc.Arbitrary<Command> =>
  fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 3 }).map((answers) => command(`the service will say to ${to}: ${answers.join(', ')}`, async (core) => { (core.service.script[to] as unknown[]).push(...answers) }))

const commands: fc.Arbitrary<Command>[] = [
  // ── people ──
  fc.record({ group: nat, n: fc.integer({ min: 1, max: 5 }), preflight: fc.boolean(), batchSize: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }), again: fc.boolean() }).map(({ group, n, preflight, batchSize, again }) => command(`take in ${n}${preflight ? '' : ', unchecked'}${again ? ', some again' : ''}`, async (core, known) => {
    const from = again ? 0 : known.clips
    await core.client.intakes.create({ groupId: pick(core.groupIds, group) ?? 0, inputs: Array.from({ length: n }, (_, i) => `https://footage.example/clip-${from + i}.mp4`), preflight, batchSize, askWhenLarge: false })
    known.clips = clipIds(core).length
    known.intakes += 1
  })),
  some.map((ns) => command(`set aside ${ns.join(' ')}`, (core) => core.client.clips.setAside(chosen(core, ns)), withClips)),
  some.map((ns) => command(`bring back ${ns.join(' ')}`, (core) => core.client.clips.bringBack(chosen(core, ns)), withClips)),
  some.map((ns) => command(`recheck ${ns.join(' ')}`, (core) => core.client.clips.recheck(chosen(core, ns)), withClips)),
  some.map((ns) => command(`submit anyway ${ns.join(' ')}`, (core) => core.client.clips.submitAnyway(chosen(core, ns)), withClips)),
  fc.record({ ns: some, includeTiredOut: fc.boolean() }).map(({ ns, includeTiredOut }) => command(`resubmit ${ns.join(' ')}`, (core) => core.client.clips.resubmit({ selection: chosen(core, ns), includeTiredOut }), withClips)),
  fc.constant(command('resubmit all that failed', (core) => core.client.clips.resubmit({ selection: { filter: { states: ['failed'] } } }), withClips)),
  fc.record({ clip: nat, n: nat }).map(({ clip, n }) => command(`replace the source of ${clip}`, (core) => core.client.clips.replaceSource({ id: pick(clipIds(core), clip) ?? 0, location: `https://footage.example/another-${n}.mp4` }), withClips)),
  fc.nat(5).map((n) => command(`undo deed ${n}`, (core) => core.client.clips.undo({ deed: pick(core.rows<{ id: number }>('SELECT id FROM deed ORDER BY id DESC'), n)?.id ?? 0 }), withClips)),
  fc.record({ batch: nat, how: nat }).map(({ batch, how }) => command(`answer ${how} for batch ${batch}`, async (core) => {
    const unclear = core.rows<{ id: number }>(`SELECT id FROM batch WHERE state IN ('outcome-unknown', 'needs-attention') ORDER BY id`)
    const id = (how % 6 === 0 ? pick(core.rows<{ id: number }>('SELECT id FROM batch ORDER BY id'), batch) : pick(unclear, batch))?.id
    if (id !== undefined) await core.client.batches.resolve({ ids: [id], answer: answerOf(core, id, how) })
  }, withClips)),
  fc.boolean().map((on) => command(on ? 'pause the account' : 'resume the account', (core) => (on ? core.client.accounts.pause : core.client.accounts.resume)({ id: core.accountId }))),
  fc.record({ group: nat, on: fc.boolean() }).map(({ group, on }) => command(`${on ? 'pause' : 'resume'} person ${group % 2}`, (core) => (on ? core.client.groups.pause : core.client.groups.resume)({ id: pick(core.groupIds, group) ?? 0 }))),
  fc.record({ batch: nat, on: fc.boolean() }).map(({ batch, on }) => command(`${on ? 'pause' : 'resume'} batch ${batch}`, async (core) => {
    const id = pick(core.rows<{ id: number }>('SELECT id FROM batch ORDER BY id'), batch)?.id
    if (id !== undefined) await (on ? core.client.batches.pause : core.client.batches.resume)({ id })
  }, withClips)),
  fc.record({ group: nat, certain: fc.boolean() }).map(({ group, certain }) => command(`person ${group % 2}: ${certain ? 'certain' : 'fast'}`, (core) => core.client.groups.change({ id: pick(core.groupIds, group) ?? 0, mode: certain ? 'certain' : 'fast' }))),
  fc.constant(command('another key', (core) => core.client.accounts.set({ id: core.accountId, settings: {}, key: 'another-key-5678' }))),
  // ── verifications ──
  fc.constant(command('verify somebody', async (core, known) => { await core.client.sessions.create({ name: 'Mei' }); known.sessions += 1 })),
  nat.map((n) => command(`ask for the verdict of ${n}`, (core) => core.client.sessions.askVerdict({ id: pick(core.rows<{ id: number }>('SELECT id FROM validation_session'), n)?.id ?? 0 }), (known) => known.sessions > 0)),
  nat.map((n) => command(`begin ${n} anew`, async (core, known) => { await core.client.sessions.renew({ id: pick(core.rows<{ id: number }>('SELECT id FROM validation_session'), n)?.id ?? 0 }); known.sessions += 1 }, (known) => known.sessions > 0)),
  // ── the service and the world ──
  ...often(5, fc.record({ submission: fc.constantFrom(...submissionAnswers), task: fc.constantFrom(...taskAnswers), more: fc.nat(2) }).map(({ submission, task, more }) => command(`a batch is ${submission}, then ${task}`, async (core) => {
    core.service.script.submission.push(submission)
    core.service.script.task.push(task)
    for (let n = 0; n <= more; n++) await round(core, 20_000)
  }))),
  fc.record({ session: fc.constantFrom(...sessionAnswers), task: fc.constantFrom('ready' as const, 'moving' as const, 'failed' as const, '404' as const, 'lost' as const), verdict: fc.constantFrom(...verdictAnswers), then: fc.constantFrom('group' as const, 'moving' as const, 'failed' as const, '404' as const), asked: fc.boolean() }).map(({ session, task, verdict, then, asked }) => command(`a verification is ${session}, ${task}, ${asked ? `asked for and ${verdict}, ${then}` : 'not asked for'}`, async (core, known) => {
    core.service.script.session.push(session)
    core.service.script.sessionTask.push(task)
    const { id } = await core.client.sessions.create({ name: 'Mei' })
    known.sessions += 1
    for (let n = 0; n < 3; n++) await round(core, 4_000)
    if (!asked) return
    core.service.script.verdict.push(verdict)
    core.service.script.verdictTask.push(then)
    await core.client.sessions.askVerdict({ id })
    for (let n = 0; n < 3; n++) await round(core, 4_000)
  })),
  say('submission', submissionAnswers), say('task', taskAnswers), say('verdict', verdictAnswers),
  fc.constantFrom(404, 503, null).map((status) => command(`the footage answers ${status}`, async (core) => { core.footage.status = status })),
  fc.constantFrom<'answered' | 'lost'>('answered', 'lost').map((how) => command(`what hangs is ${how}`, async (core) => { core.service.letHangingEnd(how) })),
  fc.constant(command('the process dies', (core) => core.crash())),
  fc.constantFrom(3_700_000, 90_000_000).map((ms) => command(`${ms} ms pass`, async (core) => { core.clock.now += ms })),
  fc.constantFrom(5_000, 86_400_000).map((ms) => command(`the clock is set back by ${ms} ms`, async (core) => { core.clock.now -= ms; await core.step('clock') })),
  // ── the loops ──
  ...often(4, fc.constant(command('a minute of the loops', (core) => round(core, 61_000)))),
  ...loops.map((loop) => fc.constant(command(`a step of ${loop}`, (core) => core.step(loop)))),
]

/** Everything is mended, a person says yes to everything, and time passes: then every clip must come to an end by itself. */
async function comesToAnEnd(core: SteppedCore): Promise<void> {
  const { script } = core.service
  for (const words of Object.values(script) as unknown[][]) words.length = 0
  core.footage.status = 404
  core.service.letHangingEnd('lost')
  await core.settle()
  await comesToRest(core, async () => {
    await core.client.accounts.resume({ id: core.accountId })
    for (const id of core.groupIds) await core.client.groups.resume({ id })
    for (const { id } of core.rows<{ id: number }>('SELECT id FROM batch WHERE paused = 1')) await core.client.batches.resume({ id })
    for (const { id } of core.rows<{ id: number }>(`SELECT id FROM batch WHERE state IN ('outcome-unknown', 'needs-attention')`)) await core.client.batches.resolve({ ids: [id], answer: { as: 'resubmit' } })
  })
}

function permitted(): string[] {
  const steps = (kind: string, table: Readonly<Record<string, readonly string[]>>): string[] => Object.entries(table).flatMap(([from, tos]) => tos.map((to) => `${kind} ${from} → ${to}`))
  return [...steps('clip', clipTransitions), ...steps('batch', batchTransitions), ...steps('session', sessionTransitions)]
}

test('whatever people do, the service answers and the machine does, in whatever order: every clip is in one known state, every step is permitted and told, nothing is sent twice unasked, and everything comes to an end', { timeout: 3_600_000 }, async () => {
  tried.commands = 0
  const answer = await fc.check(fc.asyncProperty(fc.commands(commands, { maxCommands: 60, size: 'max' }), async (given) => {
    const core = await steppedCore(template.dir)
    try {
      await fc.asyncModelRun(async () => {
        await core.client.intakes.create({ groupId: core.groupIds[0] ?? 0, inputs: Array.from({ length: 5 }, (_, n) => `https://footage.example/clip-${n}.mp4`), preflight: false, askWhenLarge: false })
        await core.client.sessions.create({ name: 'Mei' })
        return { model: { clips: 5, sessions: 1, intakes: 1 }, real: core }
      }, given)
      await comesToAnEnd(core)
      hold(core)
      expect(contradictions(core.database())).toEqual([])
      for (const { step } of core.rows<{ step: string }>(`SELECT DISTINCT iif(clip_id IS NULL, iif(batch_id IS NULL, 'session ', 'batch '), 'clip ') || (data->>'from') || ' → ' || coalesce(data->>'to', substr(what, 9)) AS step FROM event WHERE data->>'from' IS NOT NULL`)) taken.add(step)
    } finally {
      await core.close()
    }
  }), { numRuns: runs, seed: setting.seed, interruptAfterTimeLimit: mostMs })
  const all = permitted()
  const missing = all.filter((step) => !taken.has(step))
  console.log(`${answer.numRuns} sequences, ${tried.commands} deeds and answers, ${all.length - missing.length} of ${all.length} permitted steps taken, seed ${answer.seed}${process.env['MODEL_SHOW'] ? `\nnot taken: ${missing.join(', ')}` : ''}`)
  expect(answer.failed ? `seed ${answer.seed}, path ${answer.counterexamplePath}, ${[...(answer.counterexample?.[0] ?? [])].map((each) => each.toString()).join(', ')}\n${String(answer.errorInstance)}\nreplay: ${replay(setting, 'models.core')}` : '').toBe('')
  report({ part: 'fuzz', fault: 'arbitrary sequences of deeds, answers, restarts and clocks, each step held against the laws', tried: tried.commands, lost: 0, doubled: 0, recovered: null })
})
