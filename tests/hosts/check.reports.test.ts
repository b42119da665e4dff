import { mkdtemp, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { playwrightTally, vitestTally } from '../../scripts/test-reports.ts'

async function report(content: unknown): Promise<string> {
  const file = path.join(await mkdtemp(path.join(os.tmpdir(), 'greenroom-report-')), 'report.json')
  await writeFile(file, JSON.stringify(content))
  return file
}

test('a test file that could not be loaded is one failed', async () => {
  const file = await report({ numPassedTests: 3, testResults: [{ status: 'passed', assertionResults: [{ status: 'passed' }] }, { status: 'failed', assertionResults: [] }, { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'failed' }, { status: 'passed' }] }] })
  expect(vitestTally(file)).toEqual({ passed: 3, failed: 3 })
})

test('end-to-end tests that were tried twice, or never run, count as failed; skipped ones do not', async () => {
  const ran = { tests: [{ results: [{ status: 'passed' }] }] }
  const skipped = { tests: [{ annotations: [{ type: 'skip' }], results: [{ status: 'skipped' }] }] }
  const cutOff = { tests: [{ annotations: [], results: [{ status: 'skipped' }] }] }
  const neverRun = { tests: [{ results: [] }] }
  const file = await report({ suites: [{ specs: [ran, skipped], suites: [{ specs: [neverRun, cutOff] }] }], stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 3 }, errors: [{ message: 'x' }] })
  expect(playwrightTally(file)).toEqual({ passed: 5, failed: 5 })
})
