import { z } from 'zod'
import { assertNever } from '../../contract/assert-never.ts'
import { json, success, type Answer } from './answers.ts'
import { refusal } from './errors.ts'
import { newId, type SandboxState, type ValidationSession } from './sandbox-state.ts'
import type { VerdictShape } from './scenarios.ts'
import type { Task } from './tasks.ts'

const sessionRequest = z.object({
  callback_url: z.url({ protocol: /^https?$/ }),
  project_name: z.string().min(1).default('default'),
})

const verdictRequest = z.object({ byted_token: z.string().min(1), project_name: z.string().min(1).default('default') })

/** Step one of the vendor's page: a session for one person, with a page for their phone. */
export function createSession(state: SandboxState, body: unknown): Answer {
  const parsed = sessionRequest.safeParse(body)
  if (!parsed.success) return refusal(400, 'callback_url')
  const id = newId(state, 'task')
  const session: ValidationSession = {
    id,
    bytedToken: newId(state, 'token'),
    projectName: parsed.data.project_name,
    callbackUrl: parsed.data.callback_url,
    createdAt: state.clock.now(),
    outcome: 'open',
    spent: false,
    groupId: newId(state, 'group'),
  }
  state.sessions.push(session)
  // As the upstream's link: with more than one parameter, so that an ampersand has to survive the way to the phone.
  const h5Link = `${state.origin}/h5?session=${id}&bytedToken=${session.bytedToken}&lng=zh`
  remember(state, { kind: 'session', id, bytedToken: session.bytedToken, h5Link, callbackUrl: session.callbackUrl })
  state.memory.note({ is: 'session', session })
  return success({ id, status: 'completed' }, state.behaviour.bodies)
}

function remember(state: SandboxState, task: Task): void {
  state.tasks.set(task.id, task)
  state.memory.note({ is: 'task', task })
}

/** Step two: has the person passed, and which group is theirs? */
export function askVerdict(state: SandboxState, body: unknown): Answer {
  const parsed = verdictRequest.safeParse(body)
  const session = parsed.success ? state.sessions.find((one) => one.bytedToken === parsed.data.byted_token) : undefined
  if (!parsed.success || !session) return refusal(400, 'byted_token 无效')
  if (session.projectName !== parsed.data.project_name) return refusal(400, 'project_name 与认证会话不一致')
  if (session.spent) return refusal(400, 'byted_token 已被使用，请重新创建认证会话')
  if (isExpired(state, session)) return refusal(400, 'byted_token 已过期，请重新创建认证会话')
  if (session.outcome === 'open') {
    session.spent = state.behaviour.earlyQuerySpendsToken
    state.memory.note({ is: 'session', session })
    return refusal(400, '真人认证尚未完成')
  }
  const groupId = session.outcome === 'passed' ? session.groupId : null
  if (groupId !== null) {
    state.groups.set(groupId, session.projectName)
    state.memory.note({ is: 'group', id: groupId, project: session.projectName })
  }
  return verdictAnswer(state, groupId)
}

export function isExpired(state: SandboxState, session: ValidationSession): boolean {
  return state.clock.now() - session.createdAt > state.behaviour.tokenLifeMs
}

const shapesInTurn: VerdictShape[] = ['GroupId', 'group_id', 'bare', 'task']

function verdictAnswer(state: SandboxState, groupId: string | null): Answer {
  const { verdict, bodies } = state.behaviour
  const shape = verdict === 'in-turn' ? (shapesInTurn[state.verdictsDone % shapesInTurn.length] ?? 'GroupId') : verdict
  state.verdictsDone++
  const id = newId(state, 'task')
  if (shape === 'task') {
    remember(state, { kind: 'verdict', id, readyAt: state.clock.now() + state.reviewMs, groupId })
    return success({ id, status: 'processing', progress: 10 }, bodies)
  }
  if (groupId === null) return success({ id, status: 'failed', error: { code: 'task_failed', message: '真人认证未通过' } }, bodies)
  switch (shape) {
    case 'GroupId':
      return success({ id, status: 'completed', result: { GroupId: groupId } }, bodies)
    case 'group_id':
      return success({ id, status: 'completed', result: { group_id: groupId } }, bodies)
    case 'bare':
      return json(200, { GroupId: groupId })
    default:
      return assertNever(shape)
  }
}

/**
 * The person is through with the page on their phone. A passed session calls its callback URL, as the
 * upstream's page does by redirecting there; that nobody listens is kept in `callbacks` and changes nothing.
 */
export async function finishSession(state: SandboxState, session: ValidationSession, outcome: 'passed' | 'failed'): Promise<void> {
  session.outcome = outcome
  state.memory.note({ is: 'session', session })
  const url = new URL(session.callbackUrl)
  url.searchParams.set('bytedToken', session.bytedToken)
  url.searchParams.set('resultCode', outcome === 'passed' ? '10000' : '20000')
  const call = { url: url.href, at: state.clock.now() }
  try {
    const response = await state.fetch(url, { redirect: 'manual', signal: state.closing })
    await response.body?.cancel()
    state.callbacks.push({ ...call, status: response.status, error: null })
  } catch (error) {
    state.callbacks.push({ ...call, status: null, error: error instanceof Error ? error.message : String(error) })
  }
}
