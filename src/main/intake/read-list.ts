/**
 * Lists of clips: CSV with a header of `url`, `path`, `name` in any order and among other columns,
 * or bare lines of addresses. Each line stands for itself: a broken one is named and the rest goes on.
 */
import { CsvError, parse } from 'csv-parse/sync'
import { assetTypeOf } from '../domain/file-names.ts'
import { namesScheme } from './expand-url.ts'
import { shortened, type RefusalCode } from './found.ts'

/** One clip of a list; `line` counts from 1. */
export interface ListRow { line: number; url: string | null; path: string | null; name: string | null; text: string }
export interface ListProblem { line: number; code: RefusalCode; message: string; text: string }

interface Header { delimiter: string; columns: string[] }
interface Numbered { line: number; text: string }

/** A quoted cell may hold line breaks (a column of notes); more than this many mean a forgotten quote. */
const linesOfOneRow = 20

/**
 * @param bare whether lines that are no CSV may be paths or addresses (pasted text); a file must
 *   have a header or begin with an address
 */
export async function* readList(lines: AsyncIterable<string>, { bare }: { bare: boolean }): AsyncGenerator<ListRow | ListProblem> {
  const reader = lookAhead(lines)
  const first = await reader.nextFilled()
  if (!first) {
    yield { line: 1, code: 'CsvEmpty', message: 'The list is empty.', text: '' }
    return
  }
  // Excel writes its delimiter into a line of its own.
  const told = /^sep=(.)\s*$/iu.exec(first.text)?.[1]
  const top = told ? await reader.nextFilled() : first
  const header = top ? headerOf(top.text, told) : null
  if (top && !header && (bare || namesScheme(firstCell(top.text)))) {
    for (let row: Numbered | null = top; row; row = await reader.nextFilled()) yield* bareLine(row)
    return
  }
  if (!header) {
    yield {
      line: top?.line ?? 1, code: 'CsvNoColumn', text: top?.text ?? '',
      message: `The list has no column named url or path; its first line reads "${shortened(top?.text ?? '', 80)}". Name its columns in the first line, for example: url,name`,
    }
    return
  }
  let rows = 0
  for (let row = await reader.nextFilled(); row; row = await reader.nextFilled()) {
    rows += 1
    yield rowOf(row, await cellsOf(row, header, reader), header)
  }
  if (rows === 0) yield { line: 1, code: 'CsvEmpty', message: 'The list has a first line with the names of its columns, and nothing below it.', text: '' }
}

function headerOf(text: string, told: string | undefined): Header | null {
  for (const delimiter of told ? [told] : [',', ';', '\t', '|']) {
    const cells = parseCells(text, delimiter)
    if (!Array.isArray(cells)) continue
    const columns = cells.map((cell) => cell.trim().toLowerCase())
    if (columns.includes('url') || columns.includes('path')) return { delimiter, columns }
  }
  return null
}

function firstCell(text: string): string {
  return text.trim().replace(/^"/u, '')
}

/** The cells of one row, or what csv-parse has against it. */
function parseCells(text: string, delimiter: string): string[] | CsvError {
  // Most lists quote nothing, and then a row is what lies between the delimiters.
  if (!text.includes('"')) return text.split(delimiter)
  try {
    return parse(text, { delimiter, relax_column_count: true, max_record_size: 0, trim: true })[0] ?? []
  } catch (error) {
    if (error instanceof CsvError) return error
    throw error
  }
}

/** Parses a row, taking in following lines only if a quoted cell ends properly in one of them. */
async function cellsOf(row: Numbered, header: Header, reader: LookAhead): Promise<string[] | CsvError> {
  const alone = parseCells(row.text, header.delimiter)
  if (Array.isArray(alone) || alone.code !== 'CSV_QUOTE_NOT_CLOSED') return alone
  let joined = row.text
  for (let ahead = 0; ahead < linesOfOneRow; ahead += 1) {
    const next = await reader.peek(ahead)
    if (next === null) break
    joined += `\n${next}`
    const cells = parseCells(joined, header.delimiter)
    if (!Array.isArray(cells)) {
      if (cells.code === 'CSV_QUOTE_NOT_CLOSED') continue
      break
    }
    // An address or a path never has a line break: its quote was forgotten, and the next rows are rows.
    if (['url', 'path'].some((column) => cells[header.columns.indexOf(column)]?.includes('\n'))) break
    reader.skip(ahead + 1)
    return cells
  }
  return alone
}

function rowOf({ line, text }: Numbered, cells: string[] | CsvError, { columns }: Header): ListRow | ListProblem {
  const broken = (message: string): ListProblem => ({ line, code: 'CsvLineBroken', message, text })
  if (!Array.isArray(cells)) {
    return broken(cells.code === 'CSV_QUOTE_NOT_CLOSED' ? 'A quotation mark is opened and never closed.' : 'The quotation marks do not match: a quoted cell ends in the middle. Double the marks that belong to the text.')
  }
  if (cells.slice(columns.length).some((cell) => cell.trim() !== '')) {
    return broken(`The line has ${cells.length} cells where the first line names ${columns.length}. Put a cell that holds the delimiter in quotation marks.`)
  }
  if (cells.some((cell) => cell.includes('\ufffd'))) return broken('The line holds characters that cannot be read. Save the list as UTF-8.')
  const cell = (column: string) => cells[columns.indexOf(column)]?.trim() || null
  const row = { line, url: cell('url'), path: cell('path'), name: cell('name'), text }
  if (row.url && row.path) return broken('The line gives both a url and a path. Leave one of them empty.')
  if (!row.url && !row.path) return broken('The line gives neither a url nor a path.')
  return row
}

/** A line outside any table: one place, several addresses, or an address and a name. */
function* bareLine({ line, text }: Numbered): Generator<ListRow | ListProblem> {
  const trimmed = text.trim()
  const row = (place: string, name: string | null = null): ListRow =>
    namesScheme(place) ? { line, url: place, path: null, name, text } : { line, url: null, path: place, name, text }
  const words = trimmed.split(/\s+/u)
  if (words.length > 1 && words.every((word) => /^https?:\/\//iu.test(word))) {
    for (const word of words) yield row(word)
    return
  }
  const cells = parseCells(trimmed, trimmed.includes('\t') ? '\t' : ',')
  if (!Array.isArray(cells)) {
    yield { line, code: 'CsvLineBroken', message: 'The quotation marks do not match.', text }
    return
  }
  // A comma may belong to the address; what stands before it is one only if it names a clip.
  const named = trimmed.startsWith('"') || trimmed.includes('\t') || (namesScheme(trimmed) && assetTypeOf(cells[0]?.trim() ?? '') !== null)
  if (named && cells.length <= 2) yield row(cells[0]?.trim() ?? '', cells[1]?.trim() || null)
  else yield row(trimmed)
}

interface LookAhead { nextFilled(): Promise<Numbered | null>; peek(ahead: number): Promise<string | null>; skip(lines: number): void }

/** Lines with their numbers, blank ones passed over, and a look at those that follow. */
function lookAhead(lines: AsyncIterable<string>): LookAhead {
  const source = lines[Symbol.asyncIterator]()
  const seen: string[] = []
  let passed = 0
  const peek = async (ahead: number) => {
    while (seen.length <= ahead) {
      const next = await source.next()
      if (next.done) return null
      seen.push(next.value)
    }
    return seen[ahead] ?? null
  }
  const skip = (count: number) => {
    passed += seen.splice(0, count).length
  }
  return {
    peek,
    skip,
    async nextFilled() {
      for (let text = await peek(0); text !== null; text = await peek(0)) {
        skip(1)
        if (text.trim() !== '') return { line: passed, text }
      }
      return null
    },
  }
}
