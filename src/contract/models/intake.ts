import { z } from 'zod'
import { assetType } from './states.ts'

/** What one takes in at once: paths and URLs as given. A `.csv` path is read as a list. */
export const intakeRequest = z.object({
  groupId: z.number().int(),
  inputs: z.array(z.string().min(1)).min(1),
  assetType: assetType.optional(),
  batchSize: z.number().int().min(1).max(1000).optional(),
  preflight: z.boolean().default(true),
  /** Ask before a large intake is sent (the screens do; the command line does not). */
  askWhenLarge: z.boolean().default(true),
})
export type IntakeRequest = z.infer<typeof intakeRequest>

/** What an intake would take: clips, requests, bytes and hours, and what limits it. */
export const intakeEstimate = z.object({
  clips: z.number().int(),
  requests: z.number().int(),
  bytes: z.number(),
  durationMs: z.number(),
  limitedBy: z.enum(['api', 'upload', 'checks']),
})
export type IntakeEstimate = z.infer<typeof intakeEstimate>

/** Something in the intake that could not be taken, with the place where it can be mended. */
export const intakeRefusal = z.object({ input: z.string(), line: z.number().int().nullable(), code: z.string(), message: z.string() })
export type IntakeRefusal = z.infer<typeof intakeRefusal>

/** Why something in a picked folder is no clip of the intake. */
export const passedOverCode = z.enum(['DanglingLink', 'FolderNamedLikeClip', 'NoExtension', 'NotAClip', 'NotAFile', 'OtherType', 'Unfinished'])
export type PassedOverCode = z.infer<typeof passedOverCode>

/** What a picked folder holds besides clips: how much of it, and some of it by name. */
export const passedOver = z.object({ code: passedOverCode, count: z.number().int(), examples: z.array(z.string()) })
export type PassedOver = z.infer<typeof passedOver>

export const intake = z.object({
  id: z.number().int(),
  groupId: z.number().int(),
  groupName: z.string(),
  state: z.enum(['scanning', 'asking', 'running', 'first-batch', 'cancelled', 'done']),
  taken: z.number().int(),
  alreadyThere: z.number().int(),
  refusals: z.array(intakeRefusal),
  /** What picked folders held besides clips, by the reason it was passed over. */
  passedOver: z.array(passedOver),
  estimate: intakeEstimate.nullable(),
  createdAt: z.number(),
})
export type Intake = z.infer<typeof intake>
