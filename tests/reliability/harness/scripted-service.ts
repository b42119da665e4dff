import type { Transport, TransportRequest, TransportResult } from '../../../src/main/api-client/transport.ts'
import type { NetworkCause } from '../../../src/main/domain/submission-answer.ts'

/** What may become of a submission. In those on the second line the service has accepted it, whatever we hear. */
export const submissionAnswers = [
  'unsent', 'lost', 'timed-out', '400', '401', '402', '403', '404-page', '429', '429-an-hour', '500', '503', '502-page', 'code-429', 'code-400', 'code-402',
  'accepted', 'accepted-flat', 'accepted-and-lost', 'accepted-and-timed-out', 'accepted-and-502', 'accepted-no-json', 'accepted-web-page', 'accepted-no-id', 'accepted-cut-short', 'accepted-and-refused',
  'hangs', 'hangs-accepted',
] as const
export type SubmissionAnswer = (typeof submissionAnswers)[number]

export const taskAnswers = [
  'moving', 'active', 'failed', 'mixed', 'named-shuffled', 'unclear-one', 'counts-disagree', 'no-result', 'in-both-lists', 'asset-twice', 'unknown-word', 'cancelled', 'no-json', 'another-task',
  '404', '401', '402', '429', '500', 'unsent', 'lost', 'hangs',
] as const
export type TaskAnswerKind = (typeof taskAnswers)[number]

export const sessionAnswers = ['made', 'no-id', '400', '401', '402', '429', '500', 'unsent', 'lost', 'hangs'] as const
export type SessionAnswer = (typeof sessionAnswers)[number]
export const verdictAnswers = ['group', 'task', 'none', '400', '401', '429', 'unsent', 'lost', 'no-json'] as const
export type VerdictAnswer = (typeof verdictAnswers)[number]

/** What the service is to say next, by what it is asked; when a list has run out it says the last word of each, which is kind. */
export interface Script {
  submission: SubmissionAnswer[]
  task: TaskAnswerKind[]
  session: SessionAnswer[]
  sessionTask: ('ready' | 'moving' | 'failed' | '404' | 'lost')[]
  verdict: VerdictAnswer[]
  verdictTask: ('group' | 'moving' | 'failed' | '404')[]
}

interface Task { kind: 'batch' | 'session' | 'verdict'; names: string[] }

/** A service of the tests' own that does what a script says and keeps the truth: what it has accepted, and what it was sent. */
export interface ScriptedService {
  transport: Transport
  script: Script
  /** Correlation names of every submission that was accepted in truth, in order. */
  accepted: string[][]
  /** What must never have happened, in words. */
  violations: string[]
  /** Ends every call that hangs: by its answer, which came late after all, or as lost. */
  letHangingEnd(how: 'answered' | 'lost'): number
  hanging(): number
  /** Forgets the calls of a process that has died. */
  forgetHanging(): void
}

const timedOut: NetworkCause = { kind: 'timeout', code: null, message: 'no answer within the time allowed' }
const reset: NetworkCause = { kind: 'reset', code: 'ECONNRESET', message: 'the connection was reset' }
const refused: NetworkCause = { kind: 'refused', code: 'ECONNREFUSED', message: 'refused' }

export function scriptedService(): ScriptedService {
  const tasks = new Map<string, Task>()
  const accepted: string[][] = []
  const violations: string[] = []
  /** Names of submissions that may have been accepted as far as the sender can know: none may ever be sent again. */
  const mayBeAccepted = new Set<string>()
  const script: Script = { submission: [], task: [], session: [], sessionTask: [], verdict: [], verdictTask: [] }
  let waiting: { resolve(result: TransportResult): void; late: TransportResult }[] = []
  let lastId = 0
  const newTask = (task: Task): string => {
    const id = `task-${++lastId}`
    tasks.set(id, task)
    return id
  }
  const next = <T>(of: T[], usually: T): T => of.shift() ?? usually
  const hang = (late: TransportResult): Promise<TransportResult> => new Promise((resolve) => { waiting.push({ resolve, late }) })

  const submit = (names: string[]): TransportResult | Promise<TransportResult> => {
    for (const name of names) if (mayBeAccepted.has(name)) violations.push(`${name} was sent again although it may have been accepted.`)
    const answer = next(script.submission, 'accepted')
    const accept = (): string => {
      accepted.push(names)
      return newTask({ kind: 'batch', names })
    }
    const certainlyNot = ['unsent', '400', '401', '402', '403', '404-page', '429', '429-an-hour', '500', '503', 'code-429', 'code-400', 'code-402']
    if (!certainlyNot.includes(answer)) for (const name of names) mayBeAccepted.add(name)
    switch (answer) {
      case 'unsent': return { kind: 'unsent', cause: refused }
      case 'lost': return { kind: 'lost', cause: reset }
      case 'timed-out': return { kind: 'lost', cause: timedOut }
      case '400': return json(400, envelope(400, 'invalid asset'))
      case '401': return json(401, envelope(401, 'bad key'))
      case '402': return json(402, envelope(402, 'no balance'))
      case '403': return json(403, envelope(403, 'not for you'))
      case '404-page': return page(404)
      case '429': return json(429, envelope(429, 'too fast'))
      case '429-an-hour': return json(429, envelope(429, 'too fast'), { 'retry-after': '3600' })
      case '500': return json(500, envelope(500, 'server error'))
      case '503': return page(503)
      case '502-page': return page(502)
      case 'code-429': return json(200, { code: 429, message: 'too fast' })
      case 'code-400': return json(200, { code: 400, message: 'invalid' })
      case 'code-402': return json(200, { code: 402, message: 'no balance' })
      case 'accepted': return json(200, { code: 200, data: { id: accept(), object: 'seedance.avatar.asset.task', status: 'processing' } })
      case 'accepted-flat': return json(200, { id: accept(), status: 'processing' })
      case 'accepted-and-lost': accept(); return { kind: 'lost', cause: reset }
      case 'accepted-and-timed-out': accept(); return { kind: 'lost', cause: timedOut }
      case 'accepted-and-502': accept(); return page(502)
      case 'accepted-no-json': accept(); return text(200, 'thank you')
      case 'accepted-web-page': accept(); return page(200)
      case 'accepted-no-id': accept(); return json(200, { code: 200, data: { status: 'processing' } })
      case 'accepted-cut-short': return { ...json(200, { code: 200, data: { id: accept() } }), end: 'cut-short' }
      case 'accepted-and-refused': return json(400, { error: { code: 400, message: 'no' }, data: { id: accept() } })
      case 'hangs': return hang({ kind: 'lost', cause: timedOut })
      case 'hangs-accepted': return hang(json(200, { code: 200, data: { id: accept(), status: 'processing' } }))
    }
  }

  const review = (id: string, task: Task): TransportResult | Promise<TransportResult> => {
    const answer = next(script.task, 'active')
    const asset = (name: string): string => `asset-${name}`
    const usable = (names: readonly string[]): unknown[] => names.map((name) => ({ asset_id: asset(name), asset_url: `asset://${asset(name)}`, status: 'Active' }))
    const failed = (names: readonly string[]): unknown[] => names.map((name) => ({ asset_id: asset(name), status: 'Failed' }))
    const done = (status: string, result: unknown): TransportResult => json(200, { code: 200, data: { id, status, result, error: status === 'failed' ? { code: 'task_failed', message: 'some failed' } : null } })
    const { names } = task
    const half = names.slice(0, Math.floor(names.length / 2))
    const rest = names.slice(half.length)
    switch (answer) {
      case 'moving': return done('processing', null)
      case 'active': return done('completed', { assets: usable(names), usable_assets: usable(names), failed_assets: [] })
      case 'failed': return done('failed', { assets: failed(names), usable_assets: [], failed_assets: failed(names) })
      case 'mixed': return done('failed', { assets: [...usable(half), ...failed(rest)], usable_assets: usable(half), failed_assets: failed(rest) })
      case 'named-shuffled': return done('failed', { usable_assets: rest.map((name) => ({ asset_id: asset(name), asset_url: `asset://${asset(name)}`, name })).reverse(), failed_assets: half.map((name) => ({ asset_id: asset(name), name, error: { code: 'FaceMismatch', message: 'not this face' } })) })
      case 'unclear-one': return done('completed', { assets: names.map((name, n) => ({ asset_id: asset(name), status: n === 0 ? 'Pondering' : 'Active' })) })
      case 'counts-disagree': return done('completed', { assets: [...usable(names), ...usable(['nobody'])] })
      case 'no-result': return done('completed', null)
      case 'in-both-lists': return done('failed', { usable_assets: usable(names), failed_assets: failed(names) })
      case 'asset-twice': return done('completed', { assets: names.map(() => ({ asset_id: 'the-same', status: 'Active' })) })
      case 'unknown-word': return done('pondering', null)
      case 'cancelled': return done('cancelled', null)
      case 'no-json': return text(200, 'busy')
      case 'another-task': return json(200, { code: 200, data: { id: 'task-of-another', status: 'completed', result: { assets: usable(names) } } })
      case '404': return json(404, envelope(404, 'no such task'))
      case '401': return json(401, envelope(401, 'bad key'))
      case '402': return json(402, envelope(402, 'no balance'))
      case '429': return json(429, envelope(429, 'too fast'))
      case '500': return json(500, envelope(500, 'server error'))
      case 'unsent': return { kind: 'unsent', cause: refused }
      case 'lost': return { kind: 'lost', cause: reset }
      case 'hangs': return hang({ kind: 'lost', cause: timedOut })
    }
  }

  const verdict = (): TransportResult => {
    const answer = next(script.verdict, 'group')
    switch (answer) {
      case 'group': return json(200, { code: 200, data: { result: { GroupId: `group-${++lastId}` } } })
      case 'task': return json(200, { code: 200, data: { id: newTask({ kind: 'verdict', names: [] }), status: 'processing' } })
      case 'none': return json(200, { code: 200, data: { id: 'x', status: 'failed', error: { code: 'face', message: 'no face' } } })
      case 'no-json': return text(200, 'hello')
      case '400': case '401': case '429': return json(Number(answer), envelope(Number(answer), 'no'))
      case 'unsent': return { kind: 'unsent', cause: refused }
      case 'lost': return { kind: 'lost', cause: reset }
    }
  }

  const session = (): TransportResult | Promise<TransportResult> => {
    const answer = next(script.session, 'made')
    switch (answer) {
      case 'made': return json(200, { code: 200, data: { id: newTask({ kind: 'session', names: [] }), status: 'completed' } })
      case 'no-id': return json(200, { code: 200, data: {} })
      case '400': case '401': case '402': case '429': case '500': return json(Number(answer), envelope(Number(answer), 'no'))
      case 'unsent': return { kind: 'unsent', cause: refused }
      case 'lost': return { kind: 'lost', cause: reset }
      case 'hangs': return hang({ kind: 'lost', cause: timedOut })
    }
  }

  const readTask = (id: string): TransportResult | Promise<TransportResult> => {
    const task = tasks.get(id)
    if (!task) return json(404, envelope(404, 'no such task'))
    if (task.kind === 'batch') return review(id, task)
    const answer: Script['sessionTask'][number] | Script['verdictTask'][number] = task.kind === 'session' ? next(script.sessionTask, 'ready') : next(script.verdictTask, 'group')
    switch (answer) {
      case 'ready': return json(200, { code: 200, data: { id, status: 'completed', result: { byted_token: `token-of-${id}`, h5_link: `https://phone.example/${id}` } } })
      case 'group': return json(200, { code: 200, data: { id, status: 'completed', result: { GroupId: `group-of-${id}` } } })
      case 'moving': return json(200, { code: 200, data: { id, status: 'processing' } })
      case 'failed': return json(200, { code: 200, data: { id, status: 'failed', error: { code: 'x', message: 'no' } } })
      case '404': return json(404, envelope(404, 'no such task'))
      case 'lost': return { kind: 'lost', cause: reset }
    }
  }

  const transport: Transport = {
    async send({ method, url, body }: TransportRequest) {
      if (method === 'GET') return readTask(decodeURIComponent(url.pathname.split('/').at(-1) ?? ''))
      const asked = JSON.parse(body ?? '{}') as { group_id?: string; byted_token?: string; assets?: { name: string }[] }
      if (asked.group_id !== undefined) return submit((asked.assets ?? []).map((asset) => asset.name))
      return asked.byted_token !== undefined ? verdict() : session()
    },
    close: () => Promise.resolve(),
  }
  return {
    transport, script, accepted, violations,
    letHangingEnd(how) {
      const ending = waiting
      waiting = []
      for (const { resolve, late } of ending) resolve(how === 'answered' ? late : { kind: 'lost', cause: timedOut })
      return ending.length
    },
    hanging: () => waiting.length,
    forgetHanging() { waiting = [] },
  }
}

function envelope(code: number, message: string): unknown {
  return { error: { code, message, type: 'error' } }
}

function json(status: number, value: unknown, headers: Record<string, string> = {}): TransportResult & { kind: 'answer' } {
  return text(status, JSON.stringify(value), headers)
}

function page(status: number): TransportResult {
  return text(status, '<!doctype html><html><body>Gateway</body></html>')
}

function text(status: number, body: string, headers: Record<string, string> = {}): TransportResult & { kind: 'answer' } {
  return { kind: 'answer', status, headers: new Headers(headers), body: Buffer.from(body), end: 'whole' }
}
