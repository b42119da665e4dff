/** Publishes by uploading to an S3-compatible bucket: a signed link that expires, or a public address. */
import { createHash, randomBytes } from 'node:crypto'
import path from 'node:path'
import type { Trial } from '../../../contract/models/account.ts'
import type { S3Credentials, S3Storage } from '../../../contract/models/storage.ts'
import type { Clock, Fetch } from '../../capabilities.ts'
import { displayStem, extensionOf } from '../../domain/file-names.ts'
import { createByteBudget } from '../byte-budget.ts'
import { contentTypeOf } from '../content-type.ts'
import { openClip, wholeMs } from '../open-clip.ts'
import type { Published, Publisher, PublishedSource, PublishProgress } from '../publisher.ts'
import { testClipName } from '../test-clip.ts'
import type { Throttle } from '../throttle.ts'
import type { UploadRecords } from '../upload-records.ts'
import { createS3Store } from './s3-store.ts'
import { StorageError } from './storage-error.ts'
import { removeInLots } from './remove-in-lots.ts'
import { tryStorage } from './try-storage.ts'
import { FileShrank, partSize, uploadFile } from './upload-file.ts'

export interface S3Options {
  storage: S3Storage
  credentials: S3Credentials
  records: UploadRecords
  /** Shared by everybody who uploads for the account; its limit may change at any time. */
  throttle: Throttle
  clock: Clock
  random(): number
  fetch: Fetch
  /** The API whose reviewer is to fetch the clips: tells whether a private address will do. */
  apiBaseUrl?: string
  /** For tests. */
  newToken?: () => string
}

export interface S3Publisher extends Publisher {
  /** Which bucket: uploads recorded for another place are not ours. */
  place: string
  /** Ends an unfinished upload at the storage. @throws StorageError */
  abort(upload: { objectKey: string; uploadId: string }): Promise<void>
  /**
   * Deletes objects, in lots where the storage takes lots, and tells after each which are gone.
   * @throws StorageError when the storage as a whole would not; Error when it would not delete one of them
   */
  remove(objectKeys: readonly string[]): AsyncGenerator<readonly string[]>
  close(): void
}

const mib = 1024 * 1024
/** Held in memory by uploads of large clips, all together: four parts of the usual size. */
const largeBudget = 32 * mib
const smallBudget = 24 * mib

/** Which bucket a storage is, for what is remembered of uploads. */
export function placeOf({ endpoint, bucket }: S3Storage): string {
  return `${endpoint.replace(/\/+$/u, '')}/${bucket}`
}

export function createS3Publisher(options: S3Options): S3Publisher {
  const { storage, credentials, records, throttle, clock, random, newToken = newObjectToken } = options
  const store = createS3Store(storage, credentials, clock)
  const place = placeOf(storage)
  const budgets = { small: createByteBudget(smallBudget), large: createByteBudget(largeBudget) }

  const linkTo = async (objectKey: string): Promise<Published> => storage.publicUrl === null
    ? { ok: true, url: await store.sign(objectKey, storage.expiryMs), token: null, expiresAt: clock.now() + storage.expiryMs }
    : { ok: true, url: publicAddress(storage.publicUrl, objectKey), token: null, expiresAt: null }

  const publish = async (source: PublishedSource, progress: PublishProgress = quietly()): Promise<Published> => {
    const opened = await openClip(source.path, source.sizeBytes)
    if (!opened.ok) return opened
    const { file, size, mtimeMs } = opened
    try {
      const of = { clipSourceId: source.clipSourceId, place, sizeBytes: size, mtimeMs }
      const found = await records.find(of)
      if (found?.there && (await store.sizeOf(found.objectKey, progress.signal)) === size) return await linkTo(found.objectKey)
      // Deleted by somebody else, or by the bucket's own rules. Given up once there is another in its place: a key that was changed may be what hides it.
      const lost = found?.there ? found : null
      // One that was begun under another prefix would go where the key may not, and nobody looks.
      const strayed = found && !found.there && !found.objectKey.startsWith(storage.prefix) ? found : null
      if (strayed) await records.giveUp(strayed.id)
      const known = lost || strayed ? null : found
      const record = known ?? (await records.begin({ ...of, objectKey: objectKeyOf(storage.prefix, newToken(), source.path), partBytes: partSize(size) }))
      try {
        await uploadFile({
          store, file, sizeBytes: size, record, contentType: contentTypeOf(source.path), records, throttle, clock, random,
          budget: progress.small ? budgets.small : budgets.large, signal: progress.signal, onBytes: progress.onBytes,
        })
      } catch (error) {
        if (!(error instanceof FileShrank)) throw error
        await records.giveUp(record.id)
        return { ok: false, code: 'FileChanged', message: `${source.path}: ${error.message}` }
      }
      const after = await file.stat({ bigint: true })
      if (Number(after.size) !== size || wholeMs(after.mtimeNs) !== mtimeMs) {
        await records.giveUp(record.id)
        return { ok: false, code: 'FileChanged', message: `${source.path} changed while it was uploaded.` }
      }
      await records.arrived(record.id)
      if (lost) await records.giveUp(lost.id)
      return await linkTo(record.objectKey)
    } catch (error) {
      progress.signal.throwIfAborted()
      if (error instanceof StorageError) throw error
      return { ok: false, code: 'LinkFailed', message: `The storage refused ${source.path}: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}` }
    } finally {
      await file.close()
    }
  }

  return {
    // A link signed with a key that was taken out of service since is worth nothing.
    kind: storage.publicUrl === null ? `s3 ${place} ${print(credentials.accessKeyId)}` : `s3 ${place} ${storage.publicUrl}`,
    place,
    publish,
    abort: ({ objectKey, uploadId }) => store.abort(objectKey, uploadId),
    remove: (objectKeys) => removeInLots(store, objectKeys),
    async test(): Promise<Trial> {
      const objectKey = `${storage.prefix}${testClipName()}`
      return tryStorage({ store, objectKey, signed: storage.publicUrl === null, linkTo, fetch: options.fetch, apiBaseUrl: options.apiBaseUrl })
    },
    close: store.close,
  }
}

/** 128 bits: where the bucket is public, an object's name is all that keeps a stranger from it. */
function newObjectToken(): string {
  return randomBytes(16).toString('hex')
}

/** The prefix, what nobody guesses, and the clip's own name, as far as every storage and proxy bears it. */
function objectKeyOf(prefix: string, token: string, file: string): string {
  const stem = displayStem(path.basename(file), 60).normalize('NFC').replace(/[^\p{L}\p{N}._-]+/gu, '-')
  return `${prefix}${token}/${stem || 'clip'}.${extensionOf(file) || 'bin'}`
}

function publicAddress(base: string, objectKey: string): string {
  return `${base.replace(/\/+$/u, '')}/${objectKey.split('/').map(encodeURIComponent).join('/')}`
}

function print(accessKeyId: string): string {
  return createHash('sha256').update(accessKeyId).digest('hex').slice(0, 8)
}

function quietly(): PublishProgress {
  return { signal: new AbortController().signal, onBytes: () => undefined, small: false }
}
