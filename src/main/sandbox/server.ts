import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { assertNever } from '../../contract/assert-never.ts'
import type { Clock, Fetch } from '../capabilities.ts'
import { relaxedLimits, type MediaLimits } from '../domain/media-limits.ts'
import type { Answer } from './answers.ts'
import { refusal } from './errors.ts'
import { createMediaJudge } from './media-judge.ts'
import { forgetful, recall } from './memory.ts'
import { seededRandom } from './random.ts'
import { createRateWindow } from './rate-window.ts'
import type { ReviewedAsset } from './review.ts'
import { route } from './routes.ts'
import type { AcceptedSubmission, CallbackCall, SandboxState, ValidationSession } from './sandbox-state.ts'
import { behaviourOf } from './scenarios.ts'
import { reviewTheRest } from './submissions.ts'
import { finishSession } from './validation-sessions.ts'

export { scenarioNames, type ScenarioName } from './scenarios.ts'

export interface SandboxOptions {
  clock: Clock
  /** Downloads submitted URLs and calls callback URLs. */
  fetch: Fetch
  /** Default: where `memory` says it was before, else any free port. */
  port?: number
  /** A file to keep its tasks in, so that it knows them after a restart. Default: it forgets. */
  memory?: string
  /** One of `scenarioNames`; default `default`. */
  scenario?: string
  /** Everything left to chance follows from it; default 1. */
  seed?: number
  /** From acceptance to verdict, ms; default 2000. */
  reviewMs?: number
  /** Submissions taken in any 60 s; more get 429. Default: what the scenario says, else no limit. */
  submitLimitPerMinute?: number
  /** The only key that is accepted; default: any. */
  key?: string
  /** What media is held against; default the relaxed preset. */
  limits?: MediaLimits
  /** Take submissions for groups it never verified; default true. */
  adoptAnyGroup?: boolean
  /** Assets in one submission; more get 400. Default 20. */
  maxAssets?: number
  /** False: nothing is downloaded and all media passes, for tests about quantities. Default true. */
  downloads?: boolean
}

/** One request as it arrived. */
export interface LoggedRequest {
  /** UTC ms by the sandbox's clock. */
  at: number
  method: string
  path: string
  /** What was answered; null while it is not, and for good when nothing was. */
  status: number | null
  /** Parsed JSON where it was JSON. */
  body?: unknown
}

export interface Sandbox {
  /** `http://127.0.0.1:PORT`, the API's base URL. */
  url: string
  /** What was taken in, in order of arrival, whether or not its sender was told. */
  accepted(): readonly AcceptedSubmission[]
  /** Every request in order of arrival (the last 50,000). */
  requests(): readonly LoggedRequest[]
  /** What the review decided, by task id: the truth behind the answers. Only tasks whose review is through. */
  outcomes(): ReadonlyMap<string, readonly ReviewedAsset[]>
  sessions(): readonly Readonly<ValidationSession>[]
  callbacks(): readonly CallbackCall[]
  /** From now on behaves as another scenario; tasks already taken in keep theirs. Counted things (faults, balance) start anew. */
  useScenario(name: string): void
  /** The person presses a button on the H5 page. @param sessionId as the session's task id */
  finishSession(sessionId: string, outcome: 'passed' | 'failed'): Promise<void>
  /** Resolves when everything taken in has been downloaded and judged (its verdict may still wait for `reviewMs`). */
  idle(): Promise<void>
  /** Drops every connection, ends downloads, removes what was downloaded. */
  close(): Promise<void>
}

const LOG_LENGTH = 50_000
const MAX_BODY_BYTES = 4 * 1024 * 1024

/**
 * A stand-in for the review API on 127.0.0.1.
 * @throws Error that lists the scenarios, when the one asked for is none; EADDRINUSE when the port is taken
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { clock, fetch, seed = 1 } = options
  const closing = new AbortController()
  const judge = options.downloads === false ? null : createMediaJudge({ limits: options.limits ?? relaxedLimits, fetch, clock, closing: closing.signal })
  const state: SandboxState = {
    origin: '',
    clock,
    fetch,
    behaviour: behaviourOf(options.scenario ?? 'default'),
    reviewMs: options.reviewMs ?? 2_000,
    submitLimitPerMinute: options.submitLimitPerMinute ?? null,
    key: options.key ?? null,
    adoptAnyGroup: options.adoptAnyGroup ?? true,
    maxAssets: options.maxAssets ?? 20,
    judge,
    random: seededRandom(seed),
    idRandom: seededRandom(seed + 1),
    submissions: createRateWindow(),
    polls: createRateWindow(),
    faultsDone: 0,
    pollsDone: 0,
    verdictsDone: 0,
    balanceUsed: 0,
    tasks: new Map(),
    sessions: [],
    groups: new Map(),
    accepted: [],
    outcomes: new Map(),
    failedOnce: new Set(),
    callbacks: [],
    memory: forgetful,
    reviewing: new Set(),
    closing: closing.signal,
  }
  const recalled = options.memory === undefined ? null : recall(options.memory, state, clock.now())
  if (recalled) state.memory = recalled.memory
  const log: LoggedRequest[] = []

  const server = createServer((request, response) => void handle(request, response))

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://sandbox')
    const entry: LoggedRequest = { at: clock.now(), method: request.method ?? '', path: url.pathname, status: null }
    log.push(entry)
    if (log.length > LOG_LENGTH) log.splice(0, LOG_LENGTH / 10)
    try {
      const text = await readBody(request)
      if (text !== '') entry.body = parsedOr(text)
      const answer = await route(state, { method: entry.method, path: url.pathname, query: url.searchParams, authorization: request.headers.authorization, text })
      entry.status = send(answer, response)
    } catch (error) {
      // The client went away, or a fault of the sandbox itself, which must show as what it is.
      if (!response.destroyed) entry.status = send(refusal(500, `sandbox: ${String(error)}`), response)
    }
  }

  const port = options.port ?? recalled?.port ?? 0
  // Somebody else may have the port of before by now.
  await listen(server, port).catch((error: unknown) => (options.port === undefined && port !== 0 ? listen(server, 0) : Promise.reject(error as Error)))
  state.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  state.memory.note({ is: 'port', port: (server.address() as AddressInfo).port })
  reviewTheRest(state)

  return {
    url: state.origin,
    accepted: () => state.accepted,
    requests: () => log,
    outcomes: () => state.outcomes,
    sessions: () => state.sessions,
    callbacks: () => state.callbacks,
    useScenario(name) {
      state.behaviour = behaviourOf(name)
      state.faultsDone = 0
      state.pollsDone = 0
      state.verdictsDone = 0
      state.balanceUsed = 0
    },
    async finishSession(sessionId, outcome) {
      const session = state.sessions.find((one) => one.id === sessionId)
      if (!session) throw new Error(`The sandbox has no validation session ${sessionId}.`)
      await finishSession(state, session, outcome)
    },
    async idle() {
      await Promise.all(state.reviewing)
    },
    async close() {
      closing.abort(new Error('the sandbox is closing'))
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await Promise.all([closed, judge?.close()])
    },
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** @returns the status sent, or null where nothing was */
function send(answer: Answer, response: ServerResponse): number | null {
  switch (answer.kind) {
    case 'json':
      response.writeHead(answer.status, { ...answer.headers, 'content-type': 'application/json; charset=utf-8' })
      response.end(JSON.stringify(answer.body))
      return answer.status
    case 'text':
      response.writeHead(answer.status, { 'content-type': `${answer.contentType}; charset=utf-8` })
      response.end(answer.text)
      return answer.status
    case 'dropped':
      if (answer.hard) response.socket?.resetAndDestroy()
      else response.socket?.destroy()
      return null
    case 'silence':
      return null
    default:
      return assertNever(answer)
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MAX_BODY_BYTES) throw new Error(`the request is larger than ${MAX_BODY_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text // kept as it came
  }
}
