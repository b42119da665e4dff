/** Measures programs in processes of their own, so that none warms up, fills the heap of or steals time from another. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'

/** What a measured program says of itself. */
export interface Measurement {
  /** What took the time that counts, ms. */
  ms: number
  /** The most memory it ever held, bytes. */
  peakBytes: number
}

/** The most memory this process ever held, bytes. `maxRSS` would count what its parent held before it started it. */
export function peakBytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024
  return Number(/^VmHWM:\s*(\d+) kB$/mu.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024
}

/** For the measured program: says how long `work` took, as its last line. */
export async function reportMeasured(work: () => Promise<void>): Promise<void> {
  const started = performance.now()
  await work()
  const measurement: Measurement = { ms: performance.now() - started, peakBytes: peakBytes() }
  process.stdout.write(`${JSON.stringify(measurement)}\n`)
}

/**
 * Runs a TypeScript file that ends with `reportMeasured`.
 * @throws Error with what it complained of when it fails.
 */
export async function measureProgram(file: string, args: readonly string[], env: Record<string, string> = {}): Promise<Measurement> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', file, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
  let said = ''
  let complaints = ''
  child.stdout.on('data', (chunk: Buffer) => { said += chunk.toString() })
  child.stderr.on('data', (chunk: Buffer) => { complaints += chunk.toString() })
  const [code] = (await once(child, 'close')) as [number | null]
  const last = said.trim().split('\n').at(-1) ?? ''
  if (code !== 0 || last === '') throw new Error(`${file} ${args.join(' ')} ended with ${code}. ${complaints}`)
  return JSON.parse(last) as Measurement
}

/**
 * Runs several programs in turn, round after round, so that what else the machine does meets them alike.
 * @returns for each its rounds, in order
 */
export async function interleaved<K extends string>(programs: Record<K, (round: number) => Promise<Measurement>>, rounds: number): Promise<Record<K, Measurement[]>> {
  const names = Object.keys(programs) as K[]
  const results = Object.fromEntries(names.map((name) => [name, [] as Measurement[]])) as Record<K, Measurement[]>
  for (let round = 0; round < rounds; round++) {
    // Whoever goes second finds warm caches: they take turns at it.
    for (const name of round % 2 === 0 ? names : [...names].reverse()) results[name].push(await programs[name](round))
  }
  return results
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2
}
