import { z } from 'zod'
import { stateCounts } from './states.ts'

/** What there is of a person here, counted. */
export const heldOfPerson = z.object({
  clips: z.number().int(),
  attempts: z.number().int(),
  batches: z.number().int(),
  /** Links of our own and of storages that were made for their clips. */
  links: z.number().int(),
  /** Objects and unfinished uploads at a storage. */
  uploads: z.number().int(),
  /** Prepared copies on this machine. */
  copies: z.number().int(),
  copiesBytes: z.number(),
  /** Files that browsers sent here. */
  received: z.number().int(),
  folders: z.number().int(),
  verifications: z.number().int(),
  events: z.number().int(),
})
export type HeldOfPerson = z.infer<typeof heldOfPerson>

/** What forgetting a person would erase here, what it would wait for, and what it cannot reach. */
export const forgettingPreview = z.object({
  groupId: z.number().int(),
  name: z.string(),
  held: heldOfPerson,
  counts: stateCounts,
  /** Clips the service has and has not answered: their verdicts are waited for, so that no asset is left whose number nobody knows. */
  inReview: z.number().int(),
  /** Clips of which nobody knows whether they were accepted: a person answers for them first. */
  unclear: z.number().int(),
  remote: z.object({ groupId: z.string(), projectName: z.string(), assets: z.number().int(), tasks: z.number().int() }),
  /** Backups that hold the person; they are replaced by one that does not. */
  backups: z.number().int(),
  /** Damaged or replaced ledgers that were kept aside: folders. */
  setAside: z.array(z.string()),
})
export type ForgettingPreview = z.infer<typeof forgettingPreview>

/** `finishing`: what the service has is followed to its end; `erasing`: files, objects, rows; `sweeping`: the ledger is rewritten, backups replaced. */
export const forgettingState = z.enum(['finishing', 'erasing', 'sweeping', 'done'])
export type ForgettingState = z.infer<typeof forgettingState>

/** What a forgetting waits for. */
export const forgettingWait = z.enum(['sending', 'in-review', 'unclear', 'storage-offline', 'storage-refused', 'files', 'disk'])
export type ForgettingWait = z.infer<typeof forgettingWait>

export const remainKind = z.enum(['group', 'asset', 'task', 'object', 'folder'])
export type RemainKind = z.infer<typeof remainKind>

/** A person being forgotten, or the record that one was: nothing of it is about them once it is done, save what the service calls them. */
export const forgetting = z.object({
  id: z.number().int(),
  groupId: z.number().int(),
  /** Null once it is erased. */
  name: z.string().nullable(),
  actor: z.string(),
  askedAt: z.number(),
  state: forgettingState,
  waitsFor: forgettingWait.nullable(),
  /** When what could not be done is tried again. */
  retryAt: z.number().nullable(),
  erased: heldOfPerson,
  /** What is still elsewhere, by kind; empty once a person has said that it is gone. */
  remains: z.partialRecord(remainKind, z.number().int()),
  doneAt: z.number().nullable(),
})
export type Forgetting = z.infer<typeof forgetting>
