import { z } from 'zod'

/** One line of history: what, to what, why, and who (`system` or a named person). */
export const ledgerEvent = z.object({
  id: z.number().int(),
  at: z.number(),
  actor: z.string(),
  /** e.g. `clip.failed`, `batch.outcome-unknown`, `account.stopped`, `folder.waiting`. */
  what: z.string(),
  accountId: z.number().int().nullable(),
  groupId: z.number().int().nullable(),
  clipId: z.number().int().nullable(),
  batchId: z.number().int().nullable(),
  folderId: z.number().int().nullable(),
  /** What the words need: names, counts, reasons. */
  data: z.record(z.string(), z.unknown()),
})
export type LedgerEvent = z.infer<typeof ledgerEvent>

/** What may have changed, pushed coalesced; screens refetch what they show of it. */
export const topics = ['clips', 'batches', 'groups', 'folders', 'sessions', 'intakes', 'account', 'attention', 'activity', 'links', 'preparations', 'channels'] as const
export const topic = z.enum(topics)
export type Topic = z.infer<typeof topic>
