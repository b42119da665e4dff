import { html, json, type Answer } from './answers.ts'
import { gatewayPage, refusal } from './errors.ts'
import { generate } from './generations.ts'
import { finishH5Page, showH5Page } from './h5-page.ts'
import type { SandboxState } from './sandbox-state.ts'
import { submit, tooFast } from './submissions.ts'
import { readTask } from './tasks.ts'
import { askVerdict, createSession } from './validation-sessions.ts'

/** One request as the routes see it. */
export interface SandboxRequest {
  method: string
  path: string
  query: URLSearchParams
  authorization: string | undefined
  /** The raw text of the body. */
  text: string
}

/** What the sandbox says to a request. */
export async function route(state: SandboxState, request: SandboxRequest): Promise<Answer> {
  const { method, path } = request
  if (method === 'GET' && path === '/') return home(state)
  if (method === 'GET' && path === '/h5') return showH5Page(state, request.query)
  if (method === 'POST' && path === '/h5/finish') return finishH5Page(state, new URLSearchParams(request.text))

  const taskId = method === 'GET' ? /^\/v1\/tasks\/([^/]+)$/.exec(path)?.[1] : undefined
  const post = method === 'POST' ? posts[path] : undefined
  // What is no path of the API is answered as any web server would, without the vendor's envelope.
  if (taskId === undefined && !post) return { kind: 'text', status: 404, contentType: 'text/plain', text: '404 page not found' }

  if (!isKeyGood(state, request.authorization)) return refusal(401)
  if (taskId !== undefined) return pollTask(state, decodeURIComponent(taskId))
  const body = parseJson(request.text)
  return body === undefined || !post ? refusal(400, 'JSON') : post(state, body)
}

const posts: Record<string, (state: SandboxState, body: unknown) => Answer | Promise<Answer>> = {
  '/v1/seedance2/real-avatar': realAvatar,
  '/v1/videos/generations': generate,
}

/** Three operations behind one address: what is in the body tells which. */
function realAvatar(state: SandboxState, body: unknown): Answer | Promise<Answer> {
  const fields = typeof body === 'object' && body !== null ? body : {}
  if ('group_id' in fields || 'assets' in fields) return submit(state, body)
  if ('byted_token' in fields) return askVerdict(state, body)
  return createSession(state, body)
}

function pollTask(state: SandboxState, id: string): Answer {
  const { behaviour, clock } = state
  const admission = state.polls.admit(clock.monotonic(), behaviour.pollLimitPerMinute)
  if (!admission.admitted) return tooFast(state, admission)
  const stumble = behaviour.pollsStumble ? stumbles[state.pollsDone++ % stumbles.length] : undefined
  if (stumble) return stumble()
  const task = state.tasks.get(id)
  return task ? readTask(task, clock.now(), behaviour.bodies) : refusal(404)
}

/** Ways in which a reading goes wrong; undefined: it does not. */
const stumbles: ((() => Answer) | undefined)[] = [
  () => gatewayPage(502),
  undefined,
  () => ({ kind: 'dropped', hard: true }),
  undefined,
  () => refusal(500),
  undefined,
  () => json(200, { code: 500, message: 'upstream busy', data: null }),
  undefined,
]

function isKeyGood({ key, behaviour }: SandboxState, authorization: string | undefined): boolean {
  const given = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1]
  if (given === undefined || behaviour.keyRefused) return false
  return key === null || given === key
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // answered as the service answers it: 400
  }
}

/** For whoever opens the printed address in a browser. */
function home(state: SandboxState): Answer {
  return html(200, `<!doctype html><meta charset="utf-8"><title>Sandbox</title><body style="font:16px/1.5 system-ui;max-width:40rem;margin:4rem auto">
<h1>Greenroom sandbox</h1><p>A stand-in for the review API. Use <code>${state.origin}</code> as the API’s base URL, with any key.</p>`)
}
