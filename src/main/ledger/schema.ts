/** The ledger's tables as Kysely knows them; migrations/ says what each column is for. */
import type { NetworkKind, NetworkSettings, NetworkWait } from '../../contract/models/network.ts'
import type { Generated } from 'kysely'
import type { AssetType, BatchState, ClipState, MatchKind, SessionState } from '../../contract/models/states.ts'
import type { ChannelKind } from '../../contract/models/channel.ts'
import type { AttemptVerdict } from '../../contract/models/clip.ts'
import type { ForgettingState, ForgettingWait, RemainKind } from '../../contract/models/forgetting.ts'
import type { SignInRole } from '../../contract/models/sign-in.ts'
import type { FolderCause, FolderState } from '../../contract/models/folder.ts'
import type { PreparationState, PreparationWait } from '../../contract/models/preparation.ts'

type Flag = 0 | 1
/** JSON as text. */
type Json = string

export interface AccountRow {
  id: Generated<number>
  name: string
  base_url: string
  sandbox: Flag
  submit_rpm: number
  poll_rpm: number
  share_percent: Generated<number>
  batch_size: number
  callback_url: string
  limits: Json
  /** Null: the strict preset. */
  narrower_limits: Json | null
  publishing: Json
  paused: Generated<number>
  stop: string | null
  stop_reason: string | null
  stop_at: number | null
  trouble: 'offline' | 'service' | null
  trouble_message: string | null
  trouble_since: number | null
  trouble_step: Generated<number>
  links_trouble: string | null
  links_trouble_since: number | null
  retry_at: number | null
  submit_rate: Generated<Json>
  poll_rate: Generated<Json>
  state_since: number
  created_at: number
}

export type Ceiling = 'submit' | 'poll'

export interface RequestRow {
  id: Generated<number>
  account_id: number
  ceiling: Ceiling
  purpose: string
  batch_id: number | null
  sent_at: number
  answered_at: number | null
  outcome: string | null
  status: number | null
  request_id: string | null
}

export interface GroupRow {
  id: Generated<number>
  account_id: number
  name: string
  remote_id: string
  project_name: string
  consent_note: Generated<string>
  mode: Generated<string>
  paused: Generated<number>
  stop: Json | null
  verdicts_failed: Generated<number>
  verdicts_total: Generated<number>
  refusals_in_a_row: Generated<number>
  created_at: number
}

export interface SessionRow {
  id: Generated<number>
  account_id: number
  name: string
  project_name: string
  callback_url: string
  consent_note: Generated<string>
  state: SessionState
  task_id: string | null
  byted_token: string | null
  h5_link: string | null
  verdict_task_id: string | null
  opened_at: number | null
  expires_at: number | null
  group_id: number | null
  asked_again: Generated<number>
  retry_at: number | null
  problem: Json | null
  actor: string
  created_at: number
  callback_token: string | null
}

export interface FolderRow {
  id: Generated<number>
  group_id: number
  path: string
  volume_id: string | null
  relative_path: string | null
  state: FolderState
  why: string | null
  cause: Generated<FolderCause | null>
  told_causes: Generated<Json>
  state_since: number
  mode: Generated<string>
  settle_ms: number
  linger_ms: number
  batch_size: number | null
  ignore: Generated<Json>
  existing: 'submit' | 'ignore'
  profile_id: Generated<number | null>
  first_scan_done: Generated<number>
  rescan_asked_at: number | null
  last_scan_at: number | null
  removed_at: number | null
  actor: string
  created_at: number
}

export interface IgnoredFileRow {
  folder_id: number
  location_key: string
  size_bytes: number
  mtime_ms: number
}

export interface IntakeRow {
  id: Generated<number>
  account_id: number
  group_id: number
  actor: string
  inputs: Json
  batch_size: number | null
  preflight: number
  ask_when_large: number
  state: string
  taken: Generated<number>
  already_there: Generated<number>
  bytes: Generated<number>
  refusals: Generated<Json>
  passed_over: Generated<Json>
  estimate: Json | null
  created_at: number
}

export interface ClipRow {
  id: Generated<number>
  account_id: number
  group_id: number
  name: string
  asset_type: AssetType
  state: ClipState
  state_since: number
  due_at: number | null
  gated: Generated<number>
  source_id: number | null
  source_kind: 'path' | 'url'
  location: string
  source_missing: Generated<number>
  media: Json | null
  intake_id: number | null
  watch_folder_id: number | null
  batch_size: number | null
  linger_until: number | null
  preflight: Generated<number>
  submit_anyway: Generated<number>
  batch_id: number | null
  reason_code: Generated<string>
  reason: Json | null
  same_outcome: Generated<number>
  match: MatchKind | null
  asset_id: string | null
  asset_url: string | null
  attempts: Generated<number>
  duplicate_of: number | null
  set_aside_from: ClipState | null
  deed_id: Generated<number | null>
  created_at: number
}

export interface ClipSourceRow {
  id: Generated<number>
  clip_id: number
  group_id: number
  kind: 'path' | 'url'
  location: string
  location_key: string
  given: string
  current: Generated<number>
  size_bytes: number | null
  mtime_ms: number | null
  fingerprint: string | null
  content_hash: string | null
  observed_at: number | null
  prepared_from: Generated<number | null>
  created_at: number
}

export interface IntakeClipRow {
  intake_id: number
  clip_id: number
  given: string
}

export interface LinkRow {
  id: Generated<number>
  clip_source_id: number
  kind: string
  url: string
  token: string | null
  size_bytes: number | null
  expires_at: number | null
  created_at: number
  real_path: string | null
}

export interface LinkFetchRow {
  id: Generated<number>
  link_id: number
  clip_id: number
  address: string
  agent: string
  first_at: number
  last_at: number
  requests: number
  bytes: number
  status: number
}

export type UploadState = 'sending' | 'there' | 'given-up' | 'gone'

export interface UploadRow {
  id: Generated<number>
  account_id: number
  clip_id: number
  clip_source_id: number
  place: string
  object_key: string
  state: UploadState
  upload_id: string | null
  part_bytes: number
  size_bytes: number
  mtime_ms: number
  sent_bytes: Generated<number>
  settled_at: number | null
  tried_at: number | null
  created_at: number
  done_at: number | null
}

export interface StorageRow {
  account_id: number
  trouble: 'offline' | 'service' | 'refused' | null
  trouble_code: string | null
  trouble_message: string | null
  trouble_advice: string | null
  trouble_since: number | null
  trouble_step: Generated<number>
  retry_at: number | null
  bytes_per_second: number | null
}

export interface BatchRow {
  id: Generated<number>
  account_id: number
  group_id: number
  asset_type: AssetType
  state: BatchState
  state_since: number
  size: number
  task_id: string | null
  paused: Generated<number>
  sends: Generated<number>
  retry_at: number | null
  sent_at: number | null
  next_poll_at: number | null
  polls: Generated<number>
  poll_errors: Generated<number>
  progress: number | null
  raw_status: string | null
  odd_since: number | null
  why_kind: string | null
  why_message: string | null
  answer: Json | null
  created_at: number
  finished_at: number | null
}

export interface AttemptRow {
  id: Generated<number>
  batch_id: number
  clip_id: number
  clip_source_id: number
  number: number
  position: number
  correlation_name: string
  url: string
  verdict: Generated<AttemptVerdict>
  match: MatchKind | null
  asset_id: string | null
  asset_url: string | null
  reason: Json | null
  created_at: number
  decided_at: number | null
}

export interface EventRow {
  id: Generated<number>
  at: number
  actor: string
  what: string
  account_id: number | null
  group_id: number | null
  clip_id: number | null
  batch_id: number | null
  folder_id: number | null
  data: Generated<Json>
}

export interface ErrandRow {
  id: Generated<number>
  account_id: number
  kind: 'test-api' | 'test-publishing'
  actor: string
  result: Json | null
  asked_at: number
  done_at: number | null
}

export interface PreparationProfileRow {
  id: Generated<number>
  name: string
  recipe: Json
  actor: string
  removed_at: number | null
  created_at: number
}

export interface PreparationSettingRow {
  id: number
  ffmpeg_path: string | null
  quota_bytes: number
  keep_ms: number | null
  folder: string | null
  paused: Flag
  waits: PreparationWait | null
  waits_message: string | null
  waits_since: number | null
  copies: number
  copies_bytes: number
}

export interface PreparationTrialRow {
  id: Generated<number>
  recipe: Json
  reach: Json
  rest_ms: number
  actor: string
  created_at: number
}

export interface PreparationRow {
  id: Generated<number>
  clip_id: number
  account_id: number
  group_id: number
  trial_id: number | null
  from_source_id: number
  recipe: Json
  media_ms: number
  state: PreparationState
  state_since: number
  progress: number | null
  pid: number | null
  how: 'ffmpeg' | 'copy' | 'nothing' | null
  why: string | null
  path: string | null
  output_bytes: number | null
  kept_bytes: number | null
  took_ms: number | null
  media: Json | null
  copy_source_id: number | null
  actor: string
  created_at: number
  started_at: number | null
  finished_at: number | null
}

export interface RunnerRow {
  id: number
  host: string
  pid: number
  account_name: string
  base_url: string
  key_print: string
  started_at: number
}

export interface ChannelRow {
  id: Generated<number>
  kind: ChannelKind
  name: string
  settings: Json
  secret_name: string
  target: string
  enabled: Flag
  told_event_id: number
  told_at: number | null
  digest_at: number
  beat_at: number | null
  trouble: string | null
  failures: Generated<number>
  retry_at: number | null
  created_at: number
}

export interface ForgettingRow {
  id: Generated<number>
  account_id: number
  group_id: number
  actor: string
  asked_at: number
  state: ForgettingState
  waits_for: ForgettingWait | null
  retry_at: number | null
  failures: Generated<number>
  erased: Json
  done_at: number | null
}

export interface SignInRow {
  id: Generated<number>
  name: string
  role: SignInRole
  token_hash: string
  made_by: string
  created_at: number
  last_seen_at: number | null
  last_seen_from: string | null
  revoked_at: number | null
  revoked_by: string | null
}

export interface LimitEvidenceRow { account_id: number; asset_type: AssetType; code: string; broke: Flag; verdict: 'active' | 'failed' | 'named'; n: number }
export interface LimitTrialRow { id: Generated<number>; account_id: number; asset_type: AssetType; code: string; clips: Json; actor: string; asked_at: number; answer: 'lift' | 'keep' | null; answered_at: number | null }
export interface LimitAnswerRow { account_id: number; asset_type: AssetType; code: string; answer: 'hold' | 'leave'; failed: number; actor: string; at: number }

export interface DeedRow { id: Generated<number>; at: number; actor: string; what: string }

export interface NetworkRow {
  system_id: string
  name: string
  kind: NetworkKind
  metered: number | null
  approved: Generated<number>
  last_seen_at: number
  created_at: number
}

export interface NetworkSettingRow {
  id: number
  only_approved: number
  when_untold: NetworkSettings['whenUntold']
  waits: NetworkWait['why'] | null
  waits_on: string | null
  waits_since: number | null
}

export interface LedgerTables {
  limit_evidence: LimitEvidenceRow
  limit_trial: LimitTrialRow
  limit_answer: LimitAnswerRow
  deed: DeedRow
  account: AccountRow
  request: RequestRow
  avatar_group: GroupRow
  validation_session: SessionRow
  watch_folder: FolderRow
  ignored_file: IgnoredFileRow
  intake: IntakeRow
  clip: ClipRow
  clip_source: ClipSourceRow
  intake_clip: IntakeClipRow
  joined_clip: { id: number; clip_id: number; joined_at: number }
  link: LinkRow
  link_fetch: LinkFetchRow
  link_day: { day: string; requests: Generated<number>; bytes: Generated<number>; refused: Generated<number> }
  upload: UploadRow
  storage: StorageRow
  network: NetworkRow
  network_setting: NetworkSettingRow
  batch: BatchRow
  attempt: AttemptRow
  event: EventRow
  errand: ErrandRow
  runner: RunnerRow
  preparation_profile: PreparationProfileRow
  preparation_setting: PreparationSettingRow
  preparation_trial: PreparationTrialRow
  preparation: PreparationRow
  preparation_count: { group_id: number; state: PreparationState; n: number; media_ms: number }
  channel: ChannelRow
  sign_in: SignInRow
  forgetting: ForgettingRow
  forgetting_remain: { forgetting_id: number; kind: RemainKind; what: string }
  served: { port: number; origins: Json; since: number }
  viewer: { name: string; looked_at: number; last_clip_id: number }
  clip_count: { group_id: number; state: ClipState; reason_code: string; folder_id: number; gated: number; n: number }
  batch_count: { group_id: number; state: BatchState; n: number }
}
