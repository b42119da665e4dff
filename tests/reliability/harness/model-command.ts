import fc from 'fast-check'
import { brokenLaws } from './inspect-ledger.ts'
import { acceptedTwiceUnasked, brokenSteps } from './step-laws.ts'
import type { SteppedCore } from './stepped-core.ts'

/** What is known without asking the ledger: enough to choose what to act on. */
export interface Known { clips: number; sessions: number; intakes: number }
export type Command = fc.AsyncCommand<Known, SteppedCore>

/** How many commands were run. */
export const tried = { commands: 0 }

export const pick = <T>(from: readonly T[], n: number): T | undefined => from[n % Math.max(1, from.length)]
export const clipIds = (core: SteppedCore, state?: string): number[] => core.rows<{ id: number }>(`SELECT id FROM clip ${state ? 'WHERE state = ?' : ''} ORDER BY id`, ...(state ? [state] : [])).map(({ id }) => id)

/** Numbers by which a sequence points at what there happens to be, and the clips they point at. */
export const nat = fc.nat(50)
export const some = fc.array(fc.nat(30), { minLength: 1, maxLength: 4 })
export const chosen = (core: SteppedCore, ns: readonly number[]): { ids: number[] } => {
  const ids = clipIds(core)
  return { ids: [...new Set(ns.flatMap((n) => pick(ids, n) ?? []))] }
}
export const withClips = (known: Known): boolean => known.clips > 0

/** One thing that is done, and what must hold after it. */
export function command(name: string, run: (core: SteppedCore, known: Known) => Promise<unknown>, check: (known: Known) => boolean = () => true): Command {
  return {
    check,
    toString: () => name,
    async run(known, core) {
      tried.commands += 1
      try {
        await run(core, known)
      } catch (error) {
        // Said no, in words: fine. Anything else is a mistake of ours.
        const problem = (error as { data?: { kind?: string } }).data
        if (problem?.kind === undefined || problem.kind === 'internal') throw error
      }
      await core.settle()
      hold(core)
    },
  }
}

/** @throws Error with what is broken, and what happened to the clip it is about */
export function hold(core: SteppedCore): void {
  const broken = [...brokenLaws(core.database()), ...brokenSteps(core.database()), ...acceptedTwiceUnasked(core.database(), core.service.accepted), ...core.service.violations, ...core.mistakes]
  if (broken.length === 0) return
  const clip = Number(/(?:: |[Cc]lip )(\d+)/.exec(broken[0] ?? '')?.[1] ?? 0)
  const history = core.rows<{ said: string }>(`SELECT id || ' ' || actor || ' ' || what || ' ' || coalesce('clip ' || clip_id, '') || coalesce(' batch ' || batch_id, '') || ' ' || data AS said FROM event
    WHERE clip_id = ? OR (clip_id IS NULL AND batch_id IN (SELECT batch_id FROM attempt WHERE clip_id = ?)) ORDER BY id`, clip, clip)
  throw new Error([...broken, `What happened to clip ${clip}:`, ...history.slice(-40).map(({ said }) => said)].join('\n'))
}
