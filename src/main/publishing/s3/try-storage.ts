import type { Trial } from '../../../contract/models/account.ts'
import type { Fetch } from '../../capabilities.ts'
import { contentTypeOf } from '../content-type.ts'
import type { Published } from '../publisher.ts'
import { testClip } from '../test-clip.ts'
import { trialResult } from '../trial-result.ts'
import { tryLink } from '../try-link.ts'
import type { S3Store } from './s3-store.ts'
import { StorageError } from './storage-error.ts'

const unthrottled = { take: () => Promise.resolve(), pieceBytes: () => 65_536, onBytes: () => undefined }

/** The object was put with the same key a moment ago. */
const signedAdvice = 'The link is signed, so the bucket need not be public: the access key must be allowed to read what it puts (GetObject), and a proxy on the way must leave the address as it is.'

/**
 * Tries a storage from end to end: puts a small object, fetches it as a stranger would, tries what a resumed upload
 * needs, and deletes the object again. Never throws.
 */
export async function tryStorage({ store, objectKey, signed, linkTo, fetch, apiBaseUrl }: {
  store: S3Store; objectKey: string; signed: boolean; linkTo(objectKey: string): Promise<Published>; fetch: Fetch; apiBaseUrl: string | undefined
}): Promise<Trial> {
  const content = testClip()
  const contentType = contentTypeOf(objectKey)
  try {
    await store.put(objectKey, content, contentType, unthrottled)
    const link = await linkTo(objectKey)
    if (!link.ok) return { ok: false, message: link.message, advice: null, details: { code: link.code } }
    const fetched = trialResult(await tryLink(link.url, { head: content.subarray(0, 1024), sizeBytes: content.length, contentType }, fetch), { url: link.url, apiBaseUrl })
    if (!fetched.ok) return signed && fetched.details?.['code'] === 'refused' ? { ...fetched, advice: signedAdvice, details: { ...fetched.details, code: 'signed-refused' } } : fetched
    const missing = [...(await mayResume(store, objectKey, contentType) ? [] : ['s3:ListMultipartUploadParts, s3:AbortMultipartUpload']), ...(await mayDelete(store, objectKey) ? [] : ['s3:DeleteObject'])]
    if (missing.length === 0) return fetched
    return { ...fetched, advice: `${fetched.advice ?? ''} The access key lacks ${missing.join(', ')}: uploads that broke off start anew, and nothing is cleaned up. Settings show the whole policy.`.trim(), details: { ...fetched.details, missing } }
  } catch (error) {
    if (error instanceof StorageError) return { ok: false, message: error.message, advice: error.advice, details: { code: error.code } }
    return { ok: false, message: `The storage refused the test object: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}.`, advice: 'Check the bucket and the prefix.', details: { code: 'other' } }
  } finally {
    // Where it failed half-way; a second deletion does no harm, and what hinders it was said above.
    await store.remove(objectKey).catch(() => undefined)
  }
}

async function mayResume(store: S3Store, objectKey: string, contentType: string): Promise<boolean> {
  const uploadId = await store.open(objectKey, contentType)
  try {
    await store.parts(objectKey, uploadId)
    await store.abort(objectKey, uploadId)
    return true
  } catch (error) {
    if (error instanceof StorageError && error.code === 'no-permission') return false
    throw error
  }
}

async function mayDelete(store: S3Store, objectKey: string): Promise<boolean> {
  try {
    await store.remove(objectKey)
    return true
  } catch (error) {
    if (error instanceof StorageError && error.code === 'no-permission') return false
    throw error
  }
}
