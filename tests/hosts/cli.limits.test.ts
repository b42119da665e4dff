import { expect, test } from 'vitest'
import { relaxedLimits, strictLimits } from '../../src/main/domain/media-limits.ts'
import { temporaryFolder } from '../helpers/core.ts'
import { greenroom } from './run-greenroom.ts'

interface Answer { limits: typeof relaxedLimits; narrowerLimits: typeof relaxedLimits; rechecked?: number; held?: number }

test('limits are shown, set for videos and images, for holding and for warning, and put back', { timeout: 120_000 }, async () => {
  const at = ['--data-dir', await temporaryFolder()]
  const json = async (...args: string[]): Promise<Answer> => JSON.parse((await greenroom(['limits', ...args, '--json', ...at])).stdout) as Answer
  expect(await json()).toEqual({ limits: relaxedLimits, narrowerLimits: strictLimits })
  expect(await json('set', '--max-seconds', '14.5', '--max-mb', '100', '--codecs', 'H264')).toEqual({
    rechecked: 0, held: 0, narrowerLimits: strictLimits, limits: { ...relaxedLimits, video: { ...relaxedLimits.video, maxDurationMs: 14_500, maxBytes: 100 * 1024 * 1024, codecs: ['h264'] } },
  })
  const warned = await json('set', '--warn', '--images', '--max-side', '4000', '--formats', 'jpeg,png')
  expect(warned.limits.image).toEqual(relaxedLimits.image)
  expect(warned.narrowerLimits).toEqual({ ...strictLimits, image: { ...strictLimits.image, maxSide: 4000, formats: ['jpeg', 'png'] } })
  const shown = await greenroom(['limits', ...at])
  expect(shown.stdout).toMatch(/video length +2–14\.5 s +2–15 s/)
  expect(shown.stdout).toMatch(/image sides +300–6,000 +300–4,000/)
  expect(await json('reset')).toMatchObject({ limits: relaxedLimits, narrowerLimits: strictLimits })
})

test('limits that cannot be meant are wrong usage, in words, and change nothing', { timeout: 120_000 }, async () => {
  const at = ['--data-dir', await temporaryFolder()]
  const cases: [string[], string][] = [
    [['set', '--images', '--max-fps', '30'], 'a limit of videos'],
    [['set', '--min-seconds', '60'], 'least length is above the most'],
    [['try', 'DurationTooLong'], 'No clip is on hold'],
  ]
  for (const [args, says] of cases) {
    const ended = await greenroom(['limits', ...args, ...at])
    expect([args, ended.code], ended.stderr).toEqual([args, 2])
    expect(ended.stderr).toContain(says)
  }
  expect(JSON.parse((await greenroom(['limits', '--json', ...at])).stdout)).toEqual({ limits: relaxedLimits, narrowerLimits: strictLimits })
})
