import { z } from 'zod'
import { assetType, batchState, clipState } from './states.ts'

export const batch = z.object({
  id: z.number().int(),
  groupId: z.number().int(),
  groupName: z.string(),
  state: batchState,
  stateSince: z.number(),
  size: z.number().int(),
  taskId: z.string().nullable(),
  assetType,
  paused: z.boolean(),
  createdAt: z.number(),
  sentAt: z.number().nullable(),
  nextPollAt: z.number().nullable(),
  progress: z.number().nullable(),
  /** The service's own word for the task's status. */
  rawStatus: z.string().nullable(),
  /** Why it waits, was refused or is unclear. */
  why: z.object({ kind: z.string(), message: z.string() }).nullable(),
  /** One per clip, in submission order. */
  cells: z.array(z.object({
    clipId: z.number().int(),
    state: clipState,
    /** False once the clip has gone on to another batch: its state is then what this batch gave it. */
    current: z.boolean(),
  })),
})
export type Batch = z.infer<typeof batch>

/** The answers to a batch that is unclear. */
export const batchAnswer = z.discriminatedUnion('as', [
  z.object({ as: z.literal('accepted'), taskId: z.string().min(1) }),
  z.object({ as: z.literal('not-accepted') }),
  z.object({ as: z.literal('resubmit') }),
  z.object({ as: z.literal('follow-again') }),
  z.object({
    as: z.literal('verdicts'),
    verdicts: z.array(z.object({ clip: z.string(), verdict: z.enum(['active', 'failed']), assetId: z.string().optional(), assetUrl: z.string().optional() })),
  }),
])
export type BatchAnswer = z.infer<typeof batchAnswer>
