import type { BatchState, ClipState, AccountStop, AccountState } from '../contract/models/states.ts'

/** The words people see for a clip's state. */
export const clipStateWords: Record<ClipState, string> = {
  settling: 'Arriving',
  checking: 'Checking',
  held: 'On hold',
  publishing: 'Making link',
  ready: 'Queued',
  submitting: 'Submitting',
  'in-review': 'In review',
  active: 'Cleared',
  failed: 'Failed',
  'needs-attention': 'Unclear',
  excluded: 'Set aside',
}

/** The order in which states are told: ends first, then from the last step back to the first. */
export const tellingOrder: readonly ClipState[] = ['active', 'failed', 'needs-attention', 'held', 'in-review', 'submitting', 'ready', 'publishing', 'checking', 'settling', 'excluded']

export const batchStateWords: Record<BatchState, string> = {
  planned: 'Planned',
  sending: 'Sending',
  'in-review': 'In review',
  finished: 'Finished',
  refused: 'Refused',
  'outcome-unknown': 'Unclear',
  'needs-attention': 'Unclear',
}

const stopWords: Record<AccountStop, string> = {
  'key-refused': 'key refused',
  'no-balance': 'no balance',
  'not-the-api': 'not the review API',
  'no-key': 'no key',
}

/** e.g. `Stopped: no balance`. */
export function accountWords(state: AccountState, stop: AccountStop | null): string {
  switch (state) {
    case 'running':
      return 'Running'
    case 'paused':
      return 'Paused'
    case 'offline':
      return 'Offline'
    case 'stopped':
      return stop ? `Stopped: ${stopWords[stop]}` : 'Stopped'
  }
}

/** e.g. `1 clip`, `3 clips`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`
}

/** A moment by this machine's clock: `14:20:05`, with its date where that is another day than `now`'s. */
export function clockTime(at: number, now: number): string {
  const when = new Date(at)
  const time = when.toTimeString().slice(0, 8)
  return when.toDateString() === new Date(now).toDateString() ? time : `${when.getFullYear()}-${String(when.getMonth() + 1).padStart(2, '0')}-${String(when.getDate()).padStart(2, '0')} ${time}`
}

/** e.g. `900 KB`, `3.1 GB`; decimal, as drives and networks are sold. */
export function bytesInWords(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)))
  const value = bytes / 1000 ** step
  return `${step > 0 && value < 10 ? value.toFixed(1) : Math.round(value)} ${units[step]}`
}

/** e.g. `40 s`, `12 min`, `3 h 5 min`, `2 d`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 90) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 90) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`
  return `${Math.round(hours / 24)} d`
}
