import { mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { greenroom } from './run-greenroom.ts'

async function dataDir(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'greenroom-cli-s3-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return path.join(folder, 'data')
}

const where = ['--endpoint', 'http://127.0.0.1:9', '--region', 'us-east-1', '--bucket', 'clips']

test('a storage is set with its key from stdin, changed without naming it all again, and its policy printed', async () => {
  const at = ['--data-dir', await dataDir(), '--json']
  const set = await greenroom(['publish', 'set', 's3', ...where, '--prefix', 'a/', '--path-style', '--expiry', '12h', '--clean-up', '3d', '--limit', '20MB', '--credentials-stdin', ...at], { stdin: 'the-key\nthe-secret\n' })
  expect(set.stderr).toBe('')
  expect(set.code).toBe(0)
  const publishing = { kind: 's3', endpoint: 'http://127.0.0.1:9', region: 'us-east-1', bucket: 'clips', prefix: 'a/', pathStyle: true, publicUrl: null, expiryMs: 43_200_000, cleanUpMs: 259_200_000, maxBytesPerSecond: 20_000_000 }
  expect(JSON.parse(set.stdout)).toEqual({ publishing, hasStorageKey: true })
  const changed = await greenroom(['publish', 'set', 's3', '--no-limit', '--no-clean-up', '--public-url', 'https://cdn.example.com', ...at])
  expect(JSON.parse(changed.stdout)).toEqual({ publishing: { ...publishing, maxBytesPerSecond: null, cleanUpMs: null, publicUrl: 'https://cdn.example.com' }, hasStorageKey: true })
  const policy = await greenroom(['publish', 'policy', ...at])
  expect(policy.stdout).toContain('arn:aws:s3:::clips/a/*')
  const ledger = await readFile(path.join(at[1] ?? '', 'ledger.sqlite'), 'latin1')
  expect(`${ledger}${set.stdout}${set.stderr}${changed.stdout}`).not.toContain('the-secret')
}, 120_000)

test('a region that is changed takes the endpoint of a known storage with it', async () => {
  const at = ['--data-dir', await dataDir(), '--json']
  await greenroom(['publish', 'set', 's3', '--preset', 'aws', '--region', 'eu-central-1', '--bucket', 'clips', '--credentials-stdin', ...at], { stdin: 'k\ns\n' })
  const changed = await greenroom(['publish', 'set', 's3', '--region', 'cn-north-1', ...at])
  expect(JSON.parse(changed.stdout)).toMatchObject({ publishing: { region: 'cn-north-1', endpoint: 'https://s3.cn-north-1.amazonaws.com.cn' } })
}, 120_000)

interface Wrong { what: string; args: string[]; env: Record<string, string>; stdin: string | undefined; says: string }

test.for<Wrong>([
  { what: 'no key anywhere', args: where, env: {}, stdin: undefined, says: 'no access key' },
  { what: 'half a key in the environment', args: where, env: { GREENROOM_S3_ACCESS_KEY_ID: 'k' }, stdin: undefined, says: 'only one is in the environment' },
  { what: 'a file on stdin that is no key', args: [...where, '--credentials-stdin'], env: {}, stdin: 'a\nb\nc\n', says: 'not an access key and its secret' },
  { what: 'no bucket', args: ['--preset', 'aws'], env: { GREENROOM_S3_ACCESS_KEY_ID: 'k', GREENROOM_S3_SECRET_ACCESS_KEY: 's' }, stdin: undefined, says: '--bucket' },
  { what: 'links that live longer than any storage signs', args: [...where, '--expiry', '30d'], env: { GREENROOM_S3_ACCESS_KEY_ID: 'k', GREENROOM_S3_SECRET_ACCESS_KEY: 's' }, stdin: undefined, says: 'from 1m to 7d' },
  { what: 'an endpoint that names the bucket', args: ['--endpoint', 'http://127.0.0.1:9/clips', '--region', 'us-east-1', '--bucket', 'clips'], env: { GREENROOM_S3_ACCESS_KEY_ID: 'k', GREENROOM_S3_SECRET_ACCESS_KEY: 's' }, stdin: undefined, says: 'without the bucket: http://127.0.0.1:9' },
  { what: 'a bucket with its prefix in it', args: ['--endpoint', 'http://127.0.0.1:9', '--region', 'us-east-1', '--bucket', 'clips/a'], env: { GREENROOM_S3_ACCESS_KEY_ID: 'k', GREENROOM_S3_SECRET_ACCESS_KEY: 's' }, stdin: undefined, says: 'without slashes' },
])('$what is wrong usage, in words', { timeout: 120_000 }, async ({ args, env, stdin, says }) => {
  const ended = await greenroom(['publish', 'set', 's3', ...args, '--data-dir', await dataDir()], { env, stdin })
  expect(ended.code).toBe(2)
  expect(ended.stderr).toContain(says)
})
