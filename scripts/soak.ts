/**
 * The fault harness in its long form: 2,000 kills, every frame of the log cut, all faults of the network, the service
 * and the machine. Prints the table of what was tried and writes it to docs/reliability.md. Fails when anything was
 * lost, sent twice or broken.
 * `npm run soak`; `-- --short` as CI runs it; `-- --seed N` the same again; `-- --kills N` more or fewer kills;
 * `-- --kills N --lane N kills.core` one lane of them, as a failure says it. What is only part of the harness is not
 * written to the page, and a run of fewer kills than the page tells of only with `--write`.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { FaultRow } from '../tests/reliability/harness/report.ts'
import { soakKills, shortKills } from '../tests/reliability/harness/setting.ts'
import { faultTable, mayReplace, withTable } from '../tests/reliability/harness/table.ts'

process.chdir(path.resolve(import.meta.dirname, '..'))
const page = 'docs/reliability.md'
const say = (text: string): void => void process.stdout.write(`${text}\n`)
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { short: { type: 'boolean', default: false }, seed: { type: 'string' }, kills: { type: 'string' }, lane: { type: 'string' }, write: { type: 'boolean', default: false } },
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
/** Tests of the loops that belong to the table and are tried with the loops. */
const alsoHarness = ['folders.vanishing', 'takeover.processes'].map((name) => `tests/runners/${name}.test.ts`)
const kills = Number(options.kills ?? (options.short ? shortKills : soakKills))
// The kills by themselves: they keep every core busy, and how soon a process is back is measured.
const parts = positionals.length > 0 ? [positionals.map((name) => `tests/reliability/${name}`)]
  : [['tests/reliability/kills.core'], ['tests/reliability', ...alsoHarness, '--exclude=tests/reliability/kills.core.test.ts']]
if (seed !== undefined) say(`Seed ${seed}. The same again: npm run soak -- ${options.short ? '--short ' : ''}--seed ${seed}`)
const began = performance.now()
const env = {
  ...process.env, RELIABILITY_REPORT: report, RELIABILITY_SOAK: options.short ? '0' : '1', RELIABILITY_KILLS: String(kills),
  ...(seed === undefined ? {} : { RELIABILITY_SEED: seed }), ...(options.lane === undefined ? {} : { RELIABILITY_LANE: options.lane }),
}
let code = 0
for (const part of parts) {
  code ||= await new Promise<number>((resolve) => {
    spawn(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...part, '--disable-console-intercept'], { stdio: 'inherit', env }).on('close', (ended) => { resolve(ended ?? 1) })
  })
}
const rows = existsSync(report) ? readFileSync(report, 'utf8').trimEnd().split('\n').filter(Boolean).map((line) => JSON.parse(line) as FaultRow) : []
rmSync(dir, { recursive: true, force: true })
const minutes = Math.round((performance.now() - began) / 6_000) / 10
const how = `${options.short ? '`npm run soak -- --short` (what CI runs)' : '`npm run soak`'}, ${new Date().toISOString().slice(0, 10)}, ${minutes} minutes with Node ${process.version} on ${os.cpus().length} cores (${os.platform()})${seed === undefined ? '' : `, seed ${seed}`}.`
say(`\n${faultTable(rows)}\n\n${how}`)
const whole = positionals.length === 0 && options.lane === undefined
if (code !== 0 || !whole) say(code === 0 ? `Only a part of the harness: ${page} stays as it is.` : `It failed: ${page} stays as it is.`)
else if (!options.write && !mayReplace(readFileSync(page, 'utf8'), kills)) say(`${page} tells of a run with more kills and stays as it is; --write replaces it.`)
else writeFileSync(page, withTable(readFileSync(page, 'utf8'), `${how}\n\n${faultTable(rows)}`, kills))
process.exitCode = code
