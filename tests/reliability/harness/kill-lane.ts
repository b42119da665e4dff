import { existsSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { settledClipStates } from '../../../src/contract/models/states.ts'
import { startSandbox, type Sandbox } from '../../../src/main/sandbox/server.ts'
import { inspectLedger, type Inspection } from './inspect-ledger.ts'
import type { Death } from './kill-plan.ts'
import { startLife, type LivingProcess } from './lives.ts'
import { quickClock } from './quick-clock.ts'

export interface LaneResult {
  kills: number
  /** Clips whose taking in was acknowledged, and those of them that are in no state with a name. */
  clips: number
  lost: number
  /** Clips accepted more than once by the sandbox, though nobody asked for it. */
  doubled: number
  /** Submissions the sandbox accepted. */
  accepted: number
  unclear: number
  /** From the start of a process to its loops running, ms, each; and to the ledger being open. */
  recoveryMs: number[]
  openMs: number[]
  /** Labels of the points it died at. */
  diedAt: string[]
  wrong: string[]
}

export interface LaneSetting {
  /** The core as one file (`buildLife`). */
  file: string
  dataDir: string
  scenario: string
  deaths: readonly Death[]
  /** Whether its lives hold their ledger in threads of their own. */
  apart: boolean
  /** Whether they take in behind a gate. */
  asks: boolean
  /** Tells its clips from other lanes'. */
  name: string
  /** Real ms a life may take before something is badly wrong. */
  patienceMs?: number
}

/** The clocks of the core and the sandbox run so much faster than the machine's: what lingers or backs off costs little. */
const speed = 60
const clipsEach = 3

/**
 * A chain of lives over one data directory: each takes clips in, works, and dies as told; the next goes on where
 * it was. After each death the ledger is held against itself and against what the sandbox has accepted; at the
 * end a life that is not killed brings everything to rest.
 */
export async function runLane({ file, dataDir, scenario, deaths, apart, asks, name, patienceMs = 30_000 }: LaneSetting): Promise<LaneResult> {
  const epoch = Date.now()
  const clock = quickClock(epoch, speed)
  const sandbox = await startSandbox({ clock, fetch: (input, init) => fetch(input, init), scenario, downloads: false, reviewMs: 300 })
  const result: LaneResult = { kills: 0, clips: 0, lost: 0, doubled: 0, accepted: 0, unclear: 0, recoveryMs: [], openMs: [], diedAt: [], wrong: [] }
  const log = `${dataDir}.log`
  const acknowledged = new Set<string>()
  let waiting: string[] = []
  const begin = (life: number, die: Death | null): LivingProcess => {
    rmSync(log, { force: true })
    waiting = [...waiting, ...Array.from({ length: die ? clipsEach : 0 }, (_, n) => `http://127.0.0.1:9/${name}-${life}-${n}.mp4`)]
    return startLife(file, { dataDir, baseUrl: sandbox.url, epoch, speed, inputs: waiting, batchSize: 2, apart, asks }, { log, die: die?.at === 'point' ? { label: die.label, nth: die.nth } : null })
  }
  const hear = async (process: LivingProcess): Promise<void> => {
    const acknowledge = (await process.said('took')) ? waiting : []
    for (const input of acknowledge) acknowledged.add(input)
    if (acknowledge.length > 0) waiting = []
    const readyMs = process.readyMs()
    if (readyMs !== null) result.recoveryMs.push(readyMs)
  }
  try {
    for (const [life, death] of deaths.entries()) {
      const process = begin(life, death)
      const outside = setTimeout(() => process.kill(), death.at === 'random' ? death.afterMs : patienceMs)
      // A life that has nothing left to do will not come to its point any more: it dies at rest.
      void process.said('settled').then((rests) => { if (rests) process.kill() })
      await hear(process)
      const { code, signal } = await process.ended
      clearTimeout(outside)
      if (signal !== 'SIGKILL') result.wrong.push(`life ${life} of ${name} ended by itself (${code}): ${process.complaints().slice(0, 500)}`)
      result.kills++
      result.diedAt.push(lastPoint(log, death))
      judge(result, await inspectLedger(dataDir), sandbox, acknowledged, `life ${life} of ${name}, ${result.diedAt.at(-1)}`)
    }
    const last = begin(deaths.length, null)
    const outside = setTimeout(() => last.kill(), patienceMs)
    await hear(last)
    const rests = await last.said('settled')
    clearTimeout(outside)
    last.kill()
    await last.ended
    if (!rests) result.wrong.push(`${name} did not come to rest after its last life: ${last.complaints().slice(0, 500)}`)
    const end = await inspectLedger(dataDir)
    judge(result, end, sandbox, acknowledged, `the end of ${name}`)
    const moving = end.clips.filter((clip) => !(settledClipStates as readonly string[]).includes(clip.state))
    if (moving.length > 0) result.wrong.push(`${name}: ${moving.length} clips still move, first ${JSON.stringify(moving[0])}`)
    result.clips = acknowledged.size
    const there = new Set(end.clips.map((clip) => clip.location))
    result.lost = [...acknowledged].filter((input) => !there.has(input)).length
    result.doubled = timesAccepted(sandbox).filter(([, times]) => times > 1).length
    result.accepted = sandbox.accepted().length
    result.unclear = end.clips.filter((clip) => clip.state === 'needs-attention').length
    return result
  } finally {
    await sandbox.close()
    rmSync(log, { force: true })
  }
}

/** URL → in how many submissions the sandbox accepted it; the clip's own URL, so that no name of ours can hide a second sending. */
function timesAccepted(sandbox: Sandbox): [string, number][] {
  const times = new Map<string, number>()
  for (const { assets } of sandbox.accepted()) for (const { url } of assets) times.set(url, (times.get(url) ?? 0) + 1)
  return [...times]
}

/** What must hold after every death, whatever it was. */
function judge(result: LaneResult, found: Inspection, sandbox: Sandbox, acknowledged: ReadonlySet<string>, when: string): void {
  for (const wrong of found.wrong) result.wrong.push(`${when}: ${wrong}`)
  if (found.openMs !== null) result.openMs.push(found.openMs)
  const stateOf = new Map(found.clips.map((clip) => [clip.location, clip.state]))
  if (stateOf.size !== found.clips.length) result.wrong.push(`${when}: a source is two clips`)
  for (const input of acknowledged) if (!stateOf.has(input)) result.wrong.push(`${when}: ${input} was taken in and is gone`)
  for (const [url, times] of timesAccepted(sandbox)) {
    const state = stateOf.get(url)
    if (times > 1) result.wrong.push(`${when}: ${url} was accepted ${times} times`)
    // Accepted, and the ledger takes it for unsent: the next life would send it again.
    if (state === undefined || ['settling', 'checking', 'publishing', 'ready', 'held'].includes(state)) result.wrong.push(`${when}: ${url} was accepted, but the ledger has it ${state ?? 'nowhere'}`)
  }
}

function lastPoint(log: string, death: Death): string {
  if (death.at === 'random') return 'at random'
  const passed = existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : []
  return passed.at(-1) === death.label ? death.label : 'at rest'
}

/** Where a lane's ledger lies. */
export function laneDir(base: string, lane: number): string {
  return path.join(base, `lane-${lane}`)
}
