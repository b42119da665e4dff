import { endInterruptedScans, scansUnderWay } from '../ledger/intakes.ts'
import { finishHalfDoneIntakes } from './intake-flow.ts'
import type { StepResult } from './run-loop.ts'
import type { RunnerContext } from './runner-context.ts'

/** Intakes are taken in and decided about by whoever is asked; only what is left over is looked for here. */
const lookMs = 30_000
/** A scan that has found nothing for so long is nobody's any more. (One that lives ends as ever.) */
const silentMs = 30 * 60_000

/**
 * The loop that ends what intakes left half done while this process goes on: another process that took clips in beside it
 * was killed, or a disk was full in the middle. Their clips would wait at a gate that nobody is going to open.
 */
export function createIntakeKeeper(context: RunnerContext) {
  const { ledger, clock, log } = context
  let lookedAt = clock.monotonic()
  const decided = new Set<number>()
  /** By the monotonic clock: a wall clock that is set would make scans look dead, or alive for ever. */
  let scans = new Map<number, { found: number; since: number }>()

  const endSilentScans = async (): Promise<void> => {
    const now = clock.monotonic()
    scans = new Map((await scansUnderWay(ledger.read)).map(({ id, found }) => {
      const before = scans.get(id)
      return [id, before?.found === found ? before : { found, since: now }]
    }))
    const silent = [...scans].filter(([, { since }]) => now - since >= silentMs).map(([id]) => id)
    if (silent.length === 0) return
    const ended = await ledger.transact((tx) => endInterruptedScans(tx, clock.now(), { ids: silent }))
    if (ended > 0) log.warn('Nobody has gone on with what was being taken in; what was found is gone on with.', { intakes: silent })
  }

  return {
    async step(): Promise<StepResult> {
      const sinceLook = clock.monotonic() - lookedAt
      if (sinceLook < lookMs) return { worked: false, dueAt: clock.now() + lookMs - sinceLook }
      lookedAt = clock.monotonic()
      await endSilentScans()
      await finishHalfDoneIntakes(context, decided)
      return { worked: false, dueAt: clock.now() + lookMs }
    },
  }
}
