import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import type { BatchAnswer } from '../contract/models/batch.ts'
import { ProblemError } from '../contract/models/problem.ts'
import { wrongWith } from './input-words.ts'

type Verdicts = Extract<BatchAnswer, { as: 'verdicts' }>['verdicts']

const blankIsNone = z.string().trim().transform((text) => text || undefined).optional()

const row = z.object({
  clip: z.union([z.string().trim().min(1), z.number().int().transform(String)]),
  verdict: z.string().trim().toLowerCase().pipe(z.enum(['active', 'failed'])),
  asset_id: blankIsNone,
  asset_url: blankIsNone,
})

/**
 * A person's verdicts, as CSV with a heading line or as a JSON list: `clip` (its id, name or correlation name),
 * `verdict` (`active` or `failed`), `asset_id`.
 * @throws ProblemError `csv-unreadable`, naming the file and the line.
 */
export function readVerdicts(text: string, name: string): Verdicts {
  const content = text.replace(/^\ufeff/, '')
  const rows = /^\s*[[{]/.test(content) ? jsonRows(content, name) : csvRows(content, name)
  if (rows.length === 0) throw unreadable(name, 'it holds no verdict')
  return rows.map(({ value, place }) => {
    const read = row.safeParse(value)
    if (!read.success) {
      const issue = read.error.issues[0]
      throw unreadable(name, `${place}: ${String(issue?.path[0] ?? 'the row')} ${issue ? wrongWith(issue) : 'is not usable'}`)
    }
    return { clip: read.data.clip, verdict: read.data.verdict, assetId: read.data.asset_id, assetUrl: read.data.asset_url }
  })
}

function jsonRows(content: string, name: string): { value: unknown; place: string }[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(content)
  } catch (error) {
    throw unreadable(name, (error as Error).message)
  }
  const list = Array.isArray(parsed) ? parsed : (parsed as { verdicts?: unknown }).verdicts
  if (!Array.isArray(list)) throw unreadable(name, 'it is no list of verdicts')
  return list.map((value: unknown, n) => ({ value, place: `entry ${n + 1}` }))
}

function csvRows(content: string, name: string): { value: unknown; place: string }[] {
  try {
    const records = parse(content, { columns: (heading: string[]) => heading.map((each) => each.trim().toLowerCase()), skip_empty_lines: true, trim: true, info: true }) as unknown as { record: unknown; info: { lines: number } }[]
    return records.map(({ record, info }) => ({ value: record, place: `line ${info.lines}` }))
  } catch (error) {
    throw unreadable(name, (error as Error).message)
  }
}

function unreadable(name: string, why: string): ProblemError {
  return new ProblemError('csv-unreadable', `${name} cannot be used: ${why}.`, 'Give a CSV file with the heading clip,verdict,asset_id, or a JSON list of objects with these names; verdict is active or failed.')
}
