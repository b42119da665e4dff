/**
 * Reading `GET /v1/tasks/{id}`: wrapped (`{code, data}`) or flat (`{id, status}`). Nothing is dropped:
 * each item and the whole answer keep what they were read from.
 */
import { z } from 'zod'
import { asDictionary, type ServiceWords } from './submission-answer.ts'
import { pickText, readReason, uniteLists, type ListName, type TaskItem } from './task-items.ts'

/** `word` is the service's own; null when it gave none. An unknown word keeps being followed. */
export type TaskStatus =
  | { is: 'moving' | 'completed' | 'failed' | 'cancelled'; word: string }
  | { is: 'unknown'; word: string | null }

export interface TaskAnswer {
  id: string | null
  status: TaskStatus
  /** 0–100, where the service says. */
  progress: number | null
  /** Every clip the result speaks of, whatever the task's status: a `failed` task carries usable assets. */
  items: TaskItem[]
  /** Whether the order of `items` is one the service gave, rather than two lists set one behind the other. */
  ordered: boolean
  /** Lengths of the lists as they came; null where a list is missing. */
  counts: Record<ListName, number | null>
  /** The upstream's own answer, where it is passed through (parsed when it came as text). */
  rawResponse: unknown
  /** About the task as a whole: its `code` is a word such as `task_failed`. */
  error: ServiceWords | null
  /** What a validation session's task holds. */
  session: { bytedToken: string | null; h5Link: string | null } | null
  groupId: string | null
  raw: unknown
}

const statusWords: Record<string, 'moving' | 'completed' | 'failed' | 'cancelled'> = {
  pending: 'moving', processing: 'moving', submitted: 'moving', queued: 'moving', running: 'moving', in_progress: 'moving',
  completed: 'completed', succeeded: 'completed', success: 'completed',
  failed: 'failed',
  cancelled: 'cancelled', canceled: 'cancelled',
}

const dictionary = z.record(z.string(), z.unknown())
const listOrNone = z.array(z.unknown()).nullish().catch(null)
const resultShape = z.looseObject({
  assets: listOrNone,
  usable_assets: listOrNone,
  failed_assets: listOrNone,
  raw_response: z.unknown().optional(),
})
const taskShape = z.looseObject({ result: dictionary.nullish().catch(null), error: z.unknown().optional(), raw_response: z.unknown().optional() })

/** Null when the body is not a task at all (neither id, status nor result in it). */
export function parseTaskAnswer(body: unknown): TaskAnswer | null {
  const flat = asDictionary(body)
  const wrapped: unknown = Array.isArray(flat?.data) ? flat.data[0] : flat?.data
  const task = taskShape.safeParse(asDictionary(wrapped) ?? flat).data
  if (!task) return null

  const id = pickText(task, 'id', 'task_id', 'taskId')
  const word = pickText(task, 'status', 'task_status', 'state')
  if (id === null && word === null && !task.result) return null

  const holder = task.result ?? task
  const result = resultShape.parse(holder)
  const lists = { assets: result.assets ?? null, usable: result.usable_assets ?? null, failed: result.failed_assets ?? null }
  const items = uniteLists({ assets: lists.assets ?? [], usable: lists.usable ?? [], failed: lists.failed ?? [] })
  const bytedToken = pickText(holder, 'byted_token', 'bytedToken', 'BytedToken')
  const h5Link = pickText(holder, 'h5_link', 'h5Link', 'H5Link')

  return {
    id,
    status: readStatus(word),
    progress: readProgress(pickText(task, 'progress')),
    items,
    ordered: items.every((item) => item.lists.includes('assets')) || new Set(items.map((item) => item.lists[0])).size <= 1,
    counts: { assets: lists.assets?.length ?? null, usable: lists.usable?.length ?? null, failed: lists.failed?.length ?? null },
    rawResponse: readRawResponse(result.raw_response ?? task.raw_response),
    error: readReason({ error: task.error }),
    session: bytedToken === null && h5Link === null ? null : { bytedToken, h5Link },
    groupId: readGroupId(body),
    raw: body,
  }
}

/** The group an answer names, wherever this family of services has been seen to put it. */
export function readGroupId(body: unknown): string | null {
  const flat = asDictionary(body)
  const data = asDictionary(flat?.data)
  for (const place of [asDictionary(data?.result), asDictionary(flat?.result), data, flat]) {
    const groupId = pickText(place, 'GroupId', 'group_id', 'groupId', 'GroupID')
    if (groupId !== null) return groupId
  }
  return null
}

function readStatus(word: string | null): TaskStatus {
  if (word === null) return { is: 'unknown', word }
  const known = statusWords[word.toLowerCase()]
  return known ? { is: known, word } : { is: 'unknown', word }
}

function readProgress(progress: string | null): number | null {
  const value = progress === null ? Number.NaN : Number(progress.replace(/%$/, ''))
  return Number.isFinite(value) ? Math.min(100, Math.max(0, value)) : null
}

function readRawResponse(raw: unknown): unknown {
  if (typeof raw !== 'string') return raw ?? null
  try {
    return JSON.parse(raw) as unknown
  } catch {
    return raw // not JSON after all: kept as the text it is
  }
}
