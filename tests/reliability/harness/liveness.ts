import { expect } from 'vitest'
import { loops, type SteppedCore } from './stepped-core.ts'

/** At one moment of the clock the loops come to rest within so many rounds, each of which changed something; more is to and fro without end. */
const mostRounds = 300
/** Once nothing hinders it, a clip is at its end within this time of the clock: a service that was told to wait for an hour, a task forgotten for one, and what backs off meanwhile. */
const mostMs = 3 * 3_600_000
/** From wherever it is, a clip needs no more steps than these to its end: checked, linked, sent, put back a few times, and judged. */
const mostSteps = 16

/** A minute of the rate, and a little. */
const minuteMs = 61_000

/** What it took. */
export interface Rest { clockMs: number; steps: number }

/**
 * The law of what goes on: once everything is put right, and as time passes, every clip comes to an end (cleared, failed,
 * held, set aside), every batch too, within a bounded time and number of steps; and at no moment of the clock
 * do the loops hand something to one another for ever.
 * @param putRight done again and again, since what was put right brings up what is to be put right next
 * @throws Error with what stands still, or turns, and its history
 */
export async function comesToRest(core: SteppedCore, putRight: () => Promise<void>): Promise<Rest> {
  const began = core.clock.now
  const from = core.rows<{ id: number }>('SELECT ifnull(max(id), 0) AS id FROM event')[0]?.id ?? 0
  for (;;) {
    await putRight()
    await untilStill(core)
    const moving = unsettled(core)
    const batches = core.rows<{ id: number; state: string }>(`SELECT id, state FROM batch WHERE state NOT IN ('finished', 'refused')`)
    const after = core.clock.now - began
    if (moving.length === 0 && batches.length === 0 && after > 0) break
    if (after >= mostMs) throw new Error([`After ${after / 60_000} minutes in which nothing hindered them ${moving.length} clips and ${batches.length} batches have not come to an end: ${JSON.stringify([...moving.slice(0, 5), ...batches.slice(0, 5)])}`, ...history(core, moving[0]?.id)].join('\n'))
    core.clock.now += after < 10 * minuteMs || queuesForTheRate(core, moving) ? minuteMs : 600_000
  }
  expect(core.rows('SELECT id, purpose FROM request WHERE answered_at IS NULL'), 'calls that keep their place in the budget').toEqual([])
  const [most] = core.rows<{ id: number; n: number }>(`SELECT clip_id AS id, count(*) AS n FROM event WHERE id > ? AND clip_id IS NOT NULL AND data->>'to' IS NOT NULL GROUP BY clip_id ORDER BY n DESC LIMIT 1`, from)
  if (most && most.n > mostSteps) throw new Error([`Clip ${most.id} took ${most.n} steps to its end.`, ...history(core, most.id)].join('\n'))
  return { clockMs: core.clock.now - began, steps: most?.n ?? 0 }
}

/** Something was sent within the minute, and there is more to send: by longer leaps of the clock hundreds of requests would take days. */
function queuesForTheRate(core: SteppedCore, moving: readonly { state: string }[]): boolean {
  const sent = core.rows(`SELECT 1 FROM request WHERE ceiling = 'submit' AND sent_at > ? LIMIT 1`, core.clock.now - 60_000)
  return sent.length > 0 && moving.some(({ state }) => state === 'ready')
}

function unsettled(core: SteppedCore): { id: number; state: string }[] {
  return core.rows(`SELECT id, state, due_at, gated, intake_id, batch_id FROM clip WHERE state NOT IN ('active', 'failed', 'held', 'excluded') ORDER BY id`)
}

/** Takes the loops step by step for as long as any of them writes something: what is written wakes them all. */
export async function untilStill(core: SteppedCore): Promise<void> {
  const version = (): unknown => core.database().pragma('data_version', { simple: true })
  for (let round = 0; round < mostRounds; round++) {
    const before = version()
    let worked = false
    for (const loop of loops) worked = (await core.step(loop))?.worked === true || worked
    if (!worked && version() === before) return
  }
  const [turning] = core.rows<{ id: number }>(`SELECT clip_id AS id FROM event WHERE clip_id IS NOT NULL AND id > (SELECT max(id) - 200 FROM event) GROUP BY clip_id ORDER BY count(*) DESC LIMIT 1`)
  throw new Error([`At one moment of the clock the loops have not come to rest in ${mostRounds} rounds: they hand something to one another.`, ...history(core, turning?.id)].join('\n'))
}

function history(core: SteppedCore, clip = 0): string[] {
  const said = core.rows<{ said: string }>(`SELECT id || ' ' || at || ' ' || actor || ' ' || what || ' ' || data AS said FROM event WHERE clip_id = ? ORDER BY id DESC LIMIT 40`, clip).map((row) => row.said).reverse()
  return [`What happened to clip ${clip}, the last of it:`, ...said]
}
