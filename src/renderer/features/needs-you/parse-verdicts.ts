import type { BatchAnswer } from '../../../contract/models/batch.ts'

export type GivenVerdict = Extract<BatchAnswer, { as: 'verdicts' }>['verdicts'][number]

export interface ReadVerdicts {
  verdicts: GivenVerdict[]
  /** The first line that cannot be read, counted from 1; null when all can. */
  bad: { line: number; text: string } | null
}

/** The cells of one line: commas or tabs between, quotes around what holds one. */
function cellsOf(line: string): string[] {
  const cells: string[] = []
  const pattern = /(?:^|[,\t])\s*(?:"((?:[^"]|"")*)"|([^,\t]*))/g
  for (const match of line.matchAll(pattern)) cells.push((match[1]?.replaceAll('""', '"') ?? match[2] ?? '').trim())
  return cells
}

/**
 * Reads verdicts a person pasted or chose as a file: `clip,verdict[,asset]` a line, with or without a heading.
 * The asset is an `asset://…` URL or an asset id. Nothing is guessed: the first unreadable line is given back.
 */
export function parseVerdicts(text: string): ReadVerdicts {
  const verdicts: GivenVerdict[] = []
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue
    const [clip = '', word = '', asset = ''] = cellsOf(line)
    const verdict = word.toLowerCase()
    if (verdicts.length === 0 && verdict === 'verdict') continue
    if (clip === '' || (verdict !== 'active' && verdict !== 'failed')) return { verdicts, bad: { line: index + 1, text: line.slice(0, 120) } }
    verdicts.push({ clip, verdict, ...(asset === '' ? {} : asset.includes('://') ? { assetUrl: asset } : { assetId: asset }) })
  }
  return { verdicts, bad: null }
}
