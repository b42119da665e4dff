import { readFileSync } from 'node:fs'
import { z } from 'zod'

export interface Tally {
  passed: number
  failed: number
}

const vitestReport = z.object({
  numPassedTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
})

/** Tests that passed and failed; a file that could not even be loaded is one failed. */
export function vitestTally(file: string): Tally {
  const report = vitestReport.parse(read(file))
  const failed = report.testResults.reduce((sum, result) => {
    const tests = result.assertionResults.filter((each) => each.status === 'failed').length
    return sum + (tests === 0 && result.status === 'failed' ? 1 : tests)
  }, 0)
  return { passed: report.numPassedTests, failed }
}

const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }),
  errors: z.array(z.unknown()).default([]),
})

/** A flaky test passed in the end, and only because it was tried again: it counts as failed. */
export function playwrightTally(file: string): Tally {
  const { stats, errors } = playwrightReport.parse(read(file))
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length }
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'))
}
