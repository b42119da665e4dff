import { expect, test } from 'vitest'
import { relaxedLimits, strictLimits } from '../../src/main/domain/media-limits.ts'
import { defaultLimits, narrowerLimits } from '../../src/renderer/features/settings/limit-presets.ts'

test('the limits the settings show are those of the core', () => {
  expect(defaultLimits).toEqual(relaxedLimits)
  expect(narrowerLimits).toEqual(strictLimits)
})
