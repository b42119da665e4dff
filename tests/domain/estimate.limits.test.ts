import { expect, test } from 'vitest'
import { estimateIntake, type EstimateOf } from '../../src/main/domain/estimate.ts'

const of = (more: Partial<EstimateOf> = {}): EstimateOf => ({
  clips: { video: 1000, image: 0 }, bytes: 10e9, batchSize: 20, submitRpm: 3, sharePercent: 100, checksPerSecond: null, uploadBytesPerSecond: null, ...more,
})

test('counts a request for each started batch, videos and images apart', () => {
  expect(estimateIntake(of({ clips: { video: 21, image: 1 } }))).toMatchObject({ clips: 22, requests: 3 })
})

test('the first minute’s requests leave at once, the others wait for their minutes', () => {
  expect(estimateIntake(of({ clips: { video: 60, image: 0 } })).durationMs).toBe(0)
  expect(estimateIntake(of({ clips: { video: 61, image: 0 } })).durationMs).toBe(60_000)
  expect(estimateIntake(of()).durationMs).toBe(16 * 60_000)
})

test('a share of the limit stretches it', () => {
  expect(estimateIntake(of({ sharePercent: 50 })).durationMs).toBe(49 * 40_000)
})

test('requests that wait before these are waited for', () => {
  expect(estimateIntake(of({ clips: { video: 1, image: 0 }, requestsAhead: 3 })).durationMs).toBe(60_000)
})

test('names what is slowest', () => {
  expect(estimateIntake(of())).toMatchObject({ limitedBy: 'api' })
  expect(estimateIntake(of({ uploadBytesPerSecond: 1e6 }))).toMatchObject({ limitedBy: 'upload', durationMs: 10_000_000 })
  expect(estimateIntake(of({ checksPerSecond: 0.5 }))).toMatchObject({ limitedBy: 'checks', durationMs: 2_000_000 })
})

test('nothing takes no time', () => {
  expect(estimateIntake(of({ clips: { video: 0, image: 0 }, bytes: 0, requestsAhead: 50 }))).toEqual({ clips: 0, requests: 0, bytes: 0, durationMs: 0, limitedBy: 'api' })
})
