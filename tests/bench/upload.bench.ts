import { createCipheriv } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { s3Keys, startS3Server, type S3Server } from '../helpers/s3-server.ts'
import type { Bench } from './bench.ts'
import { interleaved, measureProgram, median, type Measurement } from './measure-program.ts'

const mib = 1024 * 1024
const sizeBytes = 1024 * mib
const rounds = 3

/** A file whose bytes nothing on the way can make smaller. */
async function writeNoise(file: string): Promise<void> {
  const noise = createCipheriv('aes-128-ctr', Buffer.alloc(16, 7), Buffer.alloc(16))
  const blank = Buffer.alloc(mib)
  const handle = await open(file, 'w')
  for (let written = 0; written < sizeBytes; written += mib) await handle.write(noise.update(blank))
  await handle.close()
}

/** Each round in a bucket of its own, emptied after it: the server's disk holds two files at most. */
async function uploadOnce(server: S3Server, program: string, file: string, round: number): Promise<Measurement> {
  const storage = await server.bucket(`${program}-${round}`)
  const result = await measureProgram(path.join(import.meta.dirname, 'programs', `${program}.ts`), [JSON.stringify({ storage, credentials: s3Keys, file })])
  await server.empty(storage.bucket)
  return result
}

export const bench: Bench = {
  name: 'upload',
  title: 'Upload to an S3 server',
  async run(say) {
    const file = path.join(os.tmpdir(), `greenroom-bench-upload-${process.pid}.mov`)
    const server = await startS3Server()
    try {
      say('writing 1 GiB of noise')
      await writeNoise(file)
      // Once each for nothing: the server's first upload of all makes its folders.
      const all = await interleaved({
        ours: (round) => { say(`round ${round}, ours`); return uploadOnce(server, 'upload-ours', file, round) },
        sdk: (round) => { say(`round ${round}, the SDK's`); return uploadOnce(server, 'upload-sdk', file, round) },
      }, rounds + 1)
      const of = (results: Measurement[]) => results.slice(1)
      const seconds = (results: Measurement[]) => median(of(results).map((each) => each.ms)) / 1000
      const peak = (results: Measurement[]) => Math.max(...of(results).map((each) => each.peakBytes)) / 1e6
      return {
        figures: [
          { what: "1 GiB to a loopback S3 server, against the AWS SDK's own Upload", ours: seconds(all.ours), baseline: seconds(all.sdk), limit: 1.1, unit: 's' },
          { what: 'Its peak memory', ours: peak(all.ours), baseline: null, limit: 200, unit: 'MB' },
        ],
        notes: [
          `Each in a process of its own, ${rounds} rounds in turn after one that does not count; medians of the times, the worst of the memory. The SDK's Upload held ${Math.round(peak(all.sdk))} MB.`,
          'Both in parts of 8 MiB, four at once, signed with the content’s SHA-256. The server is OpenStack Swift with its s3api, and shares the machine.',
          `Ours: ${of(all.ours).map((each) => (each.ms / 1000).toFixed(1)).join(', ')} s. The SDK's: ${of(all.sdk).map((each) => (each.ms / 1000).toFixed(1)).join(', ')} s.`,
        ],
      }
    } finally {
      await server.stop()
      await rm(file, { force: true })
    }
  },
}
