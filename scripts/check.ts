/**
 * Everything that must hold before a change goes in; CI runs the same. Type check, lint, unit and integration
 * tests, the builds, and the end-to-end tests in a real Chromium, which it finds or installs.
 * Its last line is `N passed, N failed`; it fails when anything failed, and a step that broke counts as one.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { chromiumFor, ffmpegFor, s3ServerFor, straceFor } from './prerequisites.ts'
import { playwrightTally, vitestTally, type Tally } from './test-reports.ts'

process.chdir(path.resolve(import.meta.dirname, '..'))
const reports = mkdtempSync(path.join(os.tmpdir(), 'greenroom-check-'))
const sum: Tally = { passed: 0, failed: 0 }
const failures: string[] = []

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** Runs a tool of node_modules under this very Node. @returns its exit code; with `quiet` its output shows only if it failed. */
function tool(script: string, args: readonly string[], { quiet = false, env = {} }: { quiet?: boolean; env?: Record<string, string> } = {}): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [path.join('node_modules', script), ...args], {
      stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
      env: { ...process.env, CI: 'true', ...env },
    })
    const output: Buffer[] = []
    child.stdout?.on('data', (chunk: Buffer) => output.push(chunk))
    child.stderr?.on('data', (chunk: Buffer) => output.push(chunk))
    child.on('error', (error) => output.push(Buffer.from(`${error.message}\n`)))
    child.on('close', (code) => {
      if (code !== 0) process.stdout.write(Buffer.concat(output))
      resolve(code ?? 1)
    })
  })
}

function failed(step: string, count = 1): void {
  sum.failed += count
  failures.push(step)
}

/** One step that holds or does not. */
async function step(name: string, run: () => Promise<number>): Promise<void> {
  const started = performance.now()
  const code = await run()
  if (code !== 0) failed(name)
  say(`${code === 0 ? 'ok    ' : 'FAILED'}  ${name} (${Math.round((performance.now() - started) / 1000)} s)`)
}

/** A step that counts tests in a report of its own. */
async function tests(name: string, report: string, tallyOf: (file: string) => Tally, run: () => Promise<number>): Promise<void> {
  say(`        ${name} …`)
  const code = await run()
  const tally = existsSync(report) ? tallyOf(report) : { passed: 0, failed: 1 }
  // A run may break although every test passed: an error outside of any.
  const broken = code !== 0 && tally.failed === 0 ? 1 : 0
  sum.passed += tally.passed
  if (tally.failed + broken > 0) failed(name, tally.failed + broken)
  say(`${tally.failed + broken === 0 ? 'ok    ' : 'FAILED'}  ${name}: ${tally.passed} passed, ${tally.failed + broken} failed`)
}

say(`Node ${process.version}`)
await Promise.all([
  step('type check', () => tool('typescript/bin/tsc', ['-p', 'tsconfig.json'], { quiet: true })),
  step('licences', () => tool('../scripts/licences.ts', [], { quiet: true })),
  step('npm audit, where the registry answers it', () => tool('../scripts/audit.ts', [])),
  step('lint', () => tool('eslint/bin/eslint.js', ['.', '--max-warnings', '0'], { quiet: true })),
])

if (!ffmpegFor(say)) failed('ffmpeg')
if (!s3ServerFor(say)) failed('S3 server')
straceFor(say)
const unit = path.join(reports, 'vitest.json')
await tests('unit and integration tests', unit, vitestTally, () => tool('vitest/vitest.mjs', ['run', '--exclude=tests/reliability/**', '--reporter=dot', '--reporter=json', `--outputFile.json=${unit}`]))

// By themselves: they kill hundreds of processes, beside which a test that watches real files would run late.
const faults = path.join(reports, 'reliability.json')
await tests('fault harness, short form', faults, vitestTally, () => tool('vitest/vitest.mjs', ['run', 'tests/reliability', '--reporter=dot', '--reporter=json', `--outputFile.json=${faults}`]))

await step('build of the screens and the shell', () => tool('electron-vite/bin/electron-vite.js', ['build'], { quiet: true }))

await step('packaged files of the desktop application', () => tool('../scripts/check-package.ts', [], { quiet: true }))

const chromium = chromiumFor(say)
if (chromium === null) {
  failed('end-to-end tests: no Chromium')
} else if (existsSync('tests/e2e') && readdirSync('tests/e2e', { recursive: true }).length > 0) {
  const e2e = path.join(reports, 'playwright.json')
  await tests('end-to-end tests', e2e, playwrightTally, () =>
    tool('@playwright/test/cli.js', ['test', '--reporter=line,json'], { env: { CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: e2e } }),
  )
}

rmSync(reports, { recursive: true, force: true })
if (failures.length > 0) say(`Failed: ${failures.join('; ')}`)
say(`${sum.passed} passed, ${sum.failed} failed`)
process.exitCode = sum.failed === 0 ? 0 : 1
