import { z } from 'zod'

const day = 86_400_000

/**
 * An S3-compatible bucket that clips are uploaded to. What signs the requests is no part of it: the access key and
 * its secret live among the host's secrets.
 */
export const s3Storage = z.object({
  kind: z.literal('s3'),
  /** Where the storage answers, without the bucket, e.g. `https://s3.eu-central-1.amazonaws.com`. */
  endpoint: z.url({ protocol: /^https?$/ }),
  region: z.string().min(1).max(100),
  bucket: z.string().min(1).max(255),
  /** What every object's name begins with; without a leading slash. */
  prefix: z.string().max(500).default(''),
  /** `https://host/bucket/object` instead of `https://bucket.host/object`. */
  pathStyle: z.boolean().default(false),
  /** Where anybody reads the bucket's root; null: each link is signed and expires. */
  publicUrl: z.url({ protocol: /^https?$/ }).nullable().default(null),
  /** How long a signed link lives. No storage signs for longer than seven days. */
  expiryMs: z.number().int().min(60_000).max(7 * day).default(7 * day),
  /** Objects are deleted so long after their clip's verdict; null: they stay. */
  cleanUpMs: z.number().int().min(0).nullable().default(null),
  /** All uploads together, at most; null: as fast as it goes. */
  maxBytesPerSecond: z.number().int().min(1024).nullable().default(null),
})
export type S3Storage = z.infer<typeof s3Storage>

/** What signs requests to a bucket. */
export const s3Credentials = z.object({ accessKeyId: z.string().trim().min(1).max(500), secretAccessKey: z.string().trim().min(1).max(4096) })
export type S3Credentials = z.infer<typeof s3Credentials>

/** Why a storage does not take what is sent to it. The words are in the locales under these keys. */
export const storageTroubleCodes = [
  'no-credentials', 'wrong-key', 'wrong-secret', 'no-permission', 'no-bucket', 'wrong-region', 'clock-skew', 'full', 'certificate', 'not-storage', 'offline', 'busy', 'other',
] as const
export const storageTroubleCode = z.enum(storageTroubleCodes)
export type StorageTroubleCode = z.infer<typeof storageTroubleCode>

/**
 * `offline`: it cannot be reached; `service`: it answers that it cannot now. Both pass by themselves.
 * `refused`: it will not until somebody mends something; it is asked again now and then, in case that was done over there.
 */
export const storageTrouble = z.object({
  kind: z.enum(['offline', 'service', 'refused']),
  code: storageTroubleCode,
  message: z.string(),
  advice: z.string(),
  since: z.number(),
  retryAt: z.number(),
})
export type StorageTrouble = z.infer<typeof storageTrouble>

/** How the uploads of an account go. */
export const uploads = z.object({
  /** Under way at this moment. */
  files: z.number().int(),
  sentBytes: z.number(),
  totalBytes: z.number(),
  /** Measured of late; null: nothing has been uploaded yet. */
  bytesPerSecond: z.number().nullable(),
  /** What still has to be uploaded, those under way included; estimated from a sample. */
  waitingBytes: z.number(),
  trouble: storageTrouble.nullable(),
})
export type Uploads = z.infer<typeof uploads>

/** How far one clip's upload has come; null elsewhere: none is under way. */
export const clipUpload = z.object({ sentBytes: z.number(), sizeBytes: z.number() })
export type ClipUpload = z.infer<typeof clipUpload>

/** Usual settings of known storages; `REGION` and `ACCOUNT` stand for what only the owner knows. */
export const s3Presets = [
  { key: 'aws', name: 'Amazon S3', endpoint: 'https://s3.REGION.amazonaws.com', region: 'us-east-1', pathStyle: false },
  { key: 'r2', name: 'Cloudflare R2', endpoint: 'https://ACCOUNT.r2.cloudflarestorage.com', region: 'auto', pathStyle: true },
  { key: 'minio', name: 'MinIO', endpoint: 'http://127.0.0.1:9000', region: 'us-east-1', pathStyle: true },
  { key: 'tos', name: 'Volcengine TOS', endpoint: 'https://tos-s3-REGION.volces.com', region: 'cn-beijing', pathStyle: false },
  { key: 'oss', name: 'Aliyun OSS', endpoint: 'https://s3.oss-REGION.aliyuncs.com', region: 'cn-hangzhou', pathStyle: false },
] as const
export type S3PresetKey = (typeof s3Presets)[number]['key']

/** A preset's endpoint for a region. */
export function presetEndpoint(preset: (typeof s3Presets)[number], region: string): string {
  const endpoint = preset.endpoint.replace('REGION', region)
  // Amazon's regions in China have a domain of their own.
  return preset.key === 'aws' && region.startsWith('cn-') ? `${endpoint}.cn` : endpoint
}

/** What an endpoint becomes with another region: a preset's own goes with it, any other stays. */
export function endpointInRegion(endpoint: string, before: string, region: string): string {
  const preset = s3Presets.find((each) => each.endpoint.includes('REGION') && presetEndpoint(each, before.trim()) === endpoint.trim())
  return preset ? presetEndpoint(preset, region.trim()) : endpoint
}

/** The known storage an endpoint belongs to; null: another one. */
export function storageKeyOf(endpoint: string): S3PresetKey | null {
  const host = URL.parse(endpoint)?.hostname ?? ''
  const ends: [S3PresetKey, RegExp][] = [['aws', /\.amazonaws\.com(?:\.cn)?$/u], ['r2', /\.r2\.cloudflarestorage\.com$/u], ['tos', /\.i?(?:volces|bytepluses)\.com$/u], ['oss', /\.aliyuncs\.com$/u]]
  return ends.find(([, pattern]) => pattern.test(host))?.[0] ?? (endpoint === 'http://127.0.0.1:9000' ? 'minio' : null)
}
