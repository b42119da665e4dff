import { z } from 'zod'
import { assetType, batchState, clipState, matchKind } from './states.ts'

export const mediaFacts = z.object({
  kind: assetType,
  container: z.string(),
  sizeBytes: z.number(),
  durationMs: z.number().nullable(),
  /** Display size in pixels, rotation applied. */
  width: z.number(),
  height: z.number(),
  fps: z.number().nullable(),
  videoCodec: z.string().nullable(),
  hasAudio: z.boolean(),
  rotation: z.number(),
})
export type MediaFacts = z.infer<typeof mediaFacts>

/** One limit a clip breaks: the measured value beside the limit. */
export const breach = z.object({
  code: z.string(),
  measured: z.union([z.number(), z.string()]),
  limit: z.union([z.number(), z.string()]),
  unit: z.enum(['ms', 'bytes', 'px', 'px2', 'fps', 'ratio', 'format']),
})
export type Breach = z.infer<typeof breach>

/** What a person can do about a reason: try again, mend the file, replace it, or ask the service. */
export const reasonClass = z.enum(['again', 'mend', 'replace', 'ask'])
export type ReasonClass = z.infer<typeof reasonClass>

/** Why a clip is held, failed or unclear. `code` keys the words; `message` is the service's own, as it came. */
export const reason = z.object({
  code: z.string(),
  message: z.string().nullable(),
  breaches: z.array(breach).default([]),
})
export type Reason = z.infer<typeof reason>

export const clipSource = z.object({
  id: z.number().int(),
  kind: z.enum(['path', 'url']),
  location: z.string(),
  sizeBytes: z.number().nullable(),
  mtimeMs: z.number().nullable(),
  addedAt: z.number(),
  current: z.boolean(),
  /** The source this is a prepared copy of. */
  preparedFrom: z.number().int().nullable(),
})
export type ClipSource = z.infer<typeof clipSource>

export const clip = z.object({
  id: z.number().int(),
  groupId: z.number().int(),
  groupName: z.string(),
  name: z.string(),
  state: clipState,
  stateSince: z.number(),
  assetType,
  sourceKind: z.enum(['path', 'url']),
  location: z.string(),
  /** The source in the words of whoever gave it: a relative path stays relative. */
  given: z.string(),
  media: mediaFacts.nullable(),
  reason: reason.nullable(),
  reasonClass: reasonClass.nullable(),
  /** What it breaks of the narrower limits, which only warn. */
  warnings: z.array(breach),
  match: matchKind.nullable(),
  assetId: z.string().nullable(),
  assetUrl: z.string().nullable(),
  attempts: z.number().int(),
  /** Times in a row the same outcome came back; from 3 on the clip leaves "resubmit all". */
  sameOutcome: z.number().int(),
  batchId: z.number().int().nullable(),
  watchFolderId: z.number().int().nullable(),
  duplicateOf: z.number().int().nullable(),
  /** The clip it is a copy of, and what became of that. */
  original: z.object({ id: z.number().int(), name: z.string(), location: z.string(), state: clipState, stateSince: z.number(), assetId: z.string().nullable(), assetUrl: z.string().nullable(), reasonCode: z.string() }).nullable(),
  /** It is held for limits, and a copy that keeps to more of them can be made on this machine. */
  mendable: z.boolean(),
  sourceMissing: z.boolean(),
  /** A copy that fits is being made of it; it is *checking* meanwhile. */
  preparing: z.boolean(),
  /** When a waiting clip's next step is due (UTC ms), where that is known. */
  dueAt: z.number().nullable(),
  createdAt: z.number(),
})
export type Clip = z.infer<typeof clip>

export const attemptVerdict = z.enum(['pending', 'active', 'failed', 'unclear', 'not-sent', 'refused'])
export type AttemptVerdict = z.infer<typeof attemptVerdict>

export const attempt = z.object({
  id: z.number().int(),
  number: z.number().int(),
  batchId: z.number().int(),
  batchState,
  taskId: z.string().nullable(),
  correlationName: z.string(),
  url: z.string(),
  location: z.string(),
  verdict: attemptVerdict,
  match: matchKind.nullable(),
  assetId: z.string().nullable(),
  reason: reason.nullable(),
  createdAt: z.number(),
  sentAt: z.number().nullable(),
  decidedAt: z.number().nullable(),
})
export type Attempt = z.infer<typeof attempt>

/** Which clips: every number on the screens leads to a list by this filter. */
export const clipFilter = z.object({
  accountId: z.number().int().optional(),
  groupId: z.number().int().optional(),
  states: z.array(clipState).optional(),
  reasonCode: z.string().optional(),
  watchFolderId: z.number().int().optional(),
  batchId: z.number().int().optional(),
  intakeId: z.number().int().optional(),
  match: matchKind.optional(),
  /** Whose state changed after this (UTC ms). */
  changedSince: z.number().int().optional(),
  /** Taken in after the newest clip there was at that time (UTC ms): clips are numbered as they are taken in. */
  takenSince: z.object({ at: z.number().int(), clipId: z.number().int() }).optional(),
  search: z.string().max(200).optional(),
})
export type ClipFilter = z.infer<typeof clipFilter>

/** Clips by id, or all that a filter matches. */
export const clipSelection = z.union([
  z.object({ ids: z.array(z.number().int()).min(1).max(10_000) }),
  z.object({ filter: clipFilter }),
])
export type ClipSelection = z.infer<typeof clipSelection>

export const clipSort = z.enum(['newest', 'oldest', 'recently-changed'])
export type ClipSort = z.infer<typeof clipSort>

/** The orders a filter's clips can be listed in at once, however many there are: what is new comes in the order of what makes it new. The first is the usual one. */
export function ordersOf({ changedSince, takenSince }: ClipFilter): readonly ClipSort[] {
  if (changedSince !== undefined) return ['recently-changed']
  return takenSince === undefined ? clipSort.options : ['newest', 'oldest']
}

/** The order asked for, where it can be had. */
export function orderOf(filter: ClipFilter, asked: ClipSort): ClipSort {
  const orders = ordersOf(filter)
  return orders.includes(asked) ? asked : (orders[0] ?? asked)
}
