import { expect, test } from 'vitest'
import { failureCodes, serviceFailures } from '../../src/main/domain/failure-catalogue.ts'
import { ourOwnReasons } from '../../src/renderer/features/reasons/our-own-reasons.ts'

/** Ours by name, and yet the words that come with them are the service's, or about what it answered. */
const withServiceWords = ['RefusedByService', 'AnotherTask', 'ReviewRefused', 'TaskCancelled', 'CountsDisagree', 'NoResult', 'MatchUncertain', 'VerdictUnclear', 'TaskForgotten', 'UnknownStatus']

test('the words beside a reason of our own are never shown as the service’s', () => {
  expect([...ourOwnReasons, ...withServiceWords].sort()).toEqual(failureCodes.filter((code) => !(serviceFailures as string[]).includes(code)).sort())
})
