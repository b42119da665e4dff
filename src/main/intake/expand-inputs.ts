/** From what a person gave (files, folders, addresses, lists, pasted text) to candidate clips. */
import { createReadStream } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { extensionOf } from '../domain/file-names.ts'
import { NotText, linesOf } from './decode-text.ts'
import { describeFsError } from './describe-fs-error.ts'
import { expandFile, expandFolder, refusePath, type GivenPath } from './expand-path.ts'
import { expandUrl, namesScheme } from './expand-url.ts'
import { isRefusal, refuse, shortened, type ExpandOptions, type Found, type Refusal } from './found.ts'
import { readList } from './read-list.ts'
import { resolveOnDisk } from './resolve-on-disk.ts'

/**
 * Takes paths, folders (with all below), `http(s)` URLs and `.csv` lists apart into clips, one after
 * the other and never all at once. What cannot be taken becomes a refusal in its place; nothing throws.
 */
export async function* expandInputs(inputs: readonly string[], options: ExpandOptions): AsyncGenerator<Found | Refusal> {
  for (const given of inputs) {
    if (options.signal?.aborted) return
    // Blanks around an address come from pasting; around a file's name they may be part of it.
    yield* expandOne(namesScheme(given.trim()) ? given.trim() : given, { base: options.cwd, name: null, line: null, inList: false }, options)
  }
}

/** Pasted text: a table like a `.csv` list, or lines of addresses and paths. Refusals name the line. */
export async function* expandText(text: string, options: ExpandOptions): AsyncGenerator<Found | Refusal> {
  const lines = (async function* () {
    yield* text.split(/\r\n|\n|\r/u)
  })()
  yield* expandList('', lines, { base: options.cwd, bare: true }, options)
}

async function* expandOne(given: string, at: { base: string; name: string | null; line: number | null; inList: boolean }, options: ExpandOptions): AsyncGenerator<Found | Refusal> {
  if (namesScheme(given) && !/^file:/iu.test(given)) {
    yield expandUrl(given, at.name, at.line, options)
    return
  }
  const local = localPath(given)
  if (local === null) {
    yield refuse(given, at.line, given.trim() === '' ? 'Missing' : 'UrlMalformed', given.trim() === '' ? 'An empty path was given.' : `${shortened(given)} does not name a file of this machine.`)
    return
  }
  let resolved
  try {
    resolved = await resolveOnDisk(path.resolve(at.base, local))
  } catch (error) {
    yield refusePath(error, { given, line: at.line })
    return
  }
  const of: GivenPath = { given, absolute: resolved.path, name: at.name, line: at.line }
  if (resolved.stats.isDirectory()) {
    yield* expandFolder(of, options)
  } else if (resolved.stats.isFile() && ['csv', 'tsv'].includes(extensionOf(resolved.path))) {
    if (at.inList) yield refuse(given, at.line, 'CsvInCsv', `${shortened(given)} is itself a list. Give it on its own.`)
    else yield* expandCsv(of, options)
  } else {
    yield await expandFile(of, resolved.stats, options)
  }
}

function localPath(given: string): string | null {
  if (given.trim() === '' || given.includes('\0')) return null
  if (!/^file:/iu.test(given)) return given
  try {
    return fileURLToPath(given)
  } catch {
    return null
  }
}

async function* expandCsv(of: GivenPath, options: ExpandOptions): AsyncGenerator<Found | Refusal> {
  const file = createReadStream(of.absolute)
  try {
    yield* expandList(of.given, linesOf(file), { base: path.dirname(of.absolute), bare: false }, options)
  } catch (error) {
    const why = error instanceof NotText ? `${shortened(of.given)} is not a text file, so it cannot be read as a list. Save it as CSV.` : describeFsError(error, shortened(of.given))
    yield refuse(of.given, null, 'CsvUnreadable', why)
  } finally {
    file.destroy()
  }
}

/** @param list the list as given; '' for pasted text, whose lines then name themselves */
async function* expandList(list: string, lines: AsyncIterable<string>, at: { base: string; bare: boolean }, options: ExpandOptions): AsyncGenerator<Found | Refusal> {
  for await (const row of readList(lines, { bare: at.bare })) {
    if (options.signal?.aborted) return
    if ('code' in row) {
      yield refuse(list || row.text.trim(), row.line, row.code, row.message)
      continue
    }
    const { line, name } = row
    if (row.url !== null && !namesScheme(row.url)) {
      yield refuse(list || row.url, line, 'UrlMalformed', `${shortened(row.url)} is not a complete address. It should look like https://example.com/clip.mp4.`)
      continue
    }
    for await (const outcome of expandOne(row.url ?? row.path ?? '', { base: at.base, name, line, inList: true }, options)) {
      // In a list, the place to mend is the line of the list.
      yield isRefusal(outcome) && list ? { ...outcome, input: list } : outcome
    }
  }
}
