import { z } from 'zod'
import { sessionState, stateCounts } from './states.ts'
import { problem } from './problem.ts'

/** *certain*: one clip a request; *fast*: full batches, matches may be assumed. */
export const groupMode = z.enum(['fast', 'certain'])
export type GroupMode = z.infer<typeof groupMode>

/** Why a group's submissions stopped by themselves. */
export const groupStop = z.object({
  kind: z.enum(['most-fail', 'batches-refused']),
  failed: z.number().int(),
  of: z.number().int(),
  message: z.string().nullable(),
  at: z.number(),
})
export type GroupStop = z.infer<typeof groupStop>

/** One person and their avatar group. */
export const group = z.object({
  id: z.number().int(),
  accountId: z.number().int(),
  name: z.string(),
  /** The service's own id of the group. */
  remoteId: z.string(),
  projectName: z.string(),
  consentNote: z.string(),
  mode: groupMode,
  paused: z.boolean(),
  stop: groupStop.nullable(),
  counts: stateCounts,
  /** When everything that waits will have been answered, as far as one can tell. */
  doneAt: z.number().nullable(),
  createdAt: z.number(),
})
export type Group = z.infer<typeof group>

export const validationSession = z.object({
  id: z.number().int(),
  accountId: z.number().int(),
  name: z.string(),
  projectName: z.string(),
  callbackUrl: z.string(),
  /** Whether the address is our own: the verdict is then asked for by itself. */
  listens: z.boolean(),
  consentNote: z.string(),
  state: sessionState,
  h5Link: z.string().nullable(),
  openedAt: z.number().nullable(),
  expiresAt: z.number().nullable(),
  groupId: z.number().int().nullable(),
  /** The group's name, where the service said that it is one that was known already under another name. */
  knownAs: z.string().nullable(),
  problem: problem.nullable(),
  createdAt: z.number(),
})
export type ValidationSession = z.infer<typeof validationSession>
