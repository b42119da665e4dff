import type { NewsTopic } from '../../contract/models/channel.ts'
import type { LedgerEvent } from '../../contract/models/event.ts'
import { folderWaitCauses, type FolderWaitCause } from '../../contract/models/folder.ts'

/** One thing worth saying to somebody who is not looking. Counts add up when the same is said twice. */
export type NewsItem =
  | { kind: 'account-stopped'; account: string; stop: string; reason: string | null }
  | { kind: 'person-stopped'; person: string; why: 'most-fail' | 'batches-refused'; failed: number; of: number; message: string | null }
  | { kind: 'batch-refused'; person: string; clips: number; message: string | null }
  | { kind: 'unclear'; person: string; clips: number; batches: number }
  | { kind: 'folder-away'; path: string; cause: FolderWaitCause; message: string }
  | { kind: 'own-trouble'; trouble: 'loop-stuck' | 'ledger-damaged' | 'backup-failed' | 'ledger-unwritable' | 'storage-refuses' | 'links-silent' | 'preparation-waits'; message: string }
  | { kind: 'verification-over'; name: string; why: 'expired' | 'spent' | 'refused' | 'verdict-unknown'; message: string | null }
  | { kind: 'results'; person: string; cleared: number; failed: number }

/** How things stand, once a day. Counts are clips. */
export interface Standing {
  cleared: number
  failed: number
  taken: number
  sent: number
  moving: number
  review: number
  held: number
  failedNow: number
  unclear: number
  stopped: { account: string; stop: string }[]
}

/** The events that are news; the ledger reads only these. */
export const newsworthy = ['account.stopped', 'group.stopped', 'batch.refused', 'batch.outcome-unknown', 'batch.needs-attention', 'folder.waiting', 'runner.stuck', 'ledger.damaged', 'ledger.backup-failed', 'storage.trouble-refused', 'account.links-silent', 'preparation.waits', 'session.expired', 'session.spent', 'session.refused', 'session.verdict-unknown', 'batch.finished'] as const

const topics: Record<NewsItem['kind'], NewsTopic> = {
  'account-stopped': 'stops', 'person-stopped': 'stops', 'batch-refused': 'stops', 'folder-away': 'stops', 'own-trouble': 'stops', 'verification-over': 'stops', unclear: 'unclear', results: 'results',
}

export function topicOf(item: NewsItem): NewsTopic {
  return topics[item.kind]
}

/** What an event is news of; null when it is none. `person` is the name of the event's group. */
export function newsOf({ what, data, actor }: Pick<LedgerEvent, 'what' | 'data'> & { actor?: string }, person: string): NewsItem | null {
  switch (what) {
    case 'account.stopped':
      return { kind: 'account-stopped', account: text(data['name']) ?? '', stop: text(data['stop']) ?? '', reason: text(data['reason']) }
    case 'group.stopped':
      return { kind: 'person-stopped', person, why: data['kind'] === 'batches-refused' ? 'batches-refused' : 'most-fail', failed: number(data['failed']), of: number(data['of']), message: text(data['message']) }
    case 'batch.refused':
      // Ended by a person's answer, or because all its clips were taken out of it: no word of the service.
      if ((actor !== undefined && actor !== 'system') || data['why'] === 'withdrawn') return null
      return { kind: 'batch-refused', person, clips: number(data['clips']), message: text(data['message']) }
    case 'batch.outcome-unknown':
    case 'batch.needs-attention':
      return { kind: 'unclear', person, clips: number(data['clips']), batches: 1 }
    case 'folder.waiting':
      // Told already in this wait: it comes and goes.
      if (data['again'] === true) return null
      return { kind: 'folder-away', path: text(data['path']) ?? '', cause: folderWaitCauses.find((cause) => cause === data['cause']) ?? 'gone', message: text(data['why']) ?? '' }
    case 'runner.stuck':
      return { kind: 'own-trouble', trouble: 'loop-stuck', message: text(data['message']) ?? '' }
    case 'ledger.damaged':
      return { kind: 'own-trouble', trouble: 'ledger-damaged', message: text(data['message']) ?? '' }
    case 'ledger.backup-failed':
      return { kind: 'own-trouble', trouble: 'backup-failed', message: text(data['message']) ?? '' }
    case 'storage.trouble-refused':
      return { kind: 'own-trouble', trouble: 'storage-refuses', message: text(data['message']) ?? '' }
    case 'account.links-silent':
      return { kind: 'own-trouble', trouble: 'links-silent', message: text(data['message']) ?? '' }
    case 'preparation.waits':
      return { kind: 'own-trouble', trouble: 'preparation-waits', message: text(data['message']) ?? '' }
    case 'session.expired':
    case 'session.spent':
    case 'session.refused':
    case 'session.verdict-unknown':
      // Whoever ended it (to begin anew) knows.
      return actor !== undefined && actor !== 'system' ? null : { kind: 'verification-over', name: text(data['name']) ?? '', why: overWhy[what], message: text(data['message']) }
    case 'batch.finished':
      return { kind: 'results', person, cleared: number(data['active']), failed: number(data['failed']) }
    default:
      return null
  }
}

const overWhy = { 'session.expired': 'expired', 'session.spent': 'spent', 'session.refused': 'refused', 'session.verdict-unknown': 'verdict-unknown' } as const

/** The same things said once: a weekend of batches is a line for each person, in the order in which they were first met. */
export function gatherNews(items: readonly NewsItem[]): NewsItem[] {
  const gathered = new Map<string, NewsItem>()
  for (const item of items) {
    const key = keyOf(item)
    const before = gathered.get(key)
    gathered.set(key, before ? together(before, item) : item)
  }
  return [...gathered.values()].sort((a, b) => weight(a) - weight(b))
}

function keyOf(item: NewsItem): string {
  switch (item.kind) {
    case 'account-stopped':
      return `${item.kind} ${item.account} ${item.stop}`
    case 'folder-away':
      return `${item.kind} ${item.path} ${item.cause}`
    case 'batch-refused':
      return `${item.kind} ${item.person} ${item.message ?? ''}`
    case 'own-trouble':
      return `${item.kind} ${item.trouble} ${item.message}`
    case 'verification-over':
      return `${item.kind} ${item.name} ${item.why}`
    default:
      return `${item.kind} ${item.person}`
  }
}

function together(a: NewsItem, b: NewsItem): NewsItem {
  if (a.kind === 'results' && b.kind === 'results') return { ...a, cleared: a.cleared + b.cleared, failed: a.failed + b.failed }
  if (a.kind === 'unclear' && b.kind === 'unclear') return { ...a, clips: a.clips + b.clips, batches: a.batches + b.batches }
  if (a.kind === 'batch-refused' && b.kind === 'batch-refused') return { ...a, clips: a.clips + b.clips }
  return b
}

const order: NewsItem['kind'][] = ['own-trouble', 'account-stopped', 'person-stopped', 'batch-refused', 'unclear', 'folder-away', 'verification-over', 'results']
function weight(item: NewsItem): number {
  return order.indexOf(item.kind)
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : 0
}
