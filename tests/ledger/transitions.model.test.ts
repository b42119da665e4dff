import fc from 'fast-check'
import { expect, test } from 'vitest'
import { batchStates, clipStates, type BatchState, type ClipState } from '../../src/contract/models/states.ts'
import { batchTransitions } from '../../src/main/domain/batch-transitions.ts'
import { clipTransitions } from '../../src/main/domain/clip-transitions.ts'
import { addFolder } from '../../src/main/ledger/folders.ts'
import { moveBatch } from '../../src/main/ledger/move-batch.ts'
import { moveClips } from '../../src/main/ledger/move-clips.ts'
import { addPerson, newClips, raw, testLedger, type TestLedger } from '../helpers/ledger.ts'

const clipsEach = 4
const batchesEach = 2

interface ClipStep { clip: number; to: ClipState; from?: ClipState[]; reason?: string }
type Step =
  | { kind: 'clips'; moves: ClipStep[]; actor: string; rolledBack: boolean }
  | { kind: 'batch'; batch: number; to: BatchState; actor: string; rolledBack: boolean }

const actor = fc.constantFrom('system', 'Ada', '赵敏')
const clipStep = fc.record({
  clip: fc.nat(clipsEach - 1), to: fc.constantFrom(...clipStates),
  from: fc.option(fc.subarray([...clipStates]), { nil: undefined, freq: 4 }),
  reason: fc.option(fc.constantFrom('FpsTooLow', 'NoReason'), { nil: undefined }),
})
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('clips' as const), moves: fc.array(clipStep, { minLength: 1, maxLength: 6 }), actor, rolledBack: fc.boolean() }),
  fc.record({ kind: fc.constant('batch' as const), batch: fc.nat(batchesEach - 1), to: fc.constantFrom(...batchStates), actor, rolledBack: fc.boolean() }),
)

class Undo extends Error {}

/** What the ledger ought to hold, kept by hand. */
interface Model { clips: { id: number; state: ClipState }[]; batches: { id: number; state: BatchState }[]; events: string[] }

async function begin(t: TestLedger, name: string): Promise<Model> {
  t.groupId = await addPerson(t, name)
  const clips = await newClips(t, clipsEach)
  const batches = await t.ledger.transact((tx) => tx.insertInto('batch').values(Array.from({ length: batchesEach }, () => ({
    account_id: t.accountId, group_id: t.groupId, asset_type: 'video' as const, state: 'planned' as const, state_since: t.now, size: 1, task_id: null, retry_at: null, sent_at: null, next_poll_at: null,
    progress: null, raw_status: null, odd_since: null, why_kind: null, why_message: null, answer: null, created_at: t.now, finished_at: null,
  }))).returning('id').execute())
  return { clips: clips.map((id) => ({ id, state: 'checking' })), batches: batches.map(({ id }) => ({ id, state: 'planned' })), events: [] }
}

async function take(t: TestLedger, model: Model, given: Step): Promise<void> {
  const next: Model = { clips: model.clips.map((clip) => ({ ...clip })), batches: model.batches.map((batch) => ({ ...batch })), events: [...model.events] }
  await t.ledger.transact(async (tx) => {
    if (given.kind === 'clips') {
      const expected: number[] = []
      for (const move of given.moves) {
        const clip = next.clips[move.clip]
        if (!clip || (move.from && !move.from.includes(clip.state)) || !clipTransitions[clip.state].includes(move.to)) continue
        next.events.push(`${given.actor} clip.${move.to} clip ${clip.id} from ${clip.state} to ${move.to}`)
        clip.state = move.to
        expected.push(clip.id)
      }
      const moved = await moveClips(tx, given.moves.map((move) => ({
        clipId: model.clips[move.clip]?.id ?? 0, to: move.to, from: move.from, ...(move.reason ? { reason: { code: move.reason, message: null, breaches: [] } } : {}),
      })), { now: t.now, actor: given.actor })
      expect(moved).toEqual(expected)
    } else {
      const batch = next.batches[given.batch]
      if (!batch) return
      const may = batchTransitions[batch.state].includes(given.to)
      if (may) {
        next.events.push(`${given.actor} batch.${given.to} batch ${batch.id} from ${batch.state} to ${given.to}`)
        batch.state = given.to
      }
      expect(await moveBatch(tx, batch.id, given.to, { now: t.now, actor: given.actor })).toBe(may)
    }
    if (given.rolledBack) throw new Undo()
  }).catch((error: unknown) => { if (!(error instanceof Undo)) throw error })
  if (!given.rolledBack) Object.assign(model, next)
}

function expectLedgerIs(t: TestLedger, model: Model): void {
  expect(raw(t, 'SELECT id, state FROM clip WHERE group_id = ? ORDER BY id', t.groupId)).toEqual(model.clips)
  expect(raw(t, 'SELECT id, state FROM batch WHERE group_id = ? ORDER BY id', t.groupId)).toEqual(model.batches)
  const events = raw(t, `SELECT actor || ' ' || what || CASE WHEN clip_id IS NULL THEN ' batch ' || batch_id ELSE ' clip ' || clip_id END || ' from ' || (data->>'from') || ' to ' || (data->>'to') AS said
    FROM event WHERE group_id = ? AND data->>'from' IS NOT NULL ORDER BY id`, t.groupId) as { said: string }[]
  expect(events.map((event) => event.said)).toEqual(model.events)
}

/** The kept counts against counting, over the whole ledger. */
function expectCountsAreRight(t: TestLedger): void {
  expect(raw(t, 'SELECT group_id, state, reason_code, folder_id, gated, n FROM clip_count WHERE n <> 0 ORDER BY 1, 2, 3, 4, 5'))
    .toEqual(raw(t, 'SELECT group_id, state, reason_code, ifnull(watch_folder_id, 0) AS folder_id, gated, count(*) AS n FROM clip GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5'))
  expect(raw(t, 'SELECT group_id, state, n FROM batch_count WHERE n <> 0 ORDER BY 1, 2'))
    .toEqual(raw(t, 'SELECT group_id, state, count(*) AS n FROM batch GROUP BY 1, 2 ORDER BY 1, 2'))
}

test('whatever is asked in whatever order, clips and batches take only permitted steps, each with its one event, and the kept counts stay true', async () => {
  const t = await testLedger()
  let run = 0
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
    const model = await begin(t, `person ${++run}`)
    for (const each of steps) await take(t, model, each)
    expectLedgerIs(t, model)
    expectCountsAreRight(t)
  }), { numRuns: 60 })
  expect(raw(t, 'SELECT count(*) AS n FROM clip_count WHERE n < 0')).toEqual([{ n: 0 }])
})

test('a clip named twice in one call takes its second step from its first', async () => {
  const t = await testLedger()
  const [clip = 0] = await newClips(t, 1)
  const reason = { code: 'FpsTooLow', message: null, breaches: [] }
  const moved = await t.ledger.transact((tx) => moveClips(tx, [{ clipId: clip, to: 'held', reason, duplicateOf: 7 }, { clipId: clip, to: 'excluded', setAsideFrom: 'held' }], { now: t.now, actor: 'Ada' }))
  expect(moved).toEqual([clip, clip])
  expect(raw(t, 'SELECT state, reason_code, duplicate_of, set_aside_from FROM clip')).toEqual([{ state: 'excluded', reason_code: 'FpsTooLow', duplicate_of: 7, set_aside_from: 'held' }])
})

test('the counts follow a clip that opens its gate, changes its reason or its folder', async () => {
  const t = await testLedger()
  const [clip = 0] = await newClips(t, 1, { gated: true })
  await t.ledger.transact((tx) => tx.updateTable('clip').set({ gated: 0 }).where('id', '=', clip).execute())
  expectCountsAreRight(t)
  await t.ledger.transact((tx) => tx.updateTable('clip').set({ reason_code: 'FpsTooLow' }).where('id', '=', clip).execute())
  expectCountsAreRight(t)
  const folderId = await t.ledger.transact((tx) => addFolder(tx, { group_id: t.groupId, path: '/w', volume_id: null, relative_path: null, settle_ms: 0, linger_ms: 0, batch_size: null, ignore: '[]', existing: 'submit' }, { now: t.now, actor: 'Ada' }))
  await t.ledger.transact((tx) => tx.updateTable('clip').set({ watch_folder_id: folderId }).where('id', '=', clip).execute())
  expectCountsAreRight(t)
  await t.ledger.transact((tx) => tx.updateTable('clip').set({ reason_code: 'NoReason', state: 'held' }).where('id', '=', clip).execute())
  expectCountsAreRight(t)
})
