import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Bench } from './bench.ts'
import type { RenameFigures } from './programs/renames.ts'

const run = promisify(execFile)
const files = 100_000
const program = path.join(import.meta.dirname, 'programs', 'renames.ts')

const seconds = (ms: number): number => Math.round(ms / 100) / 10

export const bench: Bench = {
  name: 'renames',
  title: 'A library that is renamed, located and relocated',
  async run(say) {
    const scratch = mkdtempSync(path.join(os.tmpdir(), 'greenroom-bench-renames-'))
    const start = async (what: 'lay' | 'move') => run(process.execPath, ['--disable-warning=ExperimentalWarning', program, scratch, String(files), what], { maxBuffer: 1024 * 1024 })
    try {
      say(`writing ${files.toLocaleString('en')} files and their clips`)
      await start('lay')
      say('renaming their folder, locating it, relocating it')
      const { steps, plainMs, peakBytes } = JSON.parse((await start('move')).stdout) as RenameFigures
      const held = (step: keyof typeof steps): string => `${steps[step].held.wallMs} ms (${steps[step].held.ownMs} ms)`
      return {
        figures: [
          { what: `${files.toLocaleString('en')} files whose folder is renamed are the same clips again, against fingerprinting the same files one after the other`, ours: seconds(steps.renamed.ms), baseline: seconds(plainMs), limit: 30, unit: 's' },
          { what: `${files.toLocaleString('en')} files found again from one of them (Locate), against the same`, ours: seconds(steps.located.ms), baseline: seconds(plainMs), limit: 20, unit: 's' },
          { what: 'The longest the loop was held up by its own work in all of it (the processor’s time between two turns)', ours: Math.max(...Object.values(steps).map(({ held }) => held.cpuMs)), baseline: null, limit: 50, unit: 'ms' },
          { what: `The most memory of the process that did it, with ${files.toLocaleString('en')} clips`, ours: Math.round(peakBytes / 1e6), baseline: null, limit: 700, unit: 'MB' },
        ],
        notes: [
          `A real core over a real ledger in threads of its own, as under every host with screens, and ${files.toLocaleString('en')} files of 1 KiB in ${files / 500} folders; every clip must be in its new place, and no clip may become another.`,
          `A folder relocated with its volume took ${seconds(steps.relocated.ms)} s. By the wall the loop was held up for at most ${held('renamed')} while the folder was renamed, ${held('located')} while it was located, ${held('relocated')} while it was relocated, the disk's time for commits included; the second figure is without what the thread stood in line for a processor.`,
        ],
      }
    } finally {
      rmSync(scratch, { recursive: true, force: true })
    }
  },
}
