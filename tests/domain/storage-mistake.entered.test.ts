import { expect, test } from 'vitest'
import { endpointInRegion, s3Presets, type S3Storage } from '../../src/contract/models/storage.ts'
import { storageMistake } from '../../src/main/domain/storage-mistake.ts'

const good: S3Storage = { kind: 's3', endpoint: 'https://s3.eu-central-1.amazonaws.com', region: 'eu-central-1', bucket: 'clips', prefix: 'greenroom/', pathStyle: false, publicUrl: null, expiryMs: 60_000, cleanUpMs: null, maxBytesPerSecond: null }

test.for<[string, Partial<S3Storage>, RegExp]>([
  ['a key in the endpoint', { endpoint: 'https://key:secret@s3.eu-central-1.amazonaws.com' }, /holds a name or a password/u],
  ['an address out of a browser', { endpoint: 'https://s3.eu-central-1.amazonaws.com/?list-type=2' }, /address alone/u],
  ['a preset that was not filled in', { endpoint: 'https://ACCOUNT.r2.cloudflarestorage.com' }, /still says ACCOUNT/u],
  ['the bucket before Amazon’s host', { endpoint: 'https://clips.s3.eu-central-1.amazonaws.com' }, /without the bucket: https:\/\/s3\.eu-central-1\.amazonaws\.com$/u],
  ['the bucket before Aliyun’s host', { endpoint: 'https://clips.s3.oss-cn-hangzhou.aliyuncs.com' }, /without the bucket: https:\/\/s3\.oss-cn-hangzhou/u],
  ['the bucket before Volcengine’s host', { endpoint: 'https://clips.tos-s3-cn-beijing.volces.com' }, /without the bucket: https:\/\/tos-s3-cn-beijing/u],
  ['Cloudflare’s own S3 address of a bucket', { endpoint: 'https://0123abc.r2.cloudflarestorage.com/clips' }, /without the bucket: https:\/\/0123abc\.r2\.cloudflarestorage\.com$/u],
  ['a path where there is none', { endpoint: 'https://s3.eu-central-1.amazonaws.com/other/' }, /no path such as \/other/u],
  ['a bucket with spaces', { bucket: 'my clips' }, /name alone/u],
  ['a bucket with its prefix', { bucket: 'clips/a' }, /name alone/u],
  ['a region in words', { region: '华东 1' }, /region is a name/u],
  ['a prefix from the root', { prefix: '/a/' }, /does not begin with a slash/u],
  ['a prefix that climbs', { prefix: 'a/../b/' }, /no parts that are/u],
  ['a password in every link', { publicUrl: 'https://me:secret@cdn.example.com' }, /without a password/u],
])('%s is refused, with what to do', ([, part, says]) => {
  const mistake = storageMistake({ ...good, ...part })
  expect(`${mistake?.message} ${mistake?.advice}`).toMatch(says)
})

test.for<[string, Partial<S3Storage>]>([
  ['what a preset leads to', {}],
  ['letters of any script, and none, in the prefix', { prefix: '中文/片段/' }],
  ['a prefix without a slash at its end', { prefix: 'a..b-' }],
  ['a path of a storage of one’s own', { endpoint: 'https://project.example.com/storage/v1/s3', bucket: 'clips', pathStyle: true }],
  ['a host of one’s own that is called like the bucket', { endpoint: 'https://clips.example.com', pathStyle: true }],
  ['a bucket called like the service', { bucket: 's3' }],
])('%s is fine', ([, part]) => {
  expect(storageMistake({ ...good, ...part })).toBeNull()
})

test.for(['two\nlines', 'with space', '密钥'])('the key %j is refused and not repeated', (wrong) => {
  for (const key of [{ accessKeyId: wrong, secretAccessKey: 'x' }, { accessKeyId: 'x', secretAccessKey: wrong }]) {
    const mistake = storageMistake(good, key)
    expect(mistake?.message).toContain('line break')
    expect(JSON.stringify(mistake)).not.toContain(JSON.stringify(wrong).slice(1, -1))
  }
  expect(storageMistake(good, { accessKeyId: 'AKIA/x+=', secretAccessKey: 'a:b~' })).toBeNull()
})

test('a preset’s endpoint goes with its region, into China too; any other stays', () => {
  for (const preset of s3Presets) if (preset.endpoint.includes('REGION')) expect(endpointInRegion(preset.endpoint.replace('REGION', 'a-1'), 'a-1', 'b-2')).toBe(preset.endpoint.replace('REGION', 'b-2'))
  expect(endpointInRegion('https://s3.us-east-1.amazonaws.com', 'us-east-1', 'cn-north-1')).toBe('https://s3.cn-north-1.amazonaws.com.cn')
  expect(endpointInRegion('https://minio.example.com', 'us-east-1', 'b-2')).toBe('https://minio.example.com')
})
