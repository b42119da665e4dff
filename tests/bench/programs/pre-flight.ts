/** One measured way of looking at every clip of a folder: `mediainfo`, `facts` (pre-flight without the content hash) or `check`. */
import { open, readdir } from 'node:fs/promises'
import path from 'node:path'
import { mediaInfoFactory } from 'mediainfo.js'
import { breaches, relaxedLimits, strictLimits } from '../../../src/main/domain/media-limits.ts'
import { createMediaFactsPool } from '../../../src/main/intake/media-facts-pool.ts'
import { reportMeasured } from '../measure-program.ts'

const [how, dir] = process.argv.slice(2)
if (!dir) throw new Error('Say how, and which folder.')
const files = (await readdir(dir)).sort().map((name) => path.join(dir, name))

if (how === 'mediainfo') await reportMeasured(mediaInfoAlone)
else await reportMeasured(() => preFlight(how === 'check'))

async function mediaInfoAlone(): Promise<void> {
  const mediaInfo = await mediaInfoFactory({ format: 'object' })
  for (const name of files) {
    const file = await open(name, 'r')
    const { size } = await file.stat()
    const result = await mediaInfo.analyzeData(size, async (length, offset) => {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, offset)
      return buffer.subarray(0, bytesRead)
    })
    if (!result.media?.track.some((track) => track['@type'] === 'Video')) throw new Error(`${name} is no clip.`)
    await file.close()
  }
}

async function preFlight(contentHash: boolean): Promise<void> {
  const pool = createMediaFactsPool({ workerUrl: new URL('../../../src/main/intake/media-facts-worker.ts', import.meta.url), size: 2 })
  const looked = await Promise.all(files.map((file) => pool.inspectFile(file, { contentHash })))
  for (const inspection of looked) {
    if (!inspection.ok) throw new Error(inspection.message)
    breaches(inspection.facts, relaxedLimits)
    breaches(inspection.facts, strictLimits)
  }
  await pool.close()
}
