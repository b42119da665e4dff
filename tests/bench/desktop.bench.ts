/** What a large library costs the desktop application: before it first paints, and of its main process's loop while clips are sent. */
import { appendFile, copyFile, cp, mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { chromium, type Browser } from '@playwright/test'
import Database from 'better-sqlite3'
import playwright from '../../playwright.config.ts'
import { builtDesktop } from '../../scripts/built-desktop.ts'
import { ledgerFile, openLedger } from '../../src/main/ledger/open-ledger.ts'
import { startSimulator } from '../desktop/at-simulator.ts'
import { dataDirOf, launch, newHome, type Desktop } from '../desktop/launch.ts'
import { demoClipsDir } from '../helpers/clips.ts'
import { pause, seed, start } from '../helpers/ledger.ts'
import { manyClips } from '../helpers/many-clips.ts'
import { median } from './measure-program.ts'
import type { Bench } from './bench.ts'

const clips = 100_000
const rounds = 7
/** Sent while main's loop is watched. */
const sent = 40

type Home = Awaited<ReturnType<typeof newHome>>

export const bench: Bench = {
  name: 'desktop',
  title: 'The desktop application with 100,000 clips',
  async run(say) {
    if (!builtDesktop(say)) throw new Error('The desktop application could not be built.')
    const homes = { none: await newHome(), many: await newHome() }
    const browser = await chromium.launch(playwright.use?.launchOptions)
    try {
      say(`${clips.toLocaleString('en')} clips written into a ledger`)
      await fill(homes.none, 0)
      await fill(homes.many, clips)
      const cpu: Record<keyof typeof homes, number[]> = { none: [], many: [] }
      const shown: Record<keyof typeof homes, number[]> = { none: [], many: [] }
      let kind: Desktop['kind'] = 'stand-in'
      // The round before the first fills the system's cache.
      for (let round = -1; round < rounds; round++) {
        const order = round % 2 === 0 ? (['none', 'many'] as const) : (['many', 'none'] as const)
        for (const which of order) {
          const opened = await firstPaint(browser, homes[which])
          kind = opened.kind
          if (round < 0) continue
          cpu[which].push(opened.cpuMs)
          shown[which].push(opened.overviewMs)
        }
        say(round < 0 ? 'warmed up' : `round ${round + 1} of ${rounds}`)
      }
      say(`sending ${sent} clips beside them`)
      const held = await mainJob(browser, homes.many)
      return {
        figures: [
          { what: `Main's work (CPU) before the first paint, with ${clips.toLocaleString('en')} clips against none`, ours: median(cpu.many), baseline: median(cpu.none), limit: 1.3, unit: 'ms' },
          { what: 'From the start until the Overview shows its numbers, with them against none', ours: median(shown.many), baseline: median(shown.none), limit: 1.3, unit: 'ms' },
          { what: `The longest that main's loop was held while ${sent} clips were sent and cleared beside them, less the time in which other programs had the processor`, ours: held.ownMs ?? held.wallMs, baseline: null, limit: 50, unit: 'ms' },
        ],
        notes: [
          `${kind === 'electron' ? 'A real Electron' : 'Not a real Electron: the built bundles in Node, their window a page of Chromium (docs/desktop.md)'}. A library half-way through, in all states; ${rounds} rounds by turns, medians, after one that does not count.`,
          `Held by the clock on the wall at most ${held.wallMs.toFixed(1)} ms (this machine's two cores also run the window's Chromium, the service's simulator and the checks), by main's own thread time at most ${held.cpuMs.toFixed(1)} ms.`,
        ],
      }
    } finally {
      await browser.close()
      await Promise.all(Object.values(homes).map(({ remove }) => remove()))
    }
  },
}

const kept = (home: Home): string => path.join(home.home, 'as-filled')

/** A ledger of so many clips, kept aside so that every round begins with the same. */
async function fill(home: Home, count: number): Promise<void> {
  await mkdir(kept(home), { recursive: true })
  const ledger = await openLedger({ dataDir: kept(home), pause })
  const t = { ledger, dataDir: kept(home), now: start, ...(await seed(ledger)) }
  if (count > 0) await manyClips(t, count)
  await ledger.close()
}

async function asFilled({ home }: Home): Promise<void> {
  await rm(dataDirOf(home), { recursive: true, force: true })
  await cp(path.join(home, 'as-filled'), dataDirOf(home), { recursive: true })
}

async function firstPaint(browser: Browser, home: Home): Promise<{ kind: Desktop['kind']; cpuMs: number; overviewMs: number }> {
  await asFilled(home)
  const { sandbox, env } = await startSimulator()
  try {
    const began = performance.now()
    const desktop = await launch({ browser, home: home.home, env })
    await desktop.page.getByRole('main').getByRole('heading', { level: 1 }).waitFor()
    await desktop.page.getByRole('main').getByText('Lin').first().waitFor()
    const overviewMs = performance.now() - began
    let painted: { cpuMs: number } | undefined
    while (!painted) painted = (await desktop.log()).split('\n').filter(Boolean).map((line) => JSON.parse(line) as { msg: string; cpuMs: number }).find(({ msg }) => msg === 'The first paint.')
    await desktop.kill()
    return { kind: desktop.kind, cpuMs: painted.cpuMs, overviewMs }
  } finally {
    await sandbox.close()
  }
}

/** How long main's loop was ever held, by three clocks, ms. */
interface Held {
  /** By the clock on the wall. */
  wallMs: number
  /** By the same, less the time in which the thread was ready to run and other programs had the processor: what the disk and its own work took. Null where the system does not count that. */
  ownMs: number | null
  /** By the thread's own time on a processor. */
  cpuMs: number
}

/** Sends real clips through the whole application and says how long main's loop was ever held. */
async function mainJob(browser: Browser, home: Home): Promise<Held> {
  await asFilled(home)
  atRest(home)
  const { sandbox, env } = await startSimulator({ scenario: 'plain' })
  try {
    const desktop = await launch({ browser, home: home.home, env })
    await desktop.page.evaluate(() => { window.location.hash = '/people/1' })
    await desktop.page.getByRole('button', { name: 'Add clips' }).waitFor()
    await desktop.evaluate(() => {
      const everyMs = 2
      const fs = process.getBuiltinModule('node:fs')
      // Linux counts for how long a thread stood in line for a processor; main's thread bears the number of its process.
      const inLine = (): number => Number(fs.readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[1]) / 1e6
      const counted = fs.existsSync(`/proc/self/task/${process.pid}/schedstat`)
      const read = () => {
        const { user, system } = process.threadCpuUsage()
        return { wall: performance.now(), line: counted ? inLine() : 0, cpu: (user + system) / 1000 }
      }
      const held: Held = { wallMs: 0, ownMs: counted ? 0 : null, cpuMs: 0 }
      let last = read()
      setInterval(() => {
        const now = read()
        const wall = now.wall - last.wall - everyMs
        held.wallMs = Math.max(held.wallMs, wall)
        if (held.ownMs !== null) held.ownMs = Math.max(held.ownMs, wall - (now.line - last.line))
        held.cpuMs = Math.max(held.cpuMs, now.cpu - last.cpu)
        last = now
      }, everyMs)
      Object.assign(globalThis, { held })
    })
    await desktop.drop(await footage(home, sent))
    const ledger = new Database(ledgerFile(dataDirOf(home.home)), { readonly: true })
    const cleared = ledger.prepare("SELECT count(*) FROM clip WHERE id > ? AND state = 'active'").pluck()
    while (Number(cleared.get(clips)) < sent) await pause(200)
    ledger.close()
    const held = await desktop.evaluate(() => (globalThis as unknown as { held: Held }).held)
    await desktop.quit()
    return held
  } finally {
    await sandbox.close()
  }
}

/** A library on which nothing is left to do, so that what is watched is the clips that are sent. */
function atRest({ home }: Home): void {
  const database = new Database(ledgerFile(dataDirOf(home)))
  database.exec("UPDATE clip SET state = 'excluded' WHERE state IN ('settling', 'checking', 'publishing', 'ready', 'in-review')")
  database.close()
}

/** Real clips, each with bytes of its own behind its end. */
async function footage({ home }: Home, count: number): Promise<string[]> {
  const folder = path.join(home, 'footage')
  await mkdir(folder, { recursive: true })
  return Promise.all(Array.from({ length: count }, async (_, n) => {
    const file = path.join(folder, `take-${n}.mp4`)
    await copyFile(path.join(demoClipsDir, 'ada-reading.mp4'), file)
    await appendFile(file, Buffer.concat([Buffer.from([0, 0, 0, 16]), Buffer.from('free'), Buffer.from(String(n).padStart(8, '0'))]))
    return file
  }))
}
