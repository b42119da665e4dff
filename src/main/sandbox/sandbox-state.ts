import type { Clock, Fetch } from '../capabilities.ts'
import type { MediaJudge } from './media-judge.ts'
import { ulid, type Random } from './random.ts'
import type { RateWindow } from './rate-window.ts'
import type { ReviewedAsset, SubmittedAsset } from './review.ts'
import type { Behaviour } from './scenarios.ts'
import type { Task } from './tasks.ts'

/** A submission that was taken in, whether or not its sender was told. */
export interface AcceptedSubmission {
  taskId: string
  /** UTC ms of its arrival. */
  at: number
  groupId: string
  projectName: string
  assetType: 'Video' | 'Image'
  assets: SubmittedAsset[]
}

export interface ValidationSession {
  id: string
  bytedToken: string
  projectName: string
  callbackUrl: string
  createdAt: number
  outcome: 'open' | 'passed' | 'failed'
  spent: boolean
  /** The group a passed session leads to, always the same one. */
  groupId: string
}

/** A call to a session's callback URL and how it went. */
export interface CallbackCall {
  url: string
  at: number
  /** HTTP status, or null when nothing answered. */
  status: number | null
  error: string | null
}

/** All the sandbox remembers: like the real service, it lists nothing to anyone. */
export interface SandboxState {
  /** Where the sandbox is reached, without a final slash. */
  origin: string
  clock: Clock
  fetch: Fetch
  /** What the current scenario says; tasks keep the one they were accepted under. */
  behaviour: Behaviour
  reviewMs: number
  submitLimitPerMinute: number | null
  key: string | null
  adoptAnyGroup: boolean
  maxAssets: number
  judge: MediaJudge | null
  /** Chance for verdicts, and another for ids, so that neither moves the other. */
  random: Random
  idRandom: Random
  submissions: RateWindow
  polls: RateWindow
  faultsDone: number
  pollsDone: number
  verdictsDone: number
  balanceUsed: number
  tasks: Map<string, Task>
  sessions: ValidationSession[]
  /** group id → project name */
  groups: Map<string, string>
  accepted: AcceptedSubmission[]
  outcomes: Map<string, ReviewedAsset[]>
  failedOnce: Set<string>
  callbacks: CallbackCall[]
  /** Writes down what must outlive this sandbox, where it was given a file. */
  memory: Memory
  /** Reviews under way. */
  reviewing: Set<Promise<void>>
  /** Aborts when the sandbox closes. */
  closing: AbortSignal
}

/** What the sandbox writes down as it happens; a later line about the same thing replaces an earlier one. */
export type MemoryLine =
  | { is: 'port'; port: number }
  | { is: 'task'; task: Task }
  | { is: 'accepted'; submission: AcceptedSubmission }
  | { is: 'session'; session: ValidationSession }
  | { is: 'group'; id: string; project: string }
  | { is: 'failed-once'; content: string }

/** Keeps what the sandbox knows in a file, so that tasks under review outlive a restart as they do at the service. */
export interface Memory {
  note(line: MemoryLine): void
}

/** A new id in the vendor's manner: `task_01K…`. */
export function newId(state: SandboxState, prefix: string): string {
  return `${prefix}_${ulid(state.clock.now(), state.idRandom)}`
}
