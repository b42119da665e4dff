import { afterAll, beforeAll, expect, test } from 'vitest'
import { startS3Server, type S3Server } from '../helpers/s3-server.ts'
import { crashAndResume } from '../helpers/upload-crash.ts'

let server: S3Server

beforeAll(async () => { server = await startS3Server() }, 600_000)
afterAll(() => server?.stop())

const mib = 1024 * 1024

// The same with 5 GB is `npm run bench -- upload-resume`: it takes longer than a test may.
test('a process killed in the middle of an upload costs no part that had got there: the next sends only the rest', async () => {
  const crash = await crashAndResume(server, { bucket: 'crash', sizeBytes: 240 * mib + 12_345, killAtParts: 6 })
  expect(crash.objectBytes).toBe(crash.sizeBytes)
  expect(crash.thereBytes).toBeGreaterThanOrEqual(6 * 8 * mib)
  const rest = crash.sizeBytes - crash.thereBytes
  // It was killed in the middle, or this would show nothing.
  expect(rest).toBeGreaterThan(8 * mib)
  expect(crash.sentAgainBytes).toBeGreaterThanOrEqual(rest)
  expect(crash.sentAgainBytes).toBeLessThan(rest + mib)
}, 180_000)
