import type { ClipState, StateCounts } from '../contract/models/states.ts'
import type { ClipRow } from './clip-document.ts'
import { printable } from './table.ts'
import { clipStateWords, tellingOrder } from './words.ts'

/** e.g. `12 cleared, 1 failed, 3 on hold`; `nothing` when there is none. */
export function countsInWords(counts: StateCounts): string {
  const parts = tellingOrder.filter((state) => counts[state] > 0).map((state) => `${counts[state]} ${clipStateWords[state].toLowerCase()}`)
  return parts.join(', ') || 'nothing'
}

/** What a person must look at, each with its reason and what to do; then one line of counts. */
export function outcomeInWords(rows: readonly ClipRow[], counts: StateCounts): string {
  const lines: string[] = []
  const order: ClipState[] = ['failed', 'held', 'needs-attention']
  for (const state of order) {
    for (const row of rows) {
      if (row.state !== state) continue
      const probable = row.match === 'assumed' ? ' (probable match)' : ''
      lines.push(`${clipStateWords[state].padEnd(8)}  ${String(row.id).padStart(5)}  ${printable(row.source)}${probable}`)
      if (row.reason) {
        lines.push(`${' '.repeat(17)}${printable(row.reason.message)}`)
        if (row.reason.advice) lines.push(`${' '.repeat(17)}${printable(row.reason.advice)}`)
      }
    }
  }
  const assumed = rows.filter((row) => row.state === 'active' && row.match === 'assumed').length
  lines.push(`${countsInWords(counts)}${assumed > 0 ? ` (${assumed} of the cleared only a probable match)` : ''}`)
  if (counts['needs-attention'] > 0) lines.push('greenroom attention says what can be answered for the unclear ones.')
  return `${lines.join('\n')}\n`
}
