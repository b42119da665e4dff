import { startS3Server } from '../helpers/s3-server.ts'
import { crashAndResume } from '../helpers/upload-crash.ts'
import type { Bench } from './bench.ts'

export const bench: Bench = {
  name: 'upload-resume',
  title: 'A 5 GB upload whose process is killed',
  async run(say) {
    const server = await startS3Server()
    try {
      say('uploading 5 GB of holes, killing the process half-way, and going on in another')
      const crash = await crashAndResume(server, { bucket: 'five', sizeBytes: 5_000_000_000, killAtParts: 300 })
      if (crash.objectBytes !== crash.sizeBytes) throw new Error(`The object has ${crash.objectBytes} bytes.`)
      return {
        figures: [{ what: 'Bytes the second process sent, against those that were missing', ours: crash.sentAgainBytes / 1e6, baseline: (crash.sizeBytes - crash.thereBytes) / 1e6, limit: 1.01, unit: 'MB' }],
        notes: [`A sparse file; kill −9 when ${Math.round(crash.thereBytes / 1e6).toLocaleString('en')} MB were at the storage in whole parts. Counted on the way to the server, requests and all.`],
      }
    } finally {
      await server.stop()
    }
  },
}
