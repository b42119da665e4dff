/** Uploads one file by the SDK's own `Upload`, with parts of the same size, as its documentation shows it. */
import { createReadStream } from 'node:fs'
import { S3Client } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import type { S3Credentials, S3Storage } from '../../../src/contract/models/storage.ts'
import { reportMeasured } from '../measure-program.ts'

const { storage, credentials, file } = JSON.parse(process.argv[2] ?? '') as { storage: S3Storage; credentials: S3Credentials; file: string }
const client = new S3Client({ endpoint: storage.endpoint, region: storage.region, forcePathStyle: true, credentials, requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' })
await reportMeasured(async () => {
  await new Upload({ client, params: { Bucket: storage.bucket, Key: `sdk-${process.pid}.mov`, Body: createReadStream(file) }, partSize: 8 * 1024 * 1024, queueSize: 4 }).done()
})
client.destroy()
