import type { AssetType } from '../../contract/models/states.ts'
import type { Clock, Fetch } from '../capabilities.ts'
import { taskIdOf, whatItMeans, wordsOf, type ServiceWords, type SubmissionMeaning } from '../domain/submission-answer.ts'
import { parseTaskAnswer, readGroupId, type TaskAnswer } from '../domain/task-answer.ts'
import type { ApiResult, Evidence } from './api-error.ts'
import { joinUrl, parseBaseUrl } from './base-url.ts'
import * as say from './error-words.ts'
import { createFetchTransport } from './fetch-transport.ts'
import { generationRequest, type Generation } from './generation-request.ts'
import { judgeAnswer, type CallContext } from './judge-answer.ts'
import { observeCall } from './observe-call.ts'
import { judgeProbe } from './probe.ts'
import type { Transport } from './transport.ts'
import { createUndiciTransport, type UndiciTransportOptions } from './undici-transport.ts'

export interface ApiClientOptions extends UndiciTransportOptions {
  /** Every path hangs off it. When it is no web address, no call is made and each answers `not-the-api`. */
  baseUrl: string
  /** Null or empty: no call is made and each answers `no-key`. */
  key: string | null
  clock: Clock
  random: () => number
  /** One whole request, ms. */
  timeoutMs?: number
  /** How requests travel; by default over undici, made and closed by this client. */
  transport?: Transport
  /** Travel over this `fetch` instead. It cannot tell as exactly what was not sent. */
  fetch?: Fetch
}

export interface CallOptions {
  /** Ends the call early: the process stops. */
  signal?: AbortSignal
}

/** The service's verdict on a person. `task`: to be read from that task. `none`: it named no group, in these words. */
export type PersonVerdict = { kind: 'group'; groupId: string } | { kind: 'task'; taskId: string } | { kind: 'none'; words: ServiceWords }

/** A request that may create something: what its answer means, and what was seen. */
export interface Submission {
  meaning: SubmissionMeaning
  evidence: Evidence
}

export interface ApiClient {
  /** Creates a validation session. Its token and link come with `readTask` of the id, or already here. */
  createSession(input: { callbackUrl: string; projectName: string }, options?: CallOptions): Promise<ApiResult<{ taskId: string; task: TaskAnswer | null }>>
  readTask(id: string, options?: CallOptions): Promise<ApiResult<TaskAnswer>>
  /** Asks for the verdict on the person. One early query may spend the token. */
  readVerdict(input: { bytedToken: string; projectName: string }, options?: CallOptions): Promise<ApiResult<PersonVerdict>>
  /** Submits one batch, once. */
  submit(input: { groupId: string; projectName: string; assetType: AssetType; assets: readonly { url: string; name: string }[] }, options?: CallOptions): Promise<Submission>
  generate(generation: Generation, options?: CallOptions): Promise<Submission>
  /** Whether the address is the API's and the key is taken; costs one read request, changes nothing. */
  probe(options?: CallOptions): Promise<ApiResult<{ latencyMs: number }>>
  close(): Promise<void>
}

const avatarPath = '/v1/seedance2/real-avatar'
const defaultTimeoutMs = 60_000

/**
 * The client of the review API. It makes each request exactly once: retries, budgets and stops are the
 * runners', who see in every result what they need for them. Nothing is thrown for what the network does.
 */
export function createApiClient({ baseUrl, key, clock, random, timeoutMs = defaultTimeoutMs, ...travel }: ApiClientOptions): ApiClient {
  const transport = travel.transport ?? (travel.fetch ? createFetchTransport(travel.fetch) : createUndiciTransport(travel))
  const parsed = parseBaseUrl(baseUrl)
  const base = parsed.ok ? parsed.url : new URL('http://no-address.invalid')
  const host = base.host
  const usableKey = key?.trim() ?? ''
  const obstacle = parsed.ok ? faultOfKey(usableKey, host) : { kind: 'not-the-api' as const, ...say.noAddress(parsed.message) }

  async function observe(method: 'GET' | 'POST', path: string, body: unknown, { signal }: CallOptions = {}) {
    return observeCall({ method, url: joinUrl(base, path), key: usableKey, body, timeoutMs, signal }, transport, clock)
  }

  function notMade(method: 'GET' | 'POST', path: string): Evidence {
    const now = clock.now()
    return { method, url: joinUrl(base, path).href, status: null, requestId: null, bodyStart: '', sentAt: now, answeredAt: now, mayHaveArrived: false }
  }

  async function call<T>(
    method: 'GET' | 'POST', path: string, body: unknown, options: CallOptions | undefined,
    about: Pick<CallContext, 'lookedFor' | 'mayHaveActed'>,
    read: (body: unknown) => T | null, missing: string,
  ): Promise<ApiResult<T>> {
    if (obstacle) return { ok: false, error: { ...obstacle, requestId: null, status: null }, evidence: notMade(method, path) }
    const { observation, evidence } = await observe(method, path, body, options)
    const judged = judgeAnswer(observation, { host, requestId: evidence.requestId, ...about })
    if (!judged.ok) return { ok: false, error: judged.error, evidence }
    const value = read(judged.body)
    if (value !== null) return { ok: true, value, evidence }
    const { requestId, status } = evidence
    return { ok: false, error: { kind: 'not-understood', ...say.notUnderstood(host, missing), requestId, status }, evidence }
  }

  async function create(path: string, body: unknown, options?: CallOptions): Promise<Submission> {
    if (obstacle) {
      return { meaning: { kind: 'refused-stop', stop: obstacle.kind, code: null, message: obstacle.message }, evidence: notMade('POST', path) }
    }
    const { observation, evidence } = await observe('POST', path, body, options)
    return { meaning: whatItMeans(observation), evidence }
  }

  return {
    createSession({ callbackUrl, projectName }, options) {
      const read = (body: unknown) => {
        const taskId = taskIdOf(body)
        return taskId === null ? null : { taskId, task: parseTaskAnswer(body) }
      }
      const body = { callback_url: callbackUrl, project_name: projectName }
      return call('POST', avatarPath, body, options, { lookedFor: null, mayHaveActed: true }, read, 'the id of the session')
    },

    async readTask(id, options) {
      const path = `/v1/tasks/${encodeURIComponent(id)}`
      const read = await call('GET', path, undefined, options, { lookedFor: `task ${id}`, mayHaveActed: false }, parseTaskAnswer, 'a task')
      if (!read.ok || read.value.id === null || read.value.id === id) return read
      // A cache or a gateway that mixes answers up must not give one person's clips another's verdicts.
      const { requestId, status } = read.evidence
      return { ok: false, error: { kind: 'another-task', ...say.anotherTask(host, id, read.value.id), requestId, status }, evidence: read.evidence }
    },

    readVerdict({ bytedToken, projectName }, options) {
      const body = { byted_token: bytedToken, project_name: projectName }
      return call('POST', avatarPath, body, options, { lookedFor: 'such session', mayHaveActed: true }, readPersonVerdict, 'a verdict')
    },

    submit({ groupId, projectName, assetType, assets }, options) {
      const body = {
        group_id: groupId,
        project_name: projectName,
        asset_type: assetType === 'video' ? 'Video' : 'Image',
        assets: assets.map(({ url, name }) => ({ url, name })),
      }
      return create(avatarPath, body, options)
    },

    generate(generation, options) {
      return create('/v1/videos/generations', generationRequest(generation), options)
    },

    async probe(options) {
      const path = `/v1/tasks/greenroom-probe-${random().toString(36).slice(2, 12).padEnd(10, '0')}`
      if (obstacle) return { ok: false, error: { ...obstacle, requestId: null, status: null }, evidence: notMade('GET', path) }
      const { observation, evidence } = await observe('GET', path, undefined, options)
      const error = judgeProbe(observation, host, evidence.requestId)
      return error ? { ok: false, error, evidence } : { ok: true, value: { latencyMs: evidence.answeredAt - evidence.sentAt }, evidence }
    },

    async close() {
      // A transport that was lent is closed by its owner.
      if (!travel.transport) await transport.close()
    },
  }
}

/** What is wrong with the key before anything is sent: a header cannot carry it, or there is none. */
function faultOfKey(key: string, host: string): (say.Told & { kind: 'no-key' | 'key-refused' }) | null {
  if (key === '') return { kind: 'no-key', ...say.noKey(host) }
  return /^[\x21-\x7e]+$/.test(key) ? null : { kind: 'key-refused', ...say.unusableKey(host) }
}

function readPersonVerdict(body: unknown): PersonVerdict | null {
  const groupId = readGroupId(body)
  if (groupId !== null) return { kind: 'group', groupId }
  const task = parseTaskAnswer(body)
  const isOver = task !== null && (task.status.is === 'failed' || task.status.is === 'cancelled')
  if (task?.id && !isOver) return { kind: 'task', taskId: task.id }
  const words = task?.error ?? wordsOf(body)
  // A bare "200, success" without a group says nothing about the person: that is no no.
  const saysNo = words?.message != null && !/^(?:ok|success)\b/i.test(words.message)
  return isOver || saysNo ? { kind: 'none', words: words ?? { code: null, message: null } } : null
}
