/**
 * Breaks the code on purpose, each way of tests/reliability/harness/sabotages.ts in turn, and sees that its test fails;
 * first sees that it passes unbroken. Works in a copy: this tree is not touched. Writes what it saw to
 * docs/reliability.md when all were noticed. `npm run sabotage`; `-- WORD…` only those whose description holds one.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { sabotages, type Sabotage } from '../tests/reliability/harness/sabotages.ts'
import { between } from '../tests/reliability/harness/table.ts'

const root = path.resolve(import.meta.dirname, '..')
const page = path.join(root, 'docs/reliability.md')
const promises = { 1: 'No clip is lost', 2: 'No batch is sent twice', 3: 'Nothing is silent' }
const say = (text: string): void => void process.stdout.write(`${text}\n`)

const words = process.argv.slice(2)
const asked = sabotages.filter((one) => words.length === 0 || words.some((word) => one.what.includes(word)))
const copy = mkdtempSync(path.join(os.tmpdir(), 'greenroom-sabotage-'))
for (const name of ['src', 'tests', 'scripts', 'electron', 'resources', 'package.json', 'tsconfig.json', 'vitest.config.ts']) cpSync(path.join(root, name), path.join(copy, name), { recursive: true })
symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'))

/** @returns how many of the tests passed and failed; none of either: it was not tried. */
function tried({ test, named }: Sabotage): { passed: number; failed: number } {
  const report = path.join(copy, 'report.json')
  rmSync(report, { force: true })
  const pattern = named.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', test, '-t', pattern, '--reporter=json', `--outputFile=${report}`], { cwd: copy, stdio: 'ignore' })
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8')) as { numPassedTests: number; numFailedTests: number }
  return { passed: numPassedTests, failed: numFailedTests }
}

let unnoticed = 0
const rows: string[] = []
try {
  for (const sabotage of asked) {
    const file = path.join(copy, sabotage.file)
    const whole = readFileSync(file, 'utf8')
    if (whole.split(sabotage.from).length !== 2) throw new Error(`${sabotage.file} does not hold this once any more: ${sabotage.from}`)
    const before = tried(sabotage)
    writeFileSync(file, whole.replace(sabotage.from, () => sabotage.to))
    const after = tried(sabotage)
    writeFileSync(file, whole)
    const seen = before.passed > 0 && before.failed === 0 && after.failed > 0
    if (!seen) unnoticed++
    say(`${seen ? 'noticed  ' : 'UNNOTICED'}  ${promises[sabotage.promise]}: ${sabotage.what} (${before.passed} passed; broken, ${after.failed} failed)`)
    rows.push(`| ${promises[sabotage.promise]} | ${sabotage.what} | \`${path.basename(sabotage.test, '.test.ts')}\`: ${sabotage.named} |`)
  }
} finally {
  rmSync(copy, { recursive: true, force: true })
}
if (unnoticed === 0 && words.length === 0) {
  const table = ['| promise | broken on purpose | the test that failed |', '|---|---|---|', ...rows].join('\n')
  writeFileSync(page, between(readFileSync(page, 'utf8'), 'sabotage', `\`npm run sabotage\`, ${new Date().toISOString().slice(0, 10)}: each test passed, then failed with the code broken so.\n\n${table}`))
}
process.exitCode = unnoticed === 0 ? 0 : 1
