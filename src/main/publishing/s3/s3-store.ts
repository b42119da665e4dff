/** One bucket, as far as publishing needs it: a few calls of the AWS SDK, with our clock and words for what goes wrong. */
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import {
  AbortMultipartUploadCommand, CompleteMultipartUploadCommand, CreateMultipartUploadCommand, DeleteObjectCommand, DeleteObjectsCommand, GetObjectCommand,
  ListMultipartUploadsCommand, ListPartsCommand, PutObjectCommand, S3Client, UploadPartCommand,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import type { S3Credentials, S3Storage, StorageTroubleCode } from '../../../contract/models/storage.ts'
import type { Clock } from '../../capabilities.ts'
import { notStorage, s3CodeOf, storageErrorOf, StorageError } from './storage-error.ts'

/** A part of a multipart upload as the storage has it. */
export interface StoredPart { partNumber: number; etag: string; sizeBytes: number }

/** An object that stays, and the storage's words for it. */
export interface RefusedRemoval { key: string; code: string; message: string }

/** How a body leaves: in pieces, each when it may. */
export interface Sending {
  take(bytes: number, signal?: AbortSignal): Promise<void>
  pieceBytes(): number
  /** Bytes that have just been handed to the network. */
  onBytes(bytes: number): void
  signal?: AbortSignal
}

/**
 * Every call throws StorageError for what concerns the storage as a whole, and the SDK's own error otherwise.
 */
export interface S3Store {
  put(key: string, body: Uint8Array, contentType: string, sending: Sending): Promise<void>
  /** @returns the id of a new multipart upload */
  open(key: string, contentType: string, signal?: AbortSignal): Promise<string>
  /** The unfinished upload of exactly this key, where one is known to the storage; null too where listing is not allowed. */
  findOpen(key: string, signal?: AbortSignal): Promise<string | null>
  /** @returns the part's ETag */
  putPart(key: string, uploadId: string, partNumber: number, body: Uint8Array, sending: Sending): Promise<string>
  /** @returns null when the storage knows no such upload */
  parts(key: string, uploadId: string, signal?: AbortSignal): Promise<StoredPart[] | null>
  complete(key: string, uploadId: string, parts: readonly { partNumber: number; etag: string }[], signal?: AbortSignal): Promise<void>
  /** Ends an unfinished upload; one that is not there is fine. */
  abort(key: string, uploadId: string): Promise<void>
  /** @returns the object's size in bytes; null when it is not there, as far as this key may know */
  sizeOf(key: string, signal?: AbortSignal): Promise<number | null>
  /** Deletes an object; one that is not there is fine. */
  remove(key: string): Promise<void>
  /**
   * Deletes up to a thousand objects in one request; those that are not there are fine.
   * @returns what it would not delete, and why; null when the storage does not take such a request
   */
  removeLot(keys: readonly string[]): Promise<RefusedRemoval[] | null>
  /** A link that anybody may fetch with until it expires. */
  sign(key: string, expiryMs: number): Promise<string>
  close(): void
}

/** What storages say to a request they were never taught. */
const notOffered = new Set(['NotImplemented', 'MethodNotAllowed', 'UnsupportedOperation', 'OperationNotSupported', '501', '405'])

/** What a kind of request may be refused with where others are not: by the key's policy, or by a server that was never taught it. */
const notThisKind = new Set<StorageTroubleCode>(['no-permission', 'not-storage'])
/** What storages say of an object that is not there, or is of no bytes. */
const notThere = new Set(['NoSuchKey', 'NotFound', 'InvalidRange'])

/** Idle so long, a connection is dead. */
const idleMs = 60_000
const connectMs = 10_000

/** What goes wrong is said by what is thrown. */
const silent = { trace: () => undefined, debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

export function createS3Store(storage: S3Storage, credentials: S3Credentials, clock: Clock): S3Store {
  // Companies lead all traffic through a proxy; Node's agents take it from the environment when asked to.
  const agent = { keepAlive: true, maxSockets: 32, proxyEnv: process.env }
  const client = new S3Client({
    endpoint: storage.endpoint, region: storage.region, forcePathStyle: storage.pathStyle, credentials,
    // A checksum in a trailer, which the SDK would add by itself, is refused by most storages that are not AWS.
    requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED',
    // Tries are ours: they wait by our clock and are seen as what they are.
    maxAttempts: 1,
    logger: silent,
    requestHandler: { connectionTimeout: connectMs, socketTimeout: idleMs, httpAgent: agent, httpsAgent: agent },
    // Nothing of what this machine's own AWS configuration says.
    useDualstackEndpoint: false, useFipsEndpoint: false, useArnRegion: false, disableS3ExpressSessionAuth: true, disableMultiregionAccessPoints: true,
  })
  // Requests are signed by our clock. The SDK would correct a clock that is wrong by itself; links, whose expiry the same clock says, would still be wrong.
  Object.defineProperty(client.config, 'systemClockOffset', { get: () => clock.now() - Date.now(), set: () => undefined })

  const Bucket = storage.bucket
  const host = URL.parse(storage.endpoint)?.host ?? storage.endpoint
  const inWords = async <T>(call: Promise<T>): Promise<T> => {
    try {
      return await call
    } catch (error) {
      throw storageErrorOf(error, storage, clock.now()) ?? error
    }
  }
  /** As `inWords`, with null for what is not there. */
  const orNull = async <T>(call: Promise<T>, missing: readonly string[]): Promise<T | null> => {
    try {
      return await inWords(call)
    } catch (error) {
      if (missing.includes(s3CodeOf(error) ?? '')) return null
      throw error
    }
  }

  const sendBody = async <T>(given: PutObjectCommand | UploadPartCommand, body: Uint8Array, sending: Sending): Promise<T> => {
    // The two are one to the middleware; their types do not say so.
    const command = given as PutObjectCommand
    const sha256 = createHash('sha256').update(body).digest('hex')
    // Signed with the content's own hash, so that what is stored is what was read, over http too.
    command.middlewareStack.add((next) => (args) => {
      const request = args.request as { headers: Record<string, string> }
      request.headers['x-amz-content-sha256'] = sha256
      return next(args)
    }, { step: 'build', name: 'contentHash' })
    const ended = new AbortController()
    const stop = (): void => ended.abort(sending.signal?.reason)
    sending.signal?.addEventListener('abort', stop)
    if (sending.signal?.aborted) stop()
    const stream = Readable.from(pieces(body, sending, ended.signal), { objectMode: false, highWaterMark: sending.pieceBytes() })
    // The request does not hear of it by itself when its body breaks off.
    stream.on('error', () => ended.abort())
    command.input.Body = stream
    try {
      return (await inWords(client.send(command, { abortSignal: ended.signal }))) as T
    } finally {
      sending.signal?.removeEventListener('abort', stop)
      ended.abort()
      stream.destroy()
    }
  }

  return {
    async put(key, body, contentType, sending) {
      const { ETag } = await sendBody<{ ETag?: string }>(new PutObjectCommand({ Bucket, Key: key, ContentLength: body.length, ContentType: contentType }), body, sending)
      // A page to sign in to a network says “200”, too.
      if (!ETag) throw notStorage(host)
    },
    async open(key, contentType, signal) {
      const { UploadId } = await inWords(client.send(new CreateMultipartUploadCommand({ Bucket, Key: key, ContentType: contentType }), { abortSignal: signal }))
      if (!UploadId) throw notStorage(host)
      return UploadId
    },
    async findOpen(key, signal) {
      try {
        const { Uploads } = await client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: key }), { abortSignal: signal })
        return Uploads?.findLast((upload) => upload.Key === key)?.UploadId ?? null
      } catch (error) {
        // Not allowed, or not offered: the upload starts anew, and what is unfinished is the bucket's own rules' to remove.
        const known = storageErrorOf(error, storage, clock.now())
        if (known === null || notThisKind.has(known.code)) return null
        throw known
      }
    },
    async putPart(key, uploadId, partNumber, body, sending) {
      const { ETag } = await sendBody<{ ETag?: string }>(new UploadPartCommand({ Bucket, Key: key, UploadId: uploadId, PartNumber: partNumber, ContentLength: body.length }), body, sending)
      if (!ETag) throw notStorage(host)
      return ETag
    },
    async parts(key, uploadId, signal) {
      const all: StoredPart[] = []
      for (let marker: string | undefined; ;) {
        const page = await orNull(client.send(new ListPartsCommand({ Bucket, Key: key, UploadId: uploadId, PartNumberMarker: marker }), { abortSignal: signal }), ['NoSuchUpload'])
        if (page === null) return null
        for (const part of page.Parts ?? []) {
          if (part.PartNumber !== undefined && part.ETag !== undefined && part.Size !== undefined) all.push({ partNumber: part.PartNumber, etag: part.ETag, sizeBytes: part.Size })
        }
        if (!page.IsTruncated || !page.NextPartNumberMarker || page.NextPartNumberMarker === marker) return all
        marker = page.NextPartNumberMarker
      }
    },
    async complete(key, uploadId, parts, signal) {
      await inWords(client.send(new CompleteMultipartUploadCommand({
        Bucket, Key: key, UploadId: uploadId, MultipartUpload: { Parts: parts.map((part) => ({ PartNumber: part.partNumber, ETag: part.etag })) },
      }), { abortSignal: signal }))
    },
    async abort(key, uploadId) {
      await orNull(client.send(new AbortMultipartUploadCommand({ Bucket, Key: key, UploadId: uploadId })), ['NoSuchUpload', ...notThere])
    },
    async sizeOf(key, signal) {
      try {
        // Not by HEAD, whose refusals are without a word: a wrong secret would look like an object that is not there.
        const { Body, ContentRange, ContentLength } = await inWords(client.send(new GetObjectCommand({ Bucket, Key: key, Range: 'bytes=0-0' }), { abortSignal: signal }))
        // One that knows no ranges sends all of it.
        ;(Body as Readable | undefined)?.destroy()
        return Number(/\/(\d+)$/u.exec(ContentRange ?? '')?.[1] ?? ContentLength ?? 0)
      } catch (error) {
        // Amazon tells a key that may not list the bucket, which the least it needs does not allow, that it may not know.
        if (error instanceof StorageError ? error.code === 'no-permission' : notThere.has(s3CodeOf(error) ?? '')) return null
        throw error
      }
    },
    async remove(key) {
      await orNull(client.send(new DeleteObjectCommand({ Bucket, Key: key })), ['NoSuchKey', 'NotFound'])
    },
    async removeLot(keys) {
      const command = new DeleteObjectsCommand({ Bucket, Delete: { Quiet: true, Objects: keys.map((Key) => ({ Key })) } })
      // The SDK sends a checksum of its own kind, which few storages but AWS know; all know the MD5, and some insist on it.
      command.middlewareStack.add((next) => (args) => {
        const request = args.request as { headers: Record<string, string>; body: string }
        for (const name of Object.keys(request.headers)) if (/^x-amz-(?:sdk-)?checksum-/iu.test(name)) delete request.headers[name]
        request.headers['content-md5'] = createHash('md5').update(request.body).digest('base64')
        return next(args)
      }, { step: 'build', name: 'contentMd5', priority: 'low' })
      try {
        const { Errors = [] } = await client.send(command)
        return Errors.map(({ Key = '', Code = 'Error', Message = '' }) => ({ key: Key, code: Code, message: Message }))
      } catch (error) {
        if (notOffered.has(s3CodeOf(error) ?? '')) return null
        const known = storageErrorOf(error, storage, clock.now())
        // Where it is this kind of request that is refused, one by one tells what is the matter, or does it.
        if (known === null || notThisKind.has(known.code)) return null
        throw known
      }
    },
    sign: (key, expiryMs) => getSignedUrl(client, new GetObjectCommand({ Bucket, Key: key }), { expiresIn: Math.floor(expiryMs / 1000), signingDate: new Date(clock.now()) }),
    close: () => client.destroy(),
  }
}

async function* pieces(body: Uint8Array, sending: Sending, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < body.length;) {
    const piece = body.subarray(at, at + sending.pieceBytes())
    await sending.take(piece.length, signal)
    yield piece
    at += piece.length
    sending.onBytes(piece.length)
  }
}
