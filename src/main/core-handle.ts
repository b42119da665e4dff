import type { Contract } from '../contract/contract.ts'
import type { ContractRouterClient } from '@orpc/contract'
import type { Examination } from '../contract/models/doctor.ts'
import type { ReportFile } from './doctor/report.ts'
import type { Health } from './health.ts'
import type { SignedIn } from './ledger/sign-ins.ts'
import type { CallContext } from './router/base.ts'
import type { Router } from './router/router.ts'
import type { LoopName } from './runners/start-runners.ts'
import type { Trouble } from './runners/troubles.ts'

export type { SignedIn }

/** The core as a host holds it. */
export interface Core {
  /** Every procedure of the contract, called in-process. */
  client: ContractRouterClient<Contract>
  /** The same procedures, for a host to answer over a transport of its own. */
  router: Router
  /** What a call over a host's transport carries. `viewer`: one id a browser or window, for "since you last looked"; `by`: whose deeds these are, unless whoever runs the host's. */
  contextOf(viewer: string, by?: SignedIn): CallContext
  /** Those who may open the screens over the network. */
  signIns: {
    /** Whose token this is; null: nobody's that holds. */
    find(token: string): Promise<SignedIn | null>
    /** Which of these still hold. */
    holding(ids: readonly number[]): Promise<Set<number>>
    /** Writes down that one was used, from which address. */
    seen(id: number, from: string): Promise<void>
    /** Says where the screens are served; no origins: no longer. */
    served(port: number, origins: readonly string[]): Promise<void>
    /** Called when a sign-in may have been revoked, by this process or another. @returns how to hear no more */
    onChange(listener: () => void): () => void
  }
  /** The sandbox's own address, where one runs inside. */
  sandboxUrl: string | null
  /** Tries to become the one process that runs the loops, or those of them that are asked for; if another does, waits to take over. Returns at once. */
  start(only?: LoopName[]): Promise<void>
  /** Ends the loops after their current step, what is on its way included; the ledger can still be asked. */
  rest(): Promise<void>
  /** Ends the loops after their current step and closes the ledger. */
  stop(): Promise<void>
  /**
   * Where the screens may read bytes for a preview; null when it is no local file of the ledger.
   * @param key a clip's id, or `copy-` and a preparation's id
   */
  previewPath(key: number | string): Promise<string | null>
  /** What is wrong with this process itself now (a full disk, a loop that hangs); empty: nothing. */
  troubles(): readonly Trouble[]
  /** How Greenroom does, in words for anybody; never throws. */
  health(): Promise<Health>
  /** What the doctor finds, with SQLite's own check of the whole ledger, and the report of it without secrets. */
  doctor(): Promise<{ examination: Examination; report: ReportFile[] }>
  /** A folder in the data directory for files the browser uploads. */
  uploadDir: string
}
