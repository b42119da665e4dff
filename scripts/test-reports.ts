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

const oneTest = z.object({ annotations: z.array(z.object({ type: z.string() })).default([]), results: z.array(z.object({ status: z.string() })) })
interface Suite {
  suites?: Suite[] | undefined
  specs?: { tests: z.infer<typeof oneTest>[] }[] | undefined
}
const suite: z.ZodType<Suite> = z.lazy(() => z.object({ suites: z.array(suite).optional(), specs: z.array(z.object({ tests: z.array(oneTest) })).optional() }))
const playwrightReport = z.object({
  suites: z.array(suite).default([]),
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }),
  errors: z.array(z.unknown()).default([]),
})

/**
 * A flaky test passed in the end, and only because it was tried again: it counts as failed. So does one that was
 * never run because another broke the run.
 */
export function playwrightTally(file: string): Tally {
  const { stats, errors, suites } = playwrightReport.parse(read(file))
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length + suites.reduce((sum, each) => sum + neverRun(each), 0) }
}

/** Playwright calls them skipped too; only those somebody meant to skip say so in an annotation. */
function neverRun({ suites = [], specs = [] }: Suite): number {
  const here = specs.flatMap((spec) => spec.tests).filter(({ results, annotations }) => results.every(({ status }) => status === 'skipped') && !annotations.some(({ type }) => type === 'skip' || type === 'fixme')).length
  return suites.reduce((sum, each) => sum + neverRun(each), here)
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'))
}
