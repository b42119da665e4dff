/** What a storage or the way to it has against an upload, in words: what happened, and what to do. */
import { networkCause } from '../../domain/network-cause.ts'
import type { StorageTrouble, StorageTroubleCode } from '../../../contract/models/storage.ts'

/** Concerns the storage as a whole: no clip is to blame for it, and none is held. */
export class StorageError extends Error {
  readonly kind: StorageTrouble['kind']
  readonly code: StorageTroubleCode
  readonly advice: string
  constructor(kind: StorageTrouble['kind'], code: StorageTroubleCode, message: string, advice: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'StorageError'
    this.kind = kind
    this.code = code
    this.advice = advice
  }
}

/** Which storage the words are about. */
export interface StoragePlace { endpoint: string; region: string; bucket: string; pathStyle: boolean }

/** What the SDK throws, as far as it is of use; see `ServiceException` of @smithy/core. */
interface Thrown {
  name: string
  message: string
  status: number | null
  /** The answer was an error as storages write one; not a web page, nor a line of text. */
  readable: boolean
  /** The server's own time, where it said it. */
  serverTime: number | null
  systemCode: string | null
}

const certificate = /^(?:CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/u
const network = new Set([
  'ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'EADDRNOTAVAIL', 'ERR_STREAM_PREMATURE_CLOSE',
])
/** What answers there speaks no TLS, or something else in its place. */
const noTls = new Set(['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG'])
/** How Aliyun and Volcengine say that the bucket belongs in the host name. */
const pathRefused = new Set(['SecondLevelDomainForbidden', 'InvalidPathAccess'])
/** How Amazon and Aliyun say that nobody may use the account: a bill is overdue, or it was closed. */
const accountRefused = new Set(['UserDisable', 'InDebt', 'InDebtOverdue', 'AbnormalBucketOwnerStatus', 'AccountProblem', 'AllAccessDisabled', 'NotSignedUp'])
/** Storages have no common word for being full. */
const fullWords = /quota|storagefull|insufficientstorage|capacity|EntityTooLarge/iu

const notStorageAdvice = 'Check the endpoint: it has to be the address of the S3 interface, not of a console or a web site, and begin with https:// or http:// as the storage speaks it.'

/** The S3 code of what was thrown: `NoSuchUpload`, `NotFound`, …; null when it was no answer of a storage. */
export function s3CodeOf(error: unknown): string | null {
  const { name, status } = read(error)
  return status === null ? null : name
}

/** Why of a lot some objects were not deleted, by the first of them. */
export function storageRefusal({ key, code, message }: { key: string; code: string; message: string }, count: number): Error {
  const words = `${count === 1 ? key : `${key} and ${count - 1} more`} could not be deleted (${code}): ${ended(message || code)}`
  return code === 'AccessDenied' ? new StorageError('refused', 'no-permission', words, 'Give the key the policy shown in Settings under Links.') : new Error(words)
}

/**
 * Tells trouble of the whole storage from what concerns one object.
 * @param now this machine's clock, UTC ms
 * @returns null when it is about the object alone (an invalid name, an upload that is not there)
 */
export function storageErrorOf(error: unknown, place: StoragePlace, now: number): StorageError | null {
  if (error instanceof StorageError) return error
  const thrown = read(error)
  const host = URL.parse(place.endpoint)?.host ?? place.endpoint
  if (thrown.status === null) return networkError(error, thrown, place)
  const refused = (code: StorageTroubleCode, message: string, advice: string) => new StorageError('refused', code, message, advice, error)
  switch (thrown.name) {
    case 'InvalidAccessKeyId': case 'InvalidAccessKey': case 'InvalidClientTokenId': case 'InvalidSecurity':
      return refused('wrong-key', `${host} does not know the access key.`, 'Enter the access key and its secret anew, in Settings under Links; see that the key is active at the storage.')
    case 'SignatureDoesNotMatch':
      return refused('wrong-secret', `${host} does not accept the signature: the secret does not belong to the access key.`, 'Enter the access key and its secret anew, in Settings under Links.')
    case 'RequestTimeTooSkewed': case 'RequestExpired': case 'RequestNotYetValid':
      return refused('clock-skew', skewWords(host, thrown.serverTime, now), 'Let this machine set its clock by itself (network time); uploads go on once it is right.')
    case 'NoSuchBucket':
      return refused('no-bucket', `There is no bucket ${place.bucket} at ${host}.`, 'Check the spelling of the bucket, its region and the endpoint, or make the bucket.')
    case 'AuthorizationHeaderMalformed': case 'PermanentRedirect': case 'IllegalLocationConstraintException': case 'TemporaryRedirect':
      return refused('wrong-region', `The bucket ${place.bucket} is not in the region ${place.region} at ${host}: ${ended(thrown.message)}`, 'Set the region the bucket was made in, and the endpoint of that region.')
    case 'InvalidBucketName':
      return refused('no-bucket', `${host} takes ${place.bucket} for no name of a bucket.`, 'Check the spelling of the bucket: most storages want small letters, digits and hyphens.')
    case 'ExpiredToken': case 'InvalidToken': case 'TokenRefreshRequired':
      return refused('wrong-key', `${host} says that the access key has expired.`, 'Enter a key that lasts; links signed with a short-lived one end with it.')
    case 'SlowDown': case 'ServiceUnavailable': case 'InternalError': case 'RequestTimeout': case 'OperationAborted': case 'TooManyRequests': case 'Throttling':
      return new StorageError('service', 'busy', `${host} is busy (${thrown.name}).`, 'It is tried again by itself.', error)
  }
  if (fullWords.test(thrown.name) || fullWords.test(thrown.status === 507 ? 'quota' : '')) {
    return refused('full', `The bucket ${place.bucket} takes no more: ${ended(thrown.message || thrown.name)}`, 'Make room, raise its quota, or let Greenroom delete objects some time after their verdict.')
  }
  if (pathRefused.has(thrown.name)) {
    return refused('other', `${host} wants the bucket in the host name, not in the path (${thrown.name}).`, 'Switch path style off, in Settings under Links.')
  }
  if (accountRefused.has(thrown.name)) {
    return refused('other', `${host} serves nobody of the account behind this access key (${thrown.name}).`, 'See the storage’s own console: a bill may be overdue, or the account closed.')
  }
  // Aliyun's word for a bucket of another region is the one for what is not allowed.
  if (thrown.name === 'AccessDenied' && /must be addressed using the specified endpoint/iu.test(thrown.message)) {
    return refused('wrong-region', `The bucket ${place.bucket} is not in the region ${place.region} at ${host}: ${ended(thrown.message)}`, 'Set the region the bucket was made in, and the endpoint of that region.')
  }
  if (thrown.status === 401 || thrown.status === 403) {
    return refused('no-permission', `${host} does not let this access key do that in the bucket ${place.bucket} (${thrown.readable ? thrown.name : `HTTP ${thrown.status}`}).`, 'Give the key the policy shown in Settings under Links; the bucket may also be somebody else’s.')
  }
  if (thrown.status === 429 || thrown.status >= 500) return new StorageError('service', 'busy', `${host} answers HTTP ${thrown.status} (${thrown.name}).`, 'It is tried again by itself.', error)
  if (thrown.status >= 300 && thrown.status < 400) {
    return refused('wrong-region', `${host} sends requests for the bucket ${place.bucket} elsewhere (HTTP ${thrown.status}).`, 'Set the region the bucket was made in, and the endpoint of that region.')
  }
  return thrown.readable ? null : notStorage(host, error)
}

/** @param cause what came instead of an answer of a storage */
export function notStorage(host: string, cause?: unknown): StorageError {
  return new StorageError('refused', 'not-storage', `${host} does not answer like an S3 storage.`, notStorageAdvice, cause)
}

/** The host that requests go to: in virtual-host style the bucket is part of it. */
function askedHost({ endpoint, bucket, pathStyle }: StoragePlace): string {
  const url = URL.parse(endpoint)
  if (!url) return endpoint
  return pathStyle || /^[\d.]+$|^\[/u.test(url.hostname) ? url.host : `${bucket}.${url.host}`
}

function networkError(error: unknown, thrown: Thrown, place: StoragePlace): StorageError | null {
  const code = thrown.systemCode ?? ''
  const host = askedHost(place)
  if (certificate.test(code)) {
    return new StorageError('refused', 'certificate', `The certificate of ${host} is not trusted: ${networkCause(error)}.`, 'Check the endpoint. Behind a company proxy, let NODE_EXTRA_CA_CERTS name its certificate; a storage of your own needs a valid one.', error)
  }
  if (code === 'ERR_INVALID_CHAR') {
    return new StorageError('refused', 'wrong-key', 'The access key or the region holds a sign that no request can carry.', 'Enter the access key and its secret anew, in Settings under Links.', error)
  }
  if (noTls.has(code)) {
    return new StorageError('refused', 'not-storage', `${host} cannot be reached: ${networkCause(error)}.`, notStorageAdvice, error)
  }
  if (code === 'ENOTFOUND' && !place.pathStyle) {
    return new StorageError('offline', 'offline', `${host} cannot be reached: ${networkCause(error)}.`, 'Uploads go on by themselves once it answers. If it never has, check the endpoint and the bucket; a storage of your own often wants path style.', error)
  }
  if (network.has(code) || thrown.name === 'TimeoutError' || /socket hang up|timed out/iu.test(thrown.message)) {
    return new StorageError('offline', 'offline', `${host} cannot be reached: ${networkCause(error)}.`, 'Uploads go on by themselves once it answers. If it never has, check the endpoint.', error)
  }
  // The SDK could not read the answer: whatever stands there speaks no S3.
  if (/deserialization|Unexpected token|parse/iu.test(thrown.message)) {
    return notStorage(host, error)
  }
  return null
}

function skewWords(host: string, serverTime: number | null, now: number): string {
  if (serverTime === null) return `${host} refuses requests because this machine's clock is wrong.`
  const minutes = Math.round(Math.abs(now - serverTime) / 60_000)
  const how = minutes >= 120 ? `${Math.round(minutes / 60)} hours` : `${minutes} minutes`
  return `This machine's clock is ${how} ${now < serverTime ? 'behind' : 'ahead of'} that of ${host}, which refuses requests for that.`
}

function ended(words: string): string {
  return `${words.trim().replace(/[.:]+$/u, '')}.`
}

function read(error: unknown): Thrown {
  if (!(error instanceof Error)) return { name: '', message: String(error), status: null, readable: false, serverTime: null, systemCode: null }
  const { $metadata, $response, Code, code, cause } = error as Error & {
    $metadata?: { httpStatusCode?: number }; $response?: { statusCode?: number; headers?: Record<string, string> }; Code?: string; code?: unknown
  }
  const status = $metadata?.httpStatusCode ?? $response?.statusCode ?? null
  // Without an error of S3 in it, the SDK makes one up of the status, or fails over the text.
  const readable = !/^UnknownError$|deserialization error|XML parse error/iu.test(error.message)
  const inner = cause instanceof Error && 'code' in cause ? cause.code : null
  const date = Date.parse($response?.headers?.['date'] ?? '')
  return {
    name: Code ?? error.name, message: error.message, status, readable, serverTime: Number.isNaN(date) ? null : date,
    systemCode: typeof code === 'string' ? code : typeof inner === 'string' ? inner : null,
  }
}
