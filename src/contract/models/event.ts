import { z } from 'zod'
import { folderState } from './folder.ts'
import { batchStates, clipStates, sessionStates } from './states.ts'

/** Every kind of event the core writes: the screens have words for each. A ledger of another version may hold others. */
export const eventKinds = [
  ...clipStates.map((state) => `clip.${state}` as const),
  'clip.taken-in', 'clip.resubmitted', 'clip.brought-back', 'clip.recheck-asked', 'clip.submit-anyway', 'clip.anyway-taken-back', 'clip.source-replaced', 'clip.source-moved', 'clip.object-deleted', 'clip.preparation-asked', 'clip.preparation-cancelled', 'clip.prepared',
  ...batchStates.map((state) => `batch.${state}` as const),
  'batch.paused', 'batch.resumed',
  ...sessionStates.map((state) => `session.${state}` as const),
  'group.adopted', 'group.verified', 'group.verified-again', 'group.changed', 'group.paused', 'group.resumed', 'group.stopped', 'group.forget-asked', 'group.forgotten', 'group.remains-settled',
  'account.made', 'account.changed', 'account.paused', 'account.resumed', 'account.stopped', 'account.trouble-offline', 'account.trouble-service', 'account.answers-again',
  'intake.asks', 'intake.taken-in', 'intake.running', 'intake.first-batch', 'intake.cancelled', 'intake.done', 'intake.interrupted',
  ...folderState.options.map((state) => `folder.${state}` as const),
  'folder.added', 'folder.removed', 'folder.changed', 'folder.resumed', 'folder.relocated', 'folder.rescan-asked', 'folder.places-unreadable', 'folder.places-unreadable-over', 'folder.polled', 'folder.polled-over',
  'storage.trouble-offline', 'storage.trouble-service', 'storage.trouble-refused', 'storage.answers-again', 'storage.cleaned', 'storage.aborted', 'storage.not-cleaned',
  'network.settings-changed', 'network.approved', 'network.refused', 'network.forgotten', 'network.waits', 'network.untold', 'network.goes-on',
  'preparation.paused', 'preparation.resumed', 'preparation.settings-changed', 'preparation.waits', 'preparation.goes-on', 'profile.made', 'profile.changed', 'profile.removed',
  'sign-in.added', 'sign-in.revoked',
  'clock.set-back', 'ledger.writable-again', 'ledger.backup-failed', 'ledger.damaged', 'ledger.restored', 'ledger.begun-afresh', 'runner.stuck', 'runner.goes-on',
] as const
export type EventKind = (typeof eventKinds)[number]

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
export const topics = ['clips', 'batches', 'groups', 'folders', 'sessions', 'intakes', 'account', 'attention', 'activity', 'links', 'preparations', 'channels', 'networks', 'sign-ins'] as const
export const topic = z.enum(topics)
export type Topic = z.infer<typeof topic>
