import { storageKeyOf, type S3Storage } from './storage.ts'

/** How a storage writes down what an access key may do. */
interface Dialect { version: string | null; prefix: string; resource: string; parts: string; unfinished: string }

const aws: Dialect = { version: '2012-10-17', prefix: 's3', resource: 'arn:aws:s3:::', parts: 'ListMultipartUploadParts', unfinished: 'ListBucketMultipartUploads' }

function dialectOf(endpoint: string): Dialect | null {
  switch (storageKeyOf(endpoint)) {
    case 'oss': return { version: '1', prefix: 'oss', resource: 'acs:oss:*:*:', parts: 'ListParts', unfinished: 'ListMultipartUploads' }
    case 'tos': return { ...aws, version: null, prefix: 'tos', resource: 'trn:tos:::' }
    // Cloudflare's tokens are limited to buckets, not to actions.
    case 'r2': return null
    case 'aws': return URL.parse(endpoint)?.hostname.endsWith('.cn') ? { ...aws, resource: 'arn:aws-cn:s3:::' } : aws
    case 'minio': case null: return aws
  }
}

/**
 * The least an access key must be allowed for Greenroom to work with a bucket, as its storage takes it (MinIO, Swift and
 * most others: as AWS does). Listing is allowed for unfinished uploads only. Null: it has no policies of this kind.
 */
export function storagePolicy({ endpoint, bucket, prefix }: Pick<S3Storage, 'endpoint' | 'bucket' | 'prefix'>): string | null {
  const dialect = dialectOf(endpoint)
  if (dialect === null) return null
  const allow = (actions: readonly string[], place: string) => ({ Effect: 'Allow', Action: actions.map((action) => `${dialect.prefix}:${action}`), Resource: [`${dialect.resource}${place}`] })
  return JSON.stringify({
    ...(dialect.version === null ? {} : { Version: dialect.version }),
    Statement: [
      allow(['PutObject', 'GetObject', 'DeleteObject', 'AbortMultipartUpload', dialect.parts], `${bucket}/${prefix}*`),
      allow([dialect.unfinished], bucket),
    ],
  }, null, 2)
}
