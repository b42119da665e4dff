import { z } from 'zod'

/** Every state a clip can be in (product.md's keys; look.md says what people see). */
export const clipStates = [
  'settling', 'checking', 'held', 'publishing', 'ready', 'submitting',
  'in-review', 'active', 'failed', 'needs-attention', 'excluded',
] as const
export const clipState = z.enum(clipStates)
export type ClipState = z.infer<typeof clipState>

/** States from which a clip moves no further without a person. */
export const settledClipStates = ['active', 'failed', 'held', 'needs-attention', 'excluded'] as const satisfies readonly ClipState[]

export const batchStates = ['planned', 'sending', 'in-review', 'finished', 'refused', 'outcome-unknown', 'needs-attention'] as const
export const batchState = z.enum(batchStates)
export type BatchState = z.infer<typeof batchState>

export const sessionStates = ['creating', 'open', 'verdict-asked', 'verified', 'refused', 'expired', 'spent', 'verdict-unknown'] as const
export const sessionState = z.enum(sessionStates)
export type SessionState = z.infer<typeof sessionState>

export const accountStates = ['running', 'paused', 'stopped', 'offline'] as const
export const accountState = z.enum(accountStates)
export type AccountState = z.infer<typeof accountState>

/** Why an account stopped: what the service said, in our words. */
export const accountStop = z.enum(['key-refused', 'no-balance', 'not-the-api', 'no-key'])
export type AccountStop = z.infer<typeof accountStop>

export const assetType = z.enum(['video', 'image'])
export type AssetType = z.infer<typeof assetType>

export const matchKind = z.enum(['exact', 'assumed'])
export type MatchKind = z.infer<typeof matchKind>

/** Clips by state, zeros included. */
export const stateCounts = z.record(clipState, z.number().int().nonnegative())
export type StateCounts = z.infer<typeof stateCounts>

/** @returns a count of zero for every state. */
export function noClips(): StateCounts {
  return Object.fromEntries(clipStates.map((state) => [state, 0])) as StateCounts
}
