import type { FaultRow } from './report.ts'

const parts: Record<FaultRow['part'], string> = {
  kills: 'Kills', power: 'Power cuts', network: 'Network', service: 'Service', machine: 'Machine', fuzz: 'Fuzz',
}

/** Rows of one fault as one: added up, and of several times the longest. */
function merged(rows: readonly FaultRow[]): FaultRow[] {
  const byFault = new Map<string, FaultRow>()
  for (const row of rows) {
    const key = `${row.part} ${row.fault}`
    const before = byFault.get(key)
    const longest = before && typeof before.recovered === 'number' && typeof row.recovered === 'number' ? Math.max(before.recovered, row.recovered) : row.recovered
    byFault.set(key, before ? { ...row, tried: before.tried + row.tried, lost: before.lost + row.lost, doubled: before.doubled + row.doubled, recovered: longest } : row)
  }
  return [...byFault.values()]
}

function inWords(recovered: FaultRow['recovered']): string {
  if (typeof recovered !== 'number') return recovered ?? ''
  return recovered < 1_000 ? 'at once' : recovered < 120_000 ? `${Math.ceil(recovered / 1_000)} s` : `${Math.ceil(recovered / 60_000)} min`
}

/** The harness's table in Markdown; its last line adds up. */
export function faultTable(rows: readonly FaultRow[]): string {
  const order = Object.keys(parts)
  const sorted = merged(rows).sort((a, b) => order.indexOf(a.part) - order.indexOf(b.part) || a.fault.localeCompare(b.fault))
  const sum = (of: 'tried' | 'lost' | 'doubled'): number => rows.reduce((total, row) => total + row[of], 0)
  return [
    '| | fault | tried | clips lost | sent twice | until work went on |', '|---|---|---:|---:|---:|---|',
    ...sorted.map((row) => `| ${parts[row.part]} | ${row.fault} | ${row.tried.toLocaleString('en')} | ${row.lost} | ${row.doubled} | ${inWords(row.recovered)} |`),
    `| | **all** | **${sum('tried').toLocaleString('en')}** | **${sum('lost')}** | **${sum('doubled')}** | |`,
  ].join('\n')
}

/** How many kills the page's table is of; 0: there is none. */
function killsOf(page: string): number {
  return Number(/<!-- harness: kills (\d+) -->/.exec(page)?.[1] ?? 0)
}

/** Whether a run of so many kills may take the place of what stands on the page: a shorter one never does by itself. */
export function mayReplace(page: string, kills: number): boolean {
  return kills >= killsOf(page)
}

/**
 * The page with this between the two marks of that name.
 * @throws Error when the marks are not there: nothing of the page may be overwritten by guess.
 */
export function between(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`]
  const from = page.indexOf(begin)
  const to = page.indexOf(end)
  if (from < 0 || to < from) throw new Error(`The page has no place for the table (${begin} … ${end}).`)
  return `${page.slice(0, from + begin.length)}\n${text.trim()}\n${page.slice(to)}`
}

/** The page with what a run measured. @param kills how many the run had, so that a shorter one does not take its place. */
export function withTable(page: string, measured: string, kills: number): string {
  return between(page, 'harness', `<!-- harness: kills ${kills} -->\n${measured.trim()}`)
}
