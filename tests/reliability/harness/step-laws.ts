import type Database from 'better-sqlite3'
import { batchStates, clipStates, sessionStates, type BatchState, type ClipState, type SessionState } from '../../../src/contract/models/states.ts'
import { mayBatchMove } from '../../../src/main/domain/batch-transitions.ts'
import { mayMove } from '../../../src/main/domain/clip-transitions.ts'
import { maySessionMove } from '../../../src/main/domain/session-transitions.ts'

interface Step { id: number; of: number; actor: string; what: string; from: string | null; to: string; code: string | null; message: string | null }

/** What the history must be at any moment: every step from where the last one ended, permitted, with an actor and, where there is one to give, a reason. Empty: nothing is wrong. */
export function brokenSteps(database: Database.Database): string[] {
  const steps = (of: string, where: string): Step[] => database.prepare(`SELECT id, ${of} AS of, actor, what, data->>'from' AS "from", data->>'to' AS "to", data->>'reason' AS code, coalesce(data->>'message', data->>'why') AS message FROM event
    WHERE ${where} AND data->>'to' IS NOT NULL ORDER BY id`).all() as Step[]
  const clips = steps('clip_id', 'clip_id IS NOT NULL')
  const batches = steps('batch_id', `clip_id IS NULL AND batch_id IS NOT NULL AND what LIKE 'batch.%'`)
  const sessions = database.prepare(`SELECT id, data->>'session' AS of, actor, what, data->>'from' AS "from", substr(what, 9) AS "to", data->>'problem' AS code, data->>'message' AS message FROM event WHERE what LIKE 'session.%' ORDER BY id`).all() as Step[]
  const reasoned = new Set(['held', 'failed', 'needs-attention'])
  return [
    ...chained('clip', clips, new Set(clipStates), (from, to) => mayMove(from as ClipState, to as ClipState), ['settling', 'checking']),
    ...chained('batch', batches, new Set(batchStates), (from, to) => mayBatchMove(from as BatchState, to as BatchState), ['planned']),
    ...chained('session', sessions, new Set(sessionStates), (from, to) => maySessionMove(from as SessionState, to as SessionState), ['creating']),
    ...clips.filter((step) => reasoned.has(step.to) && !step.code).map((step) => `Clip ${step.of} became ${step.to} without a reason (${step.what}).`),
    ...batches.filter((step) => ['outcome-unknown', 'needs-attention', 'refused'].includes(step.to) && step.message === null && step.code === null).map((step) => `Batch ${step.of} became ${step.to} without a reason.`),
    ...sessions.filter((step) => ['refused', 'spent', 'verdict-unknown'].includes(step.to) && step.message === null).map((step) => `Session ${step.of} became ${step.to} without a reason.`),
    ...flags(database),
  ]
}

function chained(kind: string, steps: readonly Step[], known: ReadonlySet<string>, may: (from: string, to: string) => boolean, begins: readonly string[]): string[] {
  const at = new Map<number, string>()
  const wrong: string[] = []
  for (const { id, of, actor, from, to, what } of steps) {
    const before = at.get(of)
    if (actor === '') wrong.push(`Event ${id} (${what}) of ${kind} ${of} has no actor.`)
    if (!known.has(to)) wrong.push(`Event ${id} brought ${kind} ${of} to "${to}", a state nobody knows.`)
    // Said again without going anywhere: asked to be prepared while it was checked.
    const stays = from === to && before === to
    if (before !== undefined && from !== null && from !== before) wrong.push(`Event ${id} (${what}) says that ${kind} ${of} came from ${from}; it was ${before}.`)
    // A batch's planning is no event: it begins with the first step away from it.
    else if (before === undefined && from !== null && !begins.includes(from)) wrong.push(`Event ${id} (${what}): ${kind} ${of} began as ${from}.`)
    else if (!stays && (before ?? from) !== null && !may(before ?? from ?? '', to)) wrong.push(`Event ${id} (${what}): ${kind} ${of} went from ${before ?? from} to ${to}, which is not permitted.`)
    at.set(of, to)
  }
  return wrong
}

/** Pauses and stops that are in force, against the last event about each. */
function flags(database: Database.Database): string[] {
  const wrong: string[] = []
  const last = (where: string, ...parameters: unknown[]): string | undefined => (database.prepare(`SELECT what FROM event WHERE ${where} ORDER BY id DESC LIMIT 1`).get(...parameters) as { what: string } | undefined)?.what
  for (const account of database.prepare('SELECT id, paused, stop, trouble FROM account').all() as { id: number; paused: number; stop: string | null; trouble: string | null }[]) {
    const paused = last(`account_id = ? AND what IN ('account.paused', 'account.resumed')`, account.id) === 'account.paused'
    if (paused !== (account.paused === 1)) wrong.push(`Account ${account.id} is ${account.paused === 1 ? '' : 'not '}paused, and its last event says otherwise.`)
    if (account.stop !== null && last(`account_id = ? AND (what IN ('account.stopped', 'account.resumed'))`, account.id) !== 'account.stopped') wrong.push(`Account ${account.id} is stopped (${account.stop}) without an event.`)
    const troubled = last(`account_id = ? AND (what LIKE 'account.trouble-%' OR what IN ('account.answers-again', 'account.resumed'))`, account.id)
    if (account.trouble !== null && troubled !== `account.trouble-${account.trouble}`) wrong.push(`Account ${account.id} has trouble (${account.trouble}) without an event; the last is ${troubled ?? 'none'}.`)
  }
  for (const group of database.prepare('SELECT id, paused, stop FROM avatar_group').all() as { id: number; paused: number; stop: string | null }[]) {
    const paused = last(`group_id = ? AND what IN ('group.paused', 'group.resumed')`, group.id) === 'group.paused'
    if (paused !== (group.paused === 1)) wrong.push(`Person ${group.id} is ${group.paused === 1 ? '' : 'not '}paused, and the last event says otherwise.`)
    if (group.stop !== null && last(`group_id = ? AND what IN ('group.stopped', 'group.resumed')`, group.id) !== 'group.stopped') wrong.push(`Person ${group.id} is stopped without an event.`)
  }
  for (const batch of database.prepare('SELECT id, paused FROM batch').all() as { id: number; paused: number }[]) {
    const paused = last(`batch_id = ? AND what IN ('batch.paused', 'batch.resumed')`, batch.id) === 'batch.paused'
    if (paused !== (batch.paused === 1)) wrong.push(`Batch ${batch.id} is ${batch.paused === 1 ? '' : 'not '}paused, and the last event says otherwise.`)
  }
  return wrong
}

/**
 * Clips the service has accepted more than once without a person's word between: a verdict of *failed* and somebody
 * who sent them again, or somebody's answer that their batch was not accepted or is to be sent again.
 */
export function acceptedTwiceUnasked(database: Database.Database, accepted: readonly (readonly string[])[]): string[] {
  const attempt = database.prepare(`SELECT attempt.clip_id AS clip, attempt.batch_id AS batch, attempt.verdict, attempt.id FROM attempt WHERE correlation_name = ?`)
  const asked = database.prepare(`SELECT 1 FROM event WHERE clip_id = ? AND actor <> 'system' AND id BETWEEN (SELECT max(id) FROM event WHERE batch_id = ? AND what = 'batch.sending') AND (SELECT max(id) FROM event WHERE batch_id = ? AND what = 'batch.sending')`)
  const answered = database.prepare(`SELECT 1 FROM event WHERE batch_id = ? AND clip_id IS NULL AND what = 'batch.refused' AND actor <> 'system'`)
  /** It was held with the words that it may have been accepted, and a person had it checked or sent all the same. */
  const warned = database.prepare(`SELECT 1 FROM event WHERE clip_id = ? AND actor <> 'system' AND what IN ('clip.recheck-asked', 'clip.submit-anyway', 'clip.source-replaced')
    AND id > (SELECT max(id) FROM event AS held WHERE held.clip_id = event.clip_id AND held.data->>'to' = 'held' AND held.data->>'reason' = 'OutcomeUnknown')`)
  const byClip = Map.groupBy(accepted.flat().map((name) => attempt.get(name) as { clip: number; batch: number; verdict: string; id: number }), ({ clip }) => clip)
  return [...byClip].flatMap(([clip, attempts]) => attempts.slice(1).flatMap((again, n) => {
    const first = attempts[n]
    if (!first) return []
    const mayBe = answered.get(first.batch) !== undefined || (first.verdict === 'failed' && asked.get(clip, first.batch, again.batch) !== undefined) || (first.verdict === 'unclear' && warned.get(clip) !== undefined)
    return mayBe ? [] : [`Clip ${clip} was accepted in batch ${first.batch} (${first.verdict}) and again in batch ${again.batch}, and nobody had said so.`]
  }))
}
