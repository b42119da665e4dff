/** docs/performance.md: one section for each benchmark, written by the runs themselves. */
import { holds, measured, type Bench, type Figure } from './bench.ts'

const head = `# Performance

Written by \`npm run bench\`; a run of some of the benchmarks replaces their sections only. Figures are ratios of two things measured in the same run, or counts and sizes that do not depend on the machine's speed.
`

/** One benchmark's section. `how` says when and on what it ran. */
export function section(bench: Pick<Bench, 'name' | 'title'>, { figures, notes }: Awaited<ReturnType<Bench['run']>>, how: string): string {
  const rows = figures.map((figure) => `| ${figure.what} | ${said(figure.ours)} ${figure.unit} | ${figure.baseline === null ? '' : `${said(figure.baseline)} ${figure.unit}`} | ${outcome(figure)} |`)
  return [
    `## ${bench.title}`, '', `<!-- bench: ${bench.name} -->`, '',
    '| | ours | held against | |', '|---|---|---|---|', ...rows, '',
    ...notes.map((note) => `- ${note}`), `- ${how}`, '',
  ].join('\n')
}

/** The page with these sections replaced or added, and the others as they were. */
export function withSections(page: string | null, sections: ReadonlyMap<string, string>): string {
  const kept = new Map<string, string>()
  for (const part of (page ?? '').split(/^(?=## )/mu)) {
    const name = /<!-- bench: (\S+) -->/u.exec(part)?.[1]
    if (name) kept.set(name, `${part.trimEnd()}\n`)
  }
  for (const [name, text] of sections) kept.set(name, `${text.trimEnd()}\n`)
  return [head, ...[...kept].sort(([a], [b]) => a.localeCompare(b)).map(([, text]) => text)].join('\n')
}

/** The figure with its verdict: "1.04×, at most 1.1×". */
export function outcome(figure: Figure): string {
  const unit = figure.baseline === null ? ` ${figure.unit}` : '×'
  return `${holds(figure) ? '' : '**MISSED** '}${said(measured(figure))}${unit}, at most ${said(figure.limit)}${unit}`
}

function said(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)))
}
