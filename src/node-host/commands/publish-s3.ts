import type { Command } from 'commander'
import { InvalidArgumentError, Option } from 'commander'
import { text as readAll } from 'node:stream/consumers'
import { endpointInRegion, presetEndpoint, s3Credentials, s3Presets, s3Storage, type S3Credentials, type S3PresetKey, type S3Storage } from '../../contract/models/storage.ts'
import { storagePolicy } from '../../contract/models/storage-policy.ts'
import type { Call } from '../call.ts'
import { exitCodes } from '../exit-codes.ts'
import { webAddress } from '../option-values.ts'
import { wrongUsage } from '../problem-of.ts'

interface S3Options {
  preset?: S3PresetKey
  endpoint?: string
  region?: string
  bucket?: string
  prefix?: string
  pathStyle?: boolean
  publicUrl?: string | false
  expiry?: number
  cleanUp?: number | false
  limit?: number | false
  credentialsStdin?: boolean
}

const units: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const sizes: Record<string, number> = { '': 1, k: 1e3, m: 1e6, g: 1e9 }

/** What a setting must be; said where it is not. */
const rules: Record<string, string> = {
  endpoint: 'The endpoint is an address such as https://s3.eu-central-1.amazonaws.com.',
  publicUrl: 'The public address is one such as https://clips.example.com.', expiryMs: 'A signed link lives from 1m to 7d; no storage signs for longer.', maxBytesPerSecond: 'The limit is at least 2kB a second.',
}

/** `90m`, `12h`, `7d` in ms. */
function span(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*([smhd])$/iu.exec(text.trim()) ?? []
  const ms = Number(number) * (units[unit.toLowerCase()] ?? NaN)
  if (!Number.isFinite(ms)) throw new InvalidArgumentError('It must be a span of time, such as 90m, 12h or 7d.')
  return Math.round(ms)
}

/** `20MB` or `500k` (a second), in bytes. */
function bytesPerSecond(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*([kmg]?)b?(?:\/s)?$/iu.exec(text.trim()) ?? []
  const bytes = Number(number) * (sizes[unit.toLowerCase()] ?? NaN)
  if (!Number.isFinite(bytes) || bytes < 1024) throw new InvalidArgumentError('It must be bytes a second from 1 kB on, such as 500kB or 20MB.')
  return Math.round(bytes)
}

export function addPublishS3Command(publish: Command, set: Command, call: Call): void {
  set
    .command('s3')
    .description('S3-compatible storage: clips are uploaded and linked; what is not named stays as it is set')
    .addOption(new Option('--preset <name>', 'the usual settings of a storage').choices(s3Presets.map((preset) => preset.key)))
    .option('--endpoint <url>', 'where the storage answers, without the bucket', webAddress)
    .option('--region <region>', 'the region the bucket was made in')
    .option('--bucket <name>', 'the bucket')
    .option('--prefix <text>', "what every object's name begins with, such as greenroom/")
    .option('--path-style', 'https://host/bucket/object')
    .option('--no-path-style', 'https://bucket.host/object')
    .option('--public-url <url>', "where anybody reads the bucket's root; links do not expire then", webAddress)
    .option('--no-public-url', 'links are signed and expire')
    .option('--expiry <span>', 'how long a signed link lives, at most 7d (7d)', span)
    .option('--clean-up <span>', "delete objects so long after their clip's verdict", span)
    .option('--no-clean-up', 'leave objects where they are')
    .option('--limit <rate>', 'all uploads together, bytes a second: 500kB, 20MB', bytesPerSecond)
    .option('--no-limit', 'as fast as it goes')
    .option('--credentials-stdin', 'read the access key and its secret from stdin, a line each; else GREENROOM_S3_ACCESS_KEY_ID and GREENROOM_S3_SECRET_ACCESS_KEY')
    .action((options: S3Options) => call.run(() => setS3(call, options)))

  publish
    .command('policy')
    .description('the least an access key must be allowed, to copy to the storage')
    .action(() => call.run(() => policy(call)))
}

async function setS3(call: Call, options: S3Options): Promise<number> {
  const storageKey = options.credentialsStdin ? await keyFromStdin(call) : keyFromEnvironment(call.env)
  const { client } = await call.openCore()
  const before = await call.account(client)
  const storage = storageOf(options, before.publishing.kind === 's3' ? before.publishing : null)
  if (!storageKey && !before.hasStorageKey) {
    throw wrongUsage('There is no access key to the storage yet.', 'Give it on two lines with --credentials-stdin, or in GREENROOM_S3_ACCESS_KEY_ID and GREENROOM_S3_SECRET_ACCESS_KEY.')
  }
  const account = await client.accounts.setPublishing({ id: before.id, publishing: storage, storageKey })
  call.answer({ publishing: account.publishing, hasStorageKey: account.hasStorageKey }, `Clips are uploaded to ${storage.bucket} at ${storage.endpoint}${storage.publicUrl === null ? '' : ` and fetched from ${storage.publicUrl}`}. Try it: greenroom publish test\n`)
  return exitCodes.done
}

/** @throws ProblemError `invalid-input` naming what is missing or cannot be. */
function storageOf(options: S3Options, before: S3Storage | null): S3Storage {
  const preset = s3Presets.find((each) => each.key === options.preset)
  const region = options.region ?? preset?.region ?? before?.region
  const endpoint = options.endpoint ?? (preset ? presetEndpoint(preset, region ?? preset.region) : before && endpointInRegion(before.endpoint, before.region, region ?? before.region))
  if (endpoint?.includes('ACCOUNT')) throw wrongUsage(`The endpoint of ${preset?.name} holds your account's id.`, 'Give it with --endpoint, such as https://0123456789abcdef.r2.cloudflarestorage.com.')
  const bucket = options.bucket ?? before?.bucket
  const missing = [...(endpoint ? [] : ['--endpoint (or --preset)']), ...(region ? [] : ['--region']), ...(bucket ? [] : ['--bucket'])]
  if (missing.length > 0) throw wrongUsage(`Still to be said: ${missing.join(', ')}.`, `For example: greenroom publish set s3 --preset aws --region eu-central-1 --bucket my-clips`)
  const read = s3Storage.safeParse({
    ...before, kind: 's3', endpoint, region, bucket,
    ...defined({
      prefix: options.prefix, pathStyle: options.pathStyle ?? preset?.pathStyle, expiryMs: options.expiry,
      publicUrl: options.publicUrl === false ? null : options.publicUrl, cleanUpMs: options.cleanUp === false ? null : options.cleanUp, maxBytesPerSecond: options.limit === false ? null : options.limit,
    }),
  })
  if (read.success) return read.data
  const wrong = [...new Set(read.error.issues.map((issue) => String(issue.path[0])))]
  throw wrongUsage(wrong.map((name) => rules[name] ?? `${name} cannot be used.`).join(' '))
}

function defined<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>
}

/** Longer than any key; stops a file piped in by mistake. */
const longest = 8192

async function keyFromStdin(call: Call): Promise<S3Credentials> {
  if (call.io.stdin.isTTY) call.say('Paste the access key, Enter, its secret, Enter, then Ctrl-D:')
  const text = await readAll(call.io.stdin)
  const [accessKeyId = '', secretAccessKey = '', ...more] = text.slice(0, longest).split('\n').map((line) => line.trim()).filter(Boolean)
  const read = s3Credentials.safeParse({ accessKeyId, secretAccessKey })
  if (!read.success || more.length > 0 || text.length > longest || /\s/u.test(accessKeyId + secretAccessKey)) throw wrongUsage('What came on stdin is not an access key and its secret.', 'Give two lines: the access key, then its secret.')
  return read.data
}

function keyFromEnvironment(env: Record<string, string | undefined>): S3Credentials | undefined {
  const accessKeyId = env['GREENROOM_S3_ACCESS_KEY_ID']?.trim()
  const secretAccessKey = env['GREENROOM_S3_SECRET_ACCESS_KEY']?.trim()
  if (!accessKeyId && !secretAccessKey) return undefined
  if (!accessKeyId || !secretAccessKey) throw wrongUsage('Of the access key and its secret only one is in the environment.', 'Set GREENROOM_S3_ACCESS_KEY_ID and GREENROOM_S3_SECRET_ACCESS_KEY, both.')
  return { accessKeyId, secretAccessKey }
}

async function policy(call: Call): Promise<number> {
  const { client } = await call.openCore()
  const { publishing } = await call.account(client)
  if (publishing.kind !== 's3') throw wrongUsage('No storage is set.', 'First: greenroom publish set s3 --endpoint U --region R --bucket B')
  const text = storagePolicy(publishing)
  if (text === null) throw wrongUsage('Cloudflare R2 has no policies.', `Make an API token with “Object Read & Write” for the bucket ${publishing.bucket} alone, and use its access key.`)
  call.answer(JSON.parse(text), `${text}\n`)
  return exitCodes.done
}
