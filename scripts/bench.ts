/**
 * Runs the benchmarks of tests/bench, all or those named, prints their figures and writes them to docs/performance.md.
 * Fails when one misses its limit. `npm run bench`, `npm run bench -- upload`.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { holds, type Bench } from '../tests/bench/bench.ts'
import { outcome, section, withSections } from '../tests/bench/performance-page.ts'

process.chdir(path.resolve(import.meta.dirname, '..'))
const page = 'docs/performance.md'
const say = (text: string): void => void process.stdout.write(`${text}\n`)

const known = readdirSync('tests/bench').filter((name) => name.endsWith('.bench.ts')).map((name) => name.slice(0, -'.bench.ts'.length)).sort()
const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !known.includes(name))
if (unknown.length > 0) {
  say(`There is no benchmark "${unknown.join('", "')}". Choose from: ${known.join(', ')}.`)
  process.exit(2)
}

const how = `Measured ${new Date().toISOString().slice(0, 10)} with Node ${process.version} on ${os.cpus().length} cores (${os.cpus()[0]?.model.trim() ?? 'unknown'}), ${os.platform()}.`
let missed = 0
for (const name of asked.length > 0 ? asked : known) {
  const { bench } = (await import(pathToFileURL(path.resolve('tests/bench', `${name}.bench.ts`)).href)) as { bench: Bench }
  say(`${bench.title} …`)
  try {
    const result = await bench.run((text) => say(`  ${text}`))
    for (const figure of result.figures) say(`${holds(figure) ? 'ok    ' : 'MISSED'}  ${figure.what}: ${outcome(figure)}`)
    missed += result.figures.filter((figure) => !holds(figure)).length
    // Written after each: a later one that breaks does not take the earlier with it.
    writeFileSync(page, withSections(existsSync(page) ? readFileSync(page, 'utf8') : null, new Map([[bench.name, section(bench, result, how)]])))
  } catch (error) {
    missed += 1
    say(`FAILED  ${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  }
}
process.exitCode = missed === 0 ? 0 : 1
