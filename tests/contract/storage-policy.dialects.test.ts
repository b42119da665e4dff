import { expect, test } from 'vitest'
import { storagePolicy } from '../../src/contract/models/storage-policy.ts'
import { presetEndpoint, s3Presets, storageKeyOf } from '../../src/contract/models/storage.ts'

const of = (endpoint: string) => JSON.parse(storagePolicy({ endpoint, bucket: 'studio', prefix: 'greenroom/' }) ?? 'null') as { Version?: string; Statement: { Action: string[]; Resource: string[] }[] } | null

test('each known storage is told by the endpoint of its preset', () => {
  for (const preset of s3Presets) expect(storageKeyOf(presetEndpoint(preset, preset.region).replace('ACCOUNT', '0123abc'))).toBe(preset.key)
  expect(storageKeyOf('https://storage.example.com')).toBeNull()
})

test('a policy lets a key write, read and delete below its prefix, and list nothing but unfinished uploads', () => {
  expect(of('https://s3.eu-central-1.amazonaws.com')).toEqual({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: ['s3:PutObject', 's3:GetObject', 's3:DeleteObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'], Resource: ['arn:aws:s3:::studio/greenroom/*'] },
      { Effect: 'Allow', Action: ['s3:ListBucketMultipartUploads'], Resource: ['arn:aws:s3:::studio'] },
    ],
  })
  expect(of('http://127.0.0.1:9000')).toEqual(of('https://s3.eu-central-1.amazonaws.com'))
})

test('Amazon in China, Aliyun and Volcengine write the same in words of their own', () => {
  const aws = s3Presets[0]
  expect(presetEndpoint(aws, 'cn-north-1')).toBe('https://s3.cn-north-1.amazonaws.com.cn')
  expect(of(presetEndpoint(aws, 'cn-north-1'))?.Statement.map(({ Resource }) => Resource[0])).toEqual(['arn:aws-cn:s3:::studio/greenroom/*', 'arn:aws-cn:s3:::studio'])
  expect(of('https://s3.cn-north-1.amazonaws.com.cn/')).toEqual(of('https://s3.cn-north-1.amazonaws.com.cn'))
  expect(of('https://s3.oss-cn-hangzhou.aliyuncs.com')).toMatchObject({
    Version: '1',
    Statement: [
      { Action: ['oss:PutObject', 'oss:GetObject', 'oss:DeleteObject', 'oss:AbortMultipartUpload', 'oss:ListParts'], Resource: ['acs:oss:*:*:studio/greenroom/*'] },
      { Action: ['oss:ListMultipartUploads'], Resource: ['acs:oss:*:*:studio'] },
    ],
  })
  const tos = of('https://tos-s3-cn-beijing.volces.com')
  expect(tos).not.toHaveProperty('Version')
  expect(tos?.Statement.map(({ Resource }) => Resource[0])).toEqual(['trn:tos:::studio/greenroom/*', 'trn:tos:::studio'])
  expect(tos?.Statement.flatMap(({ Action }) => Action).every((action) => action.startsWith('tos:'))).toBe(true)
})

test('R2 knows no policies', () => {
  expect(of('https://0123abc.r2.cloudflarestorage.com')).toBeNull()
})
