/**
 * What is answered where the ledger cannot be opened, and nothing else is: what happened, the backups there are, and
 * the ways on. The same transports as the contract's; a page knows from its host which of the two answers.
 */
import { oc, type ContractRouterClient } from '@orpc/contract'
import { z } from 'zod'
import { problem, type ProblemKind } from './models/problem.ts'
import { stateCounts } from './models/states.ts'

const asked = oc.errors({ PROBLEM: { status: 422, data: problem } })

/** Why a ledger was not opened; a host that meets another problem ends in words. */
export const rescueKinds = ['ledger-damaged', 'ledger-newer', 'unreadable', 'disk-full', 'ledger-busy'] as const satisfies readonly ProblemKind[]

/** A backup, looked into. Times UTC ms. */
export const rescueBackup = z.object({
  name: z.string(),
  takenAt: z.number(),
  sizeBytes: z.number(),
  /** Null where it cannot be read or a newer Greenroom wrote it: it is not offered then. */
  holds: z.object({ people: z.number().int(), clips: stateCounts, lastEventAt: z.number().nullable() }).nullable(),
})
export type RescueBackup = z.infer<typeof rescueBackup>

export const rescueState = z.object({
  problem,
  file: z.string(),
  /** Of the file that cannot be opened; null: there is none. */
  sizeBytes: z.number().nullable(),
  /** When it was last written, as far as the disk tells. */
  writtenAt: z.number().nullable(),
  /** Where it is kept when something else takes its place. */
  keepAsideIn: z.string(),
  backups: z.array(rescueBackup),
  version: z.string(),
  /** In the sandbox nothing of this is anybody's work. */
  sandbox: z.boolean(),
  /** It could be opened meanwhile: the page may load anew. */
  opened: z.boolean(),
})
export type RescueState = z.infer<typeof rescueState>

/** Typed by a person, in their language, before an empty ledger takes the place of one that cannot be opened. */
export const afreshWords = { en: 'start afresh', 'zh-CN': '重新开始' } as const

const outcome = z.object({
  /** Where what was there lies now; null: there was nothing. */
  keptAside: z.string().nullable(),
  /** The backup was put back, or an empty ledger begun, and still it does not open: why. */
  problem: problem.nullable(),
})

export const rescueContract = {
  rescue: {
    state: asked.output(rescueState),
    restore: asked.input(z.object({ backup: z.string() })).output(outcome),
    startAfresh: asked.input(z.object({ word: z.string() })).output(outcome),
    /** @returns why it still does not open; null: it does, and the page may load anew. */
    tryAgain: asked.output(z.object({ problem: problem.nullable() })),
  },
}
export type RescueContract = typeof rescueContract
export type RescueClient = ContractRouterClient<RescueContract>
