import type { IntakeRefusal, PassedOver } from '../../contract/models/intake.ts'
import type { AssetType } from '../../contract/models/states.ts'
import type { TreeReader } from './disk.ts'

/** A clip somebody asked to take in. */
export interface Found {
  kind: 'path' | 'url'
  /** Absolute, spelled as on disk; or the URL in its normal form. */
  location: string
  /** In the words of whoever gave it: a relative path stays relative. */
  given: string
  name: string
  assetType: AssetType
  /** Whole bytes and UTC ms; null for URLs, which nobody has asked yet. */
  sizeBytes: number | null
  mtimeMs: number | null
}

/** Why something was not taken in. Screens translate by these. */
export const refusalCodes = [
  'Missing', 'PermissionDenied', 'Unreadable', 'NameTooLong', 'NotAFile', 'NotAClip', 'UnfinishedFile', 'OtherType', 'NoClips', 'FolderUnreadable',
  'SchemeUnsupported', 'UrlMalformed', 'CsvEmpty', 'CsvNoColumn', 'CsvLineBroken', 'CsvUnreadable', 'CsvInCsv',
] as const
export type RefusalCode = (typeof refusalCodes)[number]

/** Something that was not taken in, with the place where it can be mended. */
export interface Refusal extends IntakeRefusal { code: RefusalCode }

/** Tells the two outcomes of taking something in apart. */
export function isRefusal(outcome: Found | Refusal): outcome is Refusal {
  return 'code' in outcome
}

export function isFound(outcome: Found | Refusal): outcome is Found {
  return !isRefusal(outcome)
}

export interface ExpandOptions {
  /** What relative paths are relative to; absolute. */
  cwd: string
  /** Take only this type; also what a URL is whose name does not tell (video, unless said). */
  assetType?: AssetType
  signal?: AbortSignal
  /** How folders are read: in a worker thread, where there is one. */
  readTree?: TreeReader
  /** Hears what each folder held besides clips. */
  onPassedOver?: (found: readonly PassedOver[]) => void
}

/** @param line the line of the list where it can be mended (from 1); null elsewhere */
export function refuse(input: string, line: number | null, code: RefusalCode, message: string): Refusal {
  return { input: shortened(input), line, code, message }
}

/** Nothing a person gave is shown at a length nobody reads. */
export function shortened(text: string, atMost = 200): string {
  return text.length <= atMost ? text : `${text.slice(0, atMost - 40)}…${text.slice(-39)}`
}
