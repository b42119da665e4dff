import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { existsSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { startSandbox } from '../../../src/main/sandbox/server.ts'
import { buildLife } from './build-life.ts'
import { laneDir, runLane, type LaneResult } from './kill-lane.ts'
import { chanceDeaths, claimOf, deathsAt, planDeaths, type Death, type Rehearsal } from './kill-plan.ts'
import { startLife } from './lives.ts'
import { quickClock } from './quick-clock.ts'

export interface KillRun {
  kills: number
  lanes: number
  seed: number
  /** Only this lane, to replay what went wrong in it. */
  only?: number | null
  /** Lanes at once; each is mostly one busy process. */
  atOnce?: number
  say?: (text: string) => void
}

export interface KillRunResult extends LaneResult {
  /** Write points the rehearsal passed, and how many of them a process died at. */
  points: number
  pointsDiedAt: number
  /** Those that none died at. */
  missed: string[]
}

/** So many of the kills are kept back for write points that the planned ones miss. */
const keptShare = 0.2
/** Deaths by chance in a row, once every point was visited. */
const perLane = 20

/** What the sandbox does in each lane, in turn: most as the vendor's page says, the rest with trouble of its own. */
const scenarios = ['plain', 'echo-names-shuffled', 'plain', 'slow', 'lost-answer', 'envelope-500', 'plain', 'polls-stumble', 'reset-before', 'some-fail'] as const

/** In memory where the machine has such a place: a killed process loses nothing that it has written, wherever that lies. */
const scratch = existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir()

/** Kills the core `kills` times, at every write point of its ledger and by chance, and adds up what became of it. */
export async function runKills({ kills, lanes, seed, only = null, atOnce = 4, say = () => undefined }: KillRun): Promise<KillRunResult> {
  const base = mkdtempSync(path.join(scratch, 'greenroom-kills-'))
  const life = await buildLife()
  try {
    const rehearsal = await rehearse(life.file, base)
    const points = [...new Set([...rehearsal.fresh, ...rehearsal.later])]
    const kept = Math.floor(kills * keptShare)
    const plan = planDeaths(rehearsal, kills - kept, lanes, seed)
    const sum: LaneResult = { kills: 0, clips: 0, lost: 0, doubled: 0, accepted: 0, unclear: 0, recoveryMs: [], openMs: [], diedAt: [], wrong: [] }
    const run = async (chains: readonly Chain[]): Promise<void> => {
      const waiting = chains.filter(({ lane }) => only === null || lane === only)
      const work = async (): Promise<void> => {
        for (let next = waiting.shift(); next; next = waiting.shift()) {
          const { deaths, lane, plain } = next
          const scenario = plain ? 'plain' : (scenarios[lane % scenarios.length] ?? 'plain')
          const result = await runLane({ file: life.file, dataDir: laneDir(base, lane), scenario, deaths, apart: !plain && lane % 2 === 1, asks: !plain && lane % 3 === 1, name: `lane-${lane}` })
          rmSync(laneDir(base, lane), { recursive: true, force: true })
          add(sum, result)
          say(`lane ${lane} (${scenario}): ${result.kills} kills, ${result.clips} clips, ${result.accepted} accepted, ${result.unclear} unclear, ${result.wrong.length} wrong`)
        }
      }
      await Promise.all(Array.from({ length: atOnce }, work))
    }
    const missed = (): string[] => points.filter((label) => !sum.diedAt.includes(label))
    await run(plan.map((deaths, lane) => ({ deaths, lane, plain: false })))
    // A lane of its own for each point the others have missed, told by the point alone, so that it can be replayed.
    const again = (label: string): Chain => ({ deaths: deathsAt(rehearsal, label), lane: lanes + points.indexOf(label), plain: true })
    if (only === null) {
      for (let round = 0; round < 3 && missed().length > 0; round++) await run(within(missed().map(again), kills - sum.kills))
    } else if (only >= lanes && only < lanes + points.length) await run([again(points[only - lanes] ?? '')])
    // What was kept for them and is left falls by chance, a lane at a time.
    const lastLane = lanes + points.length
    await run(only === null
      ? Array.from({ length: Math.ceil((kills - sum.kills) / perLane) }, (_, n) => ({ deaths: chanceDeaths(rehearsal, Math.min(perLane, kills - sum.kills - n * perLane), seed + n), lane: lastLane + n, plain: false }))
      : only >= lastLane ? [{ deaths: chanceDeaths(rehearsal, perLane, seed + only - lastLane), lane: only, plain: false }] : [])
    return { ...sum, points: points.length, pointsDiedAt: points.length - missed().length, missed: missed() }
  } finally {
    await life.remove()
    rmSync(base, { recursive: true, force: true })
  }
}

/** Deaths one after the other over one data directory. `plain`: as the rehearsal was. */
interface Chain { deaths: Death[]; lane: number; plain: boolean }

/** As many of these chains as the kills that are left allow. */
function within(chains: readonly Chain[], left: number): Chain[] {
  let used = 0
  return chains.filter(({ deaths }) => (used += deaths.length) <= left)
}

function add(sum: LaneResult, more: LaneResult): void {
  for (const count of ['kills', 'clips', 'lost', 'doubled', 'accepted', 'unclear'] as const) sum[count] += more[count]
  sum.recoveryMs.push(...more.recoveryMs)
  sum.openMs.push(...more.openMs)
  sum.diedAt.push(...more.diedAt)
  sum.wrong.push(...more.wrong)
}

/** Lets two lives in a row come to rest, to learn which write points there are: of a new ledger, and of one that was left in the middle. */
async function rehearse(file: string, base: string): Promise<Rehearsal> {
  const epoch = Date.now()
  const sandbox = await startSandbox({ clock: quickClock(epoch, 60), fetch: (input, init) => fetch(input, init), scenario: 'plain', downloads: false, reviewMs: 300 })
  const dataDir = laneDir(base, 9_999)
  const points = async (name: string, die: { label: string; nth: number } | null): Promise<string[]> => {
    const log = path.join(base, `${name}.log`)
    const process = startLife(file, { dataDir, baseUrl: sandbox.url, epoch, speed: 60, inputs: [1, 2, 3].map((n) => `http://127.0.0.1:9/${name}-${n}.mp4`), batchSize: 2, apart: false, asks: false }, { log, die })
    if (die === null && !(await process.said('settled'))) throw new Error(`The rehearsal did not come to rest: ${process.complaints()}`)
    if (die === null) process.kill()
    await process.ended
    return readFileSync(log, 'utf8').trimEnd().split('\n')
  }
  try {
    const fresh = await points('fresh', null)
    await points('left', { label: claimOf(fresh), nth: 1 })
    return { fresh, later: await points('later', null) }
  } finally {
    await sandbox.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** The middle and the longest of some times, ms. */
export function middleAndMost(times: readonly number[]): { middle: number; most: number } {
  const sorted = [...times].sort((a, b) => a - b)
  return { middle: Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0), most: Math.round(sorted.at(-1) ?? 0) }
}
