import { z } from 'zod'
import { account } from './account.ts'
import { assetType, stateCounts } from './states.ts'
import { folderCause } from './folder.ts'
import { groupStop } from './group.ts'
import { network, networkWait } from './network.ts'
import { intake } from './intake.ts'
import { breach, reason, reasonClass } from './clip.ts'
import { storageTroubleCode, uploads } from './storage.ts'
import { preparationWait } from './preparation.ts'

/** The cue line: what is happening, and until when. */
export const cue = z.object({
  account,
  /** Whether this process runs the loops; if not, which one does. */
  runner: z.object({ here: z.boolean(), elsewhere: z.string().nullable() }),
  doing: z.enum(['sending', 'waiting-for-slot', 'told-to-wait', 'service-trouble', 'preparing', 'in-review', 'idle', 'paused', 'offline', 'stopped']),
  counts: stateCounts,
  nextSendAt: z.number().nullable(),
  nextAnswerAt: z.number().nullable(),
  doneAt: z.number().nullable(),
  /** `links`: they do not open. */
  limitedBy: z.enum(['api', 'upload', 'checks', 'links']).nullable(),
  /** Where clips are uploaded to a storage. */
  uploads: uploads.nullable(),
  /** Clips that are checked wait for another network: this one is not approved. */
  networkWait: networkWait.nullable(),
})
export type Cue = z.infer<typeof cue>

/** What waits for the network, and what it comes to. */
export const waits = z.object({
  /** What cannot be reached: the service, or the storage clips are uploaded to; `approval`: a network that is approved; null: nothing waits for a network. */
  why: z.enum(['service', 'storage', 'approval']).nullable(),
  clips: z.number().int(),
  /** What of it goes over this machine's line; `about`: estimated from a part of very many. */
  bytes: z.number(),
  about: z.boolean(),
  /** How long it takes once the network is back, from the rate measured of late; null: not known. */
  durationMs: z.number().nullable(),
  bytesPerSecond: z.number().nullable(),
})
export type Waits = z.infer<typeof waits>

/** One card per cause, never per clip. */
export const cause = z.discriminatedUnion('kind', [
  /** Greenroom itself is in trouble: its disk is full, or one of its loops hangs (`subject`: which). */
  z.object({ kind: z.literal('core-trouble'), trouble: z.enum(['ledger-unwritable', 'loop-stuck']), subject: z.string(), message: z.string(), since: z.number() }),
  z.object({ kind: z.literal('account-stopped'), accountId: z.number(), accountName: z.string(), stop: z.string(), reason: z.string().nullable(), waiting: z.number(), since: z.number() }),
  /** The storage refuses uploads until somebody mends something. */
  z.object({ kind: z.literal('storage-refuses'), accountId: z.number(), accountName: z.string(), code: storageTroubleCode, message: z.string(), advice: z.string(), waiting: z.number(), since: z.number(), retryAt: z.number() }),
  /** Clips wait because nobody has approved the network this machine is on, or it is not known which it is. */
  z.object({ kind: z.literal('network-waits'), why: networkWait.shape.why, network: network.nullable(), waiting: z.number(), alsoQueued: z.boolean(), since: z.number() }),
  /** What needs a link waits: the way clips are published by does not answer. It is asked again by itself. */
  z.object({ kind: z.literal('links-silent'), accountId: z.number(), accountName: z.string(), message: z.string(), waiting: z.number(), since: z.number() }),
  z.object({ kind: z.literal('group-stopped'), groupId: z.number(), groupName: z.string(), stop: groupStop, waiting: z.number() }),
  z.object({ kind: z.literal('intake-asks'), intake }),
  z.object({
    kind: z.literal('batches-unclear'),
    /** `outcome-unknown`, `counts-disagree`, `no-result`, `task-forgotten`, `another-task`, `unknown-word`, … */
    why: z.string(),
    groupId: z.number(), groupName: z.string(),
    batchIds: z.array(z.number()), clips: z.number(), since: z.number(),
  }),
  z.object({
    kind: z.literal('held'), accountId: z.number(), reasonCode: z.string(), clips: z.number(), exampleClipId: z.number().nullable(), reasonClass,
    /** Null where one limit holds clips of several people: it is one cause. */
    groupId: z.number().nullable(), groupName: z.string().nullable(), people: z.number(),
    /** Of a limit: the one that held the example; null where it holds videos and images, whose limits are two. */
    limit: breach.nullable(),
    /** A copy of the example that keeps to more of the limits can be made on this machine. */
    mendable: z.boolean(),
    /** Clips of these were sent as they are to try the limit, and their verdicts are awaited. */
    trying: z.boolean(),
  }),
  z.object({
    /** Clips that were sent as they are to try a limit have their verdicts. */
    kind: z.literal('limit-tried'), trialId: z.number(), accountId: z.number(), assetType, reasonCode: z.string(),
    limit: breach.nullable(),
    clips: z.array(z.object({ id: z.number(), name: z.string(), measured: z.number(), verdict: z.enum(['active', 'failed', 'unclear']), reason: reason.nullable() })),
    /** The limit as these verdicts would have it; null: they show that it is real. */
    lift: z.number().nullable(),
    stillHeld: z.number(),
  }),
  z.object({
    /** A narrower limit that only warned is seen to apply to this account. */
    kind: z.literal('limit-applies'), accountId: z.number(), assetType, reasonCode: z.string(),
    limit: breach,
    broke: z.object({ failed: z.number(), of: z.number(), named: z.number() }), kept: z.object({ failed: z.number(), of: z.number() }),
  }),
  z.object({
    kind: z.literal('failed'), groupId: z.number(), groupName: z.string(), reasonCode: z.string(), clips: z.number(), reasonClass,
    /** How many of them the one click would resubmit, how many are only *assumed* to have failed, how many have failed alike three times. */
    resubmittable: z.number(), assumed: z.number(), tiredOut: z.number(),
    /** For failures without a reason: what the failed clips have in common. */
    common: z.array(z.object({ fact: z.string(), value: z.string(), failed: z.number(), cleared: z.number() })),
  }),
  z.object({ kind: z.literal('folder-waiting'), folderId: z.number(), groupName: z.string(), path: z.string(), cause: folderCause.nullable(), why: z.string().nullable(), since: z.number() }),
  z.object({ kind: z.literal('preparation-waits'), why: preparationWait, message: z.string(), clips: z.number(), since: z.number() }),
  z.object({ kind: z.literal('session-open'), sessionId: z.number(), name: z.string(), expiresAt: z.number().nullable() }),
])
export type Cause = z.infer<typeof cause>

export const overview = z.object({
  /** Since this viewer last looked; `lastClipId`: the newest clip there was then, 0 for none. */
  since: z.object({ at: z.number().nullable(), lastClipId: z.number().int(), cleared: z.number(), failed: z.number(), taken: z.number(), sent: z.number(), needYou: z.number() }),
  causes: z.array(cause),
  /** Submissions per slice, the oldest first; `allowed` is the limit over the same slice. */
  throughput: z.object({ sliceMs: z.number(), startsAt: z.number(), sent: z.array(z.number()), allowed: z.number() }),
})
export type Overview = z.infer<typeof overview>
