import { assertNever } from '../../contract/assert-never.ts'
import { success, type Answer } from './answers.ts'
import { refusal } from './errors.ts'
import type { ReviewedAsset } from './review.ts'
import type { Behaviour } from './scenarios.ts'

/** A remote task as the sandbox keeps it. */
export type Task =
  | { kind: 'session'; id: string; bytedToken: string; h5Link: string; callbackUrl: string }
  /** A verdict that must be polled for; `groupId` null: the person did not pass. */
  | { kind: 'verdict'; id: string; readyAt: number; groupId: string | null }
  | { kind: 'generation'; id: string }
  | ReviewTask

export interface ReviewTask {
  kind: 'review'
  id: string
  acceptedAt: number
  reviewMs: number
  behaviour: Behaviour
  /** Null until every asset is downloaded and judged. */
  reviewed: ReviewedAsset[] | null
  /** Order in which the result lists the assets: positions of the submission. */
  order: number[]
}

const MODEL = 'doubao-seedance-2.0'

/** The answer to a submission that was taken in. */
export function acceptance(task: ReviewTask): Answer {
  const { id } = task
  return success({ id, object: 'seedance.avatar.asset.task', status: 'processing', progress: 10, model: MODEL }, task.behaviour.bodies)
}

/** `GET /v1/tasks/{id}` at `now` (UTC ms). */
export function readTask(task: Task, now: number, bodies: Behaviour['bodies']): Answer {
  switch (task.kind) {
    case 'session': {
      const raw = { ResponseMetadata: { Action: 'CreateVisualValidateSession' }, Result: { BytedToken: task.bytedToken, H5Link: task.h5Link, CallbackURL: task.callbackUrl } }
      return success({ id: task.id, status: 'completed', result: { byted_token: task.bytedToken, h5_link: task.h5Link, raw_response: raw } }, bodies)
    }
    case 'verdict': {
      if (now < task.readyAt) return success({ id: task.id, status: 'processing', progress: 50 }, bodies)
      return task.groupId === null
        ? success({ id: task.id, status: 'failed', progress: 100, error: { code: 'task_failed', message: '真人认证未通过' } }, bodies)
        : success({ id: task.id, status: 'completed', progress: 100, result: { GroupId: task.groupId } }, bodies)
    }
    case 'generation':
      return success({ id: task.id, status: 'submitted', progress: 0, model: `${MODEL}-face` }, bodies)
    case 'review':
      return readReview(task, now)
    default:
      return assertNever(task)
  }
}

function readReview(task: ReviewTask, now: number): Answer {
  const share = task.reviewMs === 0 ? Infinity : (now - task.acceptedAt) / task.reviewMs
  const moving = (status: string, progress = Math.min(95, 10 + Math.floor(85 * share))) =>
    success({ id: task.id, object: 'seedance.avatar.asset.task', status, progress, model: MODEL }, task.behaviour.bodies)
  const finished = () => (task.reviewed && share >= 1 ? finishedReview(task, task.reviewed) : moving('processing'))

  const { course } = task.behaviour
  switch (course) {
    case 'plain':
      return finished()
    case 'many-words':
      return share >= 1 ? finished() : moving(share < 1 / 3 ? 'pending' : share < 2 / 3 ? 'submitted' : 'processing')
    case 'unknown-word':
      return share >= 1 && share < 2 ? moving('human_review') : finished()
    case 'unknown-word-forever':
      return moving(share >= 1 ? 'human_review' : 'processing')
    case 'never-ends':
      return moving('processing', Math.min(99, 10 + Math.floor(85 * share)))
    case 'cancelled':
      return share >= 1 ? moving('cancelled', 100) : moving('processing')
    case 'forgotten':
      return share >= 0.5 ? refusal(404) : moving('processing')
    case 'found-late':
      return share < 0.5 ? refusal(404) : finished()
    default:
      return assertNever(course)
  }
}

function finishedReview(task: ReviewTask, reviewed: ReviewedAsset[]): Answer {
  const { behaviour } = task
  const anyFailed = reviewed.some((asset) => !asset.passed)
  const allFailed = reviewed.every((asset) => !asset.passed)
  const error = anyFailed ? { error: { code: 'task_failed', message: allFailed ? '素材审核失败' : '部分素材审核失败' } } : {}
  const head = { id: task.id, status: anyFailed ? 'failed' : 'completed', progress: 100 }
  if (behaviour.result === 'missing') return success({ ...head, ...error }, behaviour.bodies)

  const inOrder = task.order.flatMap((position) => reviewed[position] ?? [])
  const listed = behaviour.result === 'one-missing' ? inOrder.slice(0, -1) : inOrder
  const items = (assets: ReviewedAsset[]) => assets.map((asset) => item(asset, behaviour))
  const inBoth = behaviour.result === 'in-both-lists' ? listed[0] : undefined
  const result = {
    assets: items(listed),
    usable_assets: items(listed.filter((asset) => asset.passed || asset === inBoth)),
    failed_assets: items(listed.filter((asset) => !asset.passed || asset === inBoth)),
    ...rawResponse(listed, behaviour.names),
  }
  return success({ ...head, result, ...error }, behaviour.bodies)
}

function item(asset: ReviewedAsset, behaviour: Behaviour): object {
  return {
    asset_id: asset.assetId,
    asset_url: `asset://${asset.assetId}`,
    status: asset.passed ? 'Active' : 'Failed',
    ...(behaviour.names === 'item' ? { name: asset.name } : {}),
    ...(behaviour.urls ? { url: asset.url } : {}),
    ...(behaviour.reasons && asset.code !== null ? { error: { code: asset.code, message: asset.message } } : {}),
  }
}

/** The upstream's own listing, which some of the family pass through. */
function rawResponse(assets: ReviewedAsset[], names: Behaviour['names']): object {
  if (names !== 'raw-response' && names !== 'raw-text') return {}
  const raw = { Items: assets.map((asset) => ({ Id: asset.assetId, Name: asset.name, Status: asset.passed ? 'Active' : 'Failed' })) }
  return { raw_response: names === 'raw-text' ? JSON.stringify(raw) : raw }
}
