/** What is entered for a storage and cannot be meant, told before a clip waits for it. */
import { s3Presets, storageKeyOf, type S3Credentials, type S3Storage } from '../../contract/models/storage.ts'

export interface StorageMistake { message: string; advice: string }

/** Read where a storage is set; what is stored already is only told by a trial. @returns the first mistake; null where there is none */
export function storageMistake(storage: S3Storage, key?: S3Credentials): StorageMistake | null {
  return ofEndpoint(storage) ?? ofNames(storage) ?? ofPublicUrl(storage) ?? (key ? ofKey(key) : null)
}

function ofEndpoint({ endpoint, bucket }: S3Storage): StorageMistake | null {
  const url = new URL(endpoint)
  if (url.username || url.password) return { message: 'The endpoint holds a name or a password.', advice: 'Give the endpoint without them: the access key and its secret have places of their own.' }
  if (url.search || url.hash) return { message: 'The endpoint is an address alone, without what follows a “?” or a “#”.', advice: `Give it as ${s3Presets[0].endpoint.replace('REGION', 'eu-central-1')}, for example.` }
  const placeholder = /\b(?:ACCOUNT|REGION)\b/u.exec(endpoint)?.[0]
  if (placeholder) return { message: `The endpoint still says ${placeholder}, which stands for your own.`, advice: 'Put what your storage’s console says in its place.' }
  const known = storageKeyOf(endpoint)
  const path = url.pathname.replace(/\/+$/u, '')
  const withoutBucket = url.hostname.startsWith(`${bucket.toLowerCase()}.`) ? url.host.slice(bucket.length + 1) : url.host
  // A host of one's own may happen to be called like the bucket; those of the known storages are not.
  const inHost = known !== null && withoutBucket !== url.host && /^(?:s3[.-]|oss-|tos-)|\.r2\./u.test(withoutBucket)
  if (inHost || path === `/${bucket}`) return { message: `The endpoint already names the bucket ${bucket}.`, advice: `Give it without the bucket: ${url.protocol}//${inHost ? withoutBucket : url.host}` }
  if (known !== null && path !== '') return { message: `The endpoint of this storage has no path such as ${path}.`, advice: `Give it without: ${url.protocol}//${url.host}` }
  return null
}

function ofNames({ region, bucket, prefix }: S3Storage): StorageMistake | null {
  if (!/^[\w-]+$/u.test(region)) return { message: 'The region is a name such as eu-central-1.', advice: 'Give it as the storage’s console writes it; “auto” at Cloudflare R2.' }
  if (/[/\\\s]/u.test(bucket)) return { message: 'The bucket is given by its name alone, without slashes and spaces.', advice: 'What comes after the bucket’s name belongs in the prefix.' }
  if (/^\/|[\\\s]/u.test(prefix)) return { message: 'A prefix has no spaces and does not begin with a slash.', advice: 'Give it as greenroom/, for example, or leave it empty.' }
  // Whoever opens a link takes such parts out of its address, and the signature fits no more.
  if (prefix.split('/').some((part) => part === '.' || part === '..')) return { message: 'A prefix has no parts that are “.” or “..”.', advice: 'Give it as greenroom/, for example, or leave it empty.' }
  return null
}

function ofPublicUrl({ publicUrl }: S3Storage): StorageMistake | null {
  const url = publicUrl === null ? null : new URL(publicUrl)
  if (url && (url.username || url.password || url.search || url.hash)) return { message: 'The public address is one that anybody opens, without a password, and without what follows a “?” or a “#”.', advice: 'Leave it empty for signed links.' }
  return null
}

function ofKey({ accessKeyId, secretAccessKey }: S3Credentials): StorageMistake | null {
  if (/^[\x21-\x7e]+$/u.test(accessKeyId) && /^[\x21-\x7e]+$/u.test(secretAccessKey)) return null
  return { message: 'The access key or its secret holds a line break, a space or a sign that is in no key.', advice: 'Copy each anew from the storage’s console, alone.' }
}
