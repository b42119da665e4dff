/** What checking a thousand clips costs beside letting MediaInfo alone look at the same files. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { interleaved, measureProgram, median } from './measure-program.ts'
import type { Bench } from './bench.ts'

const clips = 1000
const rounds = 3
/** Kinds of footage a library holds; each clip is one of them with bytes of its own. */
const kinds = [
  ['phone.mp4', ['-s', '720x1280', '-r', '30', '-t', '6', '-c:v', 'libx264', '-preset', 'ultrafast', '-b:v', '600k', '-movflags', '+faststart']],
  ['camera.mov', ['-s', '1920x1080', '-r', '25', '-t', '8', '-c:v', 'libx264', '-preset', 'ultrafast', '-b:v', '500k']],
  ['hevc.mp4', ['-s', '1280x720', '-r', '24', '-t', '4', '-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=error', '-tag:v', 'hvc1', '-b:v', '500k']],
  ['short.mp4', ['-s', '640x960', '-r', '24', '-t', '3', '-c:v', 'libx264', '-preset', 'ultrafast', '-b:v', '500k']],
] as const

const program = path.join(import.meta.dirname, 'programs', 'pre-flight.ts')

export const bench: Bench = {
  name: 'pre-flight',
  title: 'Pre-flight',
  async run(say) {
    const dir = await mkdtemp(path.join(tmpdir(), 'greenroom-bench-'))
    try {
      const bytes = await makeLibrary(dir)
      say(`${clips} clips, ${Math.round(bytes / 2 ** 20)} MB; ${rounds} rounds of each`)
      const results = await interleaved({
        alone: () => measureProgram(program, ['mediainfo', dir]),
        facts: () => measureProgram(program, ['facts', dir]),
        check: () => measureProgram(program, ['check', dir]),
      }, rounds)
      const ms = (of: keyof typeof results): number => median(results[of].map((round) => round.ms))
      return {
        figures: [
          { what: `Pre-flight of ${clips.toLocaleString('en')} clips against mediainfo.js alone`, ours: ms('check') / 1000, baseline: ms('alone') / 1000, limit: 1.3, unit: 's' },
        ],
        notes: [
          `Pre-flight is the whole check of a clip: facts, limits, fingerprint and the hash of every byte, in the pool of two worker threads that the core uses. mediainfo.js alone is its documented use, one instance, one file after another, with asynchronous reads.`,
          `Without the content hash pre-flight took ${(ms('facts') / 1000).toFixed(2)} s.`,
          `${clips.toLocaleString('en')} files of four kinds made by ffmpeg, ${Math.round(bytes / 2 ** 20)} MB, each with bytes of its own; all in the page cache.`,
        ],
      }
    } finally {
      await rm(dir, { recursive: true, force: true })
    }
  },
}

/** Real clips; each a copy with a number of its own behind its end, where players and MediaInfo pass over it. */
async function makeLibrary(dir: string): Promise<number> {
  const seeds: Buffer[] = []
  for (const [name, options] of kinds) {
    const file = path.join(dir, `seed-${name}`)
    await promisify(execFile)('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-y', '-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=30', '-pix_fmt', 'yuv420p', ...options, file])
    seeds.push(await readFile(file))
    await rm(file)
  }
  let bytes = 0
  for (let n = 0; n < clips; n++) {
    const [name] = kinds[n % kinds.length] ?? kinds[0]
    const number = Buffer.alloc(16)
    number.writeUInt32BE(16, 0)
    number.write('free', 4, 'latin1')
    number.writeUInt32BE(n, 8)
    const whole = Buffer.concat([seeds[n % seeds.length] ?? Buffer.alloc(0), number])
    bytes += whole.length
    await writeFile(path.join(dir, `${String(n).padStart(4, '0')}-${name}`), whole)
  }
  return bytes
}
