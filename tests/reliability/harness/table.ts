import type { FaultRow } from './report.ts'

const parts: Record<FaultRow['part'], string> = {
  kills: 'Kills', power: 'Power cuts', network: 'Network', service: 'Service', machine: 'Machine', fuzz: 'Fuzz',
}

/** The harness's table in Markdown; its last line adds up. */
export function faultTable(rows: readonly FaultRow[]): string {
  const order = Object.keys(parts)
  const sorted = [...rows].sort((a, b) => order.indexOf(a.part) - order.indexOf(b.part) || a.fault.localeCompare(b.fault))
  const sum = (of: 'tried' | 'lost' | 'doubled'): number => rows.reduce((total, row) => total + row[of], 0)
  return [
    '| | fault | tried | clips lost | sent twice | until work went on |', '|---|---|---:|---:|---:|---|',
    ...sorted.map((row) => `| ${parts[row.part]} | ${row.fault} | ${row.tried.toLocaleString('en')} | ${row.lost} | ${row.doubled} | ${row.recovered ?? ''} |`),
    `| | **all** | **${sum('tried').toLocaleString('en')}** | **${sum('lost')}** | **${sum('doubled')}** | |`,
  ].join('\n')
}

const begin = '<!-- harness: begin -->'
const end = '<!-- harness: end -->'

/**
 * The page with what a run measured between its two marks.
 * @throws Error when the marks are not there: nothing of the page may be overwritten by guess.
 */
export function withTable(page: string, measured: string): string {
  const from = page.indexOf(begin)
  const to = page.indexOf(end)
  if (from < 0 || to < from) throw new Error(`The page has no place for the table (${begin} … ${end}).`)
  return `${page.slice(0, from + begin.length)}\n${measured.trim()}\n${page.slice(to)}`
}
