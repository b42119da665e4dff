/**
 * The fault harness in its long form: 2,000 kills, every frame of the log cut, long fuzzing. Prints the table of
 * what was tried and writes it to docs/reliability.md. Fails when anything was lost, sent twice or broken.
 * `npm run soak`; `-- --short` as CI runs it; `-- --seed N` the same again; `-- --kills N --lane N kills.core`
 * one lane of the kills, as a failure says it. What is only part of the harness is not written to the page.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { FaultRow } from '../tests/reliability/harness/report.ts'
import { faultTable, withTable } from '../tests/reliability/harness/table.ts'

process.chdir(path.resolve(import.meta.dirname, '..'))
const page = 'docs/reliability.md'
const say = (text: string): void => void process.stdout.write(`${text}\n`)
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { short: { type: 'boolean', default: false }, seed: { type: 'string' }, kills: { type: 'string' }, lane: { type: 'string' } },
})
for (const name of ['seed', 'kills', 'lane'] as const) {
  const given = options[name]
  if (given === undefined || /^\d+$/.test(given)) continue
  say(`--${name} takes a whole number, not "${given}".`)
  process.exit(2)
}

const seed = options.seed ?? (options.short ? undefined : String(Math.floor(Math.random() * 2 ** 31)))
const dir = mkdtempSync(path.join(os.tmpdir(), 'greenroom-soak-'))
const report = path.join(dir, 'rows')
const asked = positionals.length > 0 ? positionals.map((name) => `tests/reliability/${name}`) : ['tests/reliability']
if (seed !== undefined) say(`Seed ${seed}. The same again: npm run soak -- ${options.short ? '--short ' : ''}--seed ${seed}`)
const began = performance.now()
const code = await new Promise<number>((resolve) => {
  spawn(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...asked, '--disable-console-intercept'], {
    stdio: 'inherit',
    env: {
      ...process.env, RELIABILITY_REPORT: report, RELIABILITY_SOAK: options.short ? '0' : '1',
      ...(seed === undefined ? {} : { RELIABILITY_SEED: seed }), ...(options.kills === undefined ? {} : { RELIABILITY_KILLS: options.kills }), ...(options.lane === undefined ? {} : { RELIABILITY_LANE: options.lane }),
    },
  }).on('close', (ended) => { resolve(ended ?? 1) })
})
const rows = existsSync(report) ? readFileSync(report, 'utf8').trimEnd().split('\n').filter(Boolean).map((line) => JSON.parse(line) as FaultRow) : []
rmSync(dir, { recursive: true, force: true })
const minutes = Math.round((performance.now() - began) / 6_000) / 10
const how = `${options.short ? '`npm run soak -- --short` (what CI runs)' : '`npm run soak`'}, ${new Date().toISOString().slice(0, 10)}, ${minutes} minutes with Node ${process.version} on ${os.cpus().length} cores (${os.platform()})${seed === undefined ? '' : `, seed ${seed}`}.`
say(`\n${faultTable(rows)}\n\n${how}`)
const whole = positionals.length === 0 && options.lane === undefined
if (code === 0 && whole) writeFileSync(page, withTable(readFileSync(page, 'utf8'), `${how}\n\n${faultTable(rows)}`))
process.exitCode = code
