import { z } from 'zod'
import { assertNever } from '../../contract/assert-never.ts'
import type { Answer } from './answers.ts'
import { gatewayPage, refusal, refusalUnder200 } from './errors.ts'
import { shuffled } from './random.ts'
import type { Admission } from './rate-window.ts'
import { review } from './review.ts'
import { newId, type AcceptedSubmission, type SandboxState } from './sandbox-state.ts'
import type { Behaviour, SubmitFault } from './scenarios.ts'
import { acceptance, type ReviewTask } from './tasks.ts'

/** How long the `slow` scenario makes a submission wait for its answer, ms; no wait of Greenroom's own is of this length, so that a test's clock can tell them apart. */
export const slowMs = 3_019

const submission = z.object({
  group_id: z.string().min(1),
  project_name: z.string().min(1).default('default'),
  asset_type: z.enum(['Video', 'Image']).default('Video'),
  assets: z.array(z.object({ url: z.url({ protocol: /^https?$/ }), name: z.string().min(1).max(64) })).min(1),
})
type Submission = z.infer<typeof submission>

/** Step three of the vendor's page: a batch of assets for a group. */
export async function submit(state: SandboxState, body: unknown): Promise<Answer> {
  const { behaviour, clock } = state
  const admission = state.submissions.admit(clock.monotonic(), state.submitLimitPerMinute ?? behaviour.submitLimitPerMinute)
  if (!admission.admitted) return tooFast(state, admission)
  if (behaviour.balance !== null && state.balanceUsed >= behaviour.balance) return refusal(402)

  const fault = state.faultsDone < behaviour.faultCount ? behaviour.submitFault : null
  if (fault) state.faultsDone++
  const refused = fault && refuseBy(fault)
  if (refused) return refused

  const parsed = submission.safeParse(body)
  if (!parsed.success) return refusal(400, inWords(parsed.error))
  const objection = objectionTo(state, parsed.data)
  if (objection) return refusal(400, objection)

  const task = accept(state, parsed.data)
  return fault ? answerBy(fault, state, task) : acceptance(task)
}

/** 429 with what the scenario says about when to come back. */
export function tooFast({ behaviour, clock }: SandboxState, { retryInMs }: Admission & { admitted: false }): Answer {
  return refusal(429, undefined, retryHeaders(behaviour.retryAfter, retryInMs, clock.now()))
}

function retryHeaders(form: Behaviour['retryAfter'], retryInMs: number, now: number): Record<string, string> {
  switch (form) {
    case 'none':
      return {}
    case 'seconds':
      return { 'retry-after': String(Math.ceil(retryInMs / 1000)) }
    case 'milliseconds':
      return { 'retry-after-ms': String(Math.ceil(retryInMs)) }
    case 'date':
      // Whole seconds, rounded up: a date a little early would send the client into the next 429.
      return { 'retry-after': new Date(Math.ceil((now + retryInMs) / 1000) * 1000).toUTCString(), date: new Date(now).toUTCString() }
    default:
      return assertNever(form)
  }
}

/** The faults that hit before the submission is taken in; null for those that hit after. */
function refuseBy(fault: SubmitFault): Answer | null {
  switch (fault) {
    case 'envelope-500':
      return refusal(500)
    case 'html-500':
      return gatewayPage(500)
    case 'code-not-200':
      return refusalUnder200()
    case 'reset-before':
      return { kind: 'dropped', hard: true }
    case 'html-502-accepted':
    case 'html-200-accepted':
    case 'dropped-accepted':
    case 'silence-accepted':
    case 'slow':
      return null
    default:
      return assertNever(fault)
  }
}

async function answerBy(fault: SubmitFault, state: SandboxState, task: ReviewTask): Promise<Answer> {
  switch (fault) {
    case 'html-502-accepted':
      return gatewayPage(502)
    case 'html-200-accepted':
      return gatewayPage(200)
    case 'dropped-accepted':
      return { kind: 'dropped', hard: false }
    case 'silence-accepted':
      return { kind: 'silence' }
    case 'slow':
      await state.clock.wait(slowMs)
      return acceptance(task)
    case 'envelope-500':
    case 'html-500':
    case 'code-not-200':
    case 'reset-before':
      return acceptance(task)
    default:
      return assertNever(fault)
  }
}

function objectionTo(state: SandboxState, { group_id, project_name, assets }: Submission): string | null {
  if (assets.length > state.maxAssets) return `assets 最多 ${state.maxAssets} 个`
  const project = state.groups.get(group_id)
  if (project === undefined && !state.adoptAnyGroup) return `素材组 ${group_id} 不存在`
  if (project !== undefined && project !== project_name) return `素材组 ${group_id} 不属于项目 ${project_name}`
  return null
}

function accept(state: SandboxState, { group_id, project_name, asset_type, assets }: Submission): ReviewTask {
  const { behaviour, random } = state
  const at = state.clock.now()
  state.balanceUsed++
  state.groups.set(group_id, project_name)
  state.memory.note({ is: 'group', id: group_id, project: project_name })
  const positions = assets.map((_, index) => index)
  const task: ReviewTask = {
    kind: 'review',
    id: newId(state, 'task'),
    acceptedAt: at,
    reviewMs: state.reviewMs,
    behaviour,
    reviewed: null,
    order: behaviour.shuffled ? shuffled(positions, random) : positions,
  }
  state.tasks.set(task.id, task)
  const submission: AcceptedSubmission = { taskId: task.id, at, groupId: group_id, projectName: project_name, assetType: asset_type, assets }
  state.accepted.push(submission)
  state.memory.note({ is: 'task', task })
  state.memory.note({ is: 'accepted', submission })
  beginReview(state, task, submission)
  return task
}

function beginReview(state: SandboxState, task: ReviewTask, { assets, assetType }: AcceptedSubmission): void {
  const { random, judge, failedOnce } = state
  const before = new Set(failedOnce)
  const assetIds = assets.map(() => newId(state, 'asset'))
  const reviewing = review({ assets, assetIds, assetType, behaviour: task.behaviour, failedOnce, judge, random }).then((reviewed) => {
    state.reviewing.delete(reviewing)
    // What is broken off by the end of the sandbox is reviewed after its next start.
    if (state.closing.aborted) return
    task.reviewed = reviewed
    state.outcomes.set(task.id, reviewed)
    state.memory.note({ is: 'task', task })
    for (const content of failedOnce) if (!before.has(content)) state.memory.note({ is: 'failed-once', content })
  })
  state.reviewing.add(reviewing)
}

/** Reviews what was taken in before a restart and not judged by then. */
export function reviewTheRest(state: SandboxState): void {
  for (const submission of state.accepted) {
    const task = state.tasks.get(submission.taskId)
    if (task?.kind !== 'review') continue
    if (task.reviewed === null) beginReview(state, task, submission)
    else state.outcomes.set(task.id, task.reviewed)
  }
}

function inWords(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; ')
}
