import { expect, test } from 'vitest'
import { noClips } from '../../src/contract/models/states.ts'
import { exitCodeOfProblem, exitCodeOfWait } from '../../src/node-host/exit-codes.ts'

const mixed = { ...noClips(), active: 1, failed: 1, held: 1, 'needs-attention': 1 }

test('a stopped account comes before everything else a wait may end with', () => {
  expect(exitCodeOfWait('account-stopped', mixed, 1)).toBe(3)
})

test('being unreachable comes before unclear clips', () => {
  expect(exitCodeOfWait('offline', mixed, 0)).toBe(5)
})

test('unclear clips come before failed ones', () => {
  expect(exitCodeOfWait('settled', mixed, 0)).toBe(4)
})

test.each([['failed'], ['held']] as const)('a clip that is %s makes it 1', (state) => {
  expect(exitCodeOfWait('settled', { ...noClips(), active: 5, [state]: 1 }, 0)).toBe(1)
})

test('an input that could not be taken in makes it 1', () => {
  expect(exitCodeOfWait('settled', { ...noClips(), active: 5 }, 1)).toBe(1)
})

test('cleared and set aside clips are a job done', () => {
  expect(exitCodeOfWait('settled', { ...noClips(), active: 5, excluded: 2 }, 0)).toBe(0)
})

test.each([
  ['invalid-input', 2], ['runs-elsewhere', 2], ['not-found', 2], ['no-balance', 3], ['key-refused', 3], ['offline', 5], ['service-trouble', 5], ['outcome-unknown', 4], ['internal', 70],
] as const)('a problem of kind %s ends with %i', (kind, code) => {
  expect(exitCodeOfProblem(kind)).toBe(code)
})
