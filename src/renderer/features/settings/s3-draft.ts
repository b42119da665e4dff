import { endpointInRegion, presetEndpoint, s3Presets, type S3Credentials, type S3Storage } from '../../../contract/models/storage.ts'

/** A storage as it is entered. */
export interface S3Draft {
  endpoint: string
  region: string
  bucket: string
  prefix: string
  pathStyle: boolean
  publicUrl: string
  expiryDays: number
  /** Null: objects stay. */
  cleanUpDays: number | null
  /** Megabytes a second; null: as fast as it goes. */
  limit: number | null
  /** Empty: the key that is set stays. */
  accessKeyId: string
  secretAccessKey: string
}

const dayMs = 86_400_000
const mega = 1_000_000

export function s3DraftOf(stored: S3Storage | null): S3Draft {
  return {
    endpoint: stored?.endpoint ?? '', region: stored?.region ?? '', bucket: stored?.bucket ?? '', prefix: stored?.prefix ?? 'greenroom/', pathStyle: stored?.pathStyle ?? false, publicUrl: stored?.publicUrl ?? '',
    expiryDays: stored ? stored.expiryMs / dayMs : 7, cleanUpDays: stored && stored.cleanUpMs !== null ? stored.cleanUpMs / dayMs : null,
    limit: stored && stored.maxBytesPerSecond !== null ? stored.maxBytesPerSecond / mega : null, accessKeyId: '', secretAccessKey: '',
  }
}

export function s3StorageOf(draft: S3Draft): S3Storage {
  return {
    kind: 's3', endpoint: draft.endpoint.trim(), region: draft.region.trim(), bucket: draft.bucket.trim(), prefix: draft.prefix.trim(), pathStyle: draft.pathStyle, publicUrl: draft.publicUrl.trim() || null,
    expiryMs: Math.round(draft.expiryDays * dayMs), cleanUpMs: draft.cleanUpDays === null ? null : Math.round(draft.cleanUpDays * dayMs),
    maxBytesPerSecond: draft.limit === null ? null : Math.max(1024, Math.round(draft.limit * mega)),
  }
}

/** What was entered of the access key; undefined: the one that is set stays. */
export function s3KeyOf(draft: S3Draft): S3Credentials | undefined {
  const accessKeyId = draft.accessKeyId.trim()
  const secretAccessKey = draft.secretAccessKey.trim()
  return accessKeyId === '' && secretAccessKey === '' ? undefined : { accessKeyId, secretAccessKey }
}

/** What entering a region changes: a known storage's endpoint is that of its region. */
export function regionDraft(region: string, before: S3Draft): Partial<S3Draft> {
  return { region, endpoint: endpointInRegion(before.endpoint, before.region, region) }
}

/** What choosing a known storage fills in; a region that was entered stays. */
export function presetDraft(key: string, before: S3Draft): Partial<S3Draft> {
  const preset = s3Presets.find((each) => each.key === key)
  if (!preset) return {}
  const region = preset.key === 'r2' || before.region === '' || before.region === 'auto' || s3Presets.some((each) => each.region === before.region) ? preset.region : before.region
  return { endpoint: presetEndpoint(preset, region), region, pathStyle: preset.pathStyle }
}
