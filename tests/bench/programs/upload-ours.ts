/** Uploads one file as Greenroom does, with records in a real ledger's stead kept in memory. Arguments: storage as JSON, file, size. */
import { open } from 'node:fs/promises'
import type { S3Credentials, S3Storage } from '../../../src/contract/models/storage.ts'
import { createS3Publisher } from '../../../src/main/publishing/s3/s3.ts'
import { createThrottle } from '../../../src/main/publishing/throttle.ts'
import { systemClock } from '../../../src/node-host/system-clock.ts'
import { recordsInMemory } from '../../publishing/upload-records.ts'
import { reportMeasured } from '../measure-program.ts'

const { storage, credentials, file } = JSON.parse(process.argv[2] ?? '') as { storage: S3Storage; credentials: S3Credentials; file: string }
const handle = await open(file)
const { size } = await handle.stat()
await handle.close()
const publisher = createS3Publisher({ storage, credentials, records: recordsInMemory(), throttle: createThrottle(systemClock), clock: systemClock, random: Math.random, fetch })
await reportMeasured(async () => {
  const published = await publisher.publish({ clipSourceId: 1, path: file, sizeBytes: size })
  if (!published.ok) throw new Error(published.message)
})
publisher.close()
