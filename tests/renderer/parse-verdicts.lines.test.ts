import { describe, expect, test } from 'vitest'
import { parseVerdicts } from '../../src/renderer/features/needs-you/parse-verdicts.ts'

describe('verdicts a person enters', () => {
  test('are read with or without a heading, by commas or tabs, with an asset by URL or by id', () => {
    const { verdicts, bad } = parseVerdicts('clip,verdict,asset\r\na.mp4,active,asset://asset-1\n\nb.mp4\tACTIVE\tasset-2\n"c, take 2.mp4",failed\n')
    expect(bad).toBeNull()
    expect(verdicts).toEqual([
      { clip: 'a.mp4', verdict: 'active', assetUrl: 'asset://asset-1' },
      { clip: 'b.mp4', verdict: 'active', assetId: 'asset-2' },
      { clip: 'c, take 2.mp4', verdict: 'failed' },
    ])
  })

  test('are not guessed: the first line that cannot be read is given back with its number', () => {
    expect(parseVerdicts('a.mp4,active\nb.mp4,perhaps\nc.mp4,failed').bad).toEqual({ line: 2, text: 'b.mp4,perhaps' })
    expect(parseVerdicts(',active').bad?.line).toBe(1)
  })

  test('an empty text holds none', () => {
    expect(parseVerdicts(' \n\n')).toEqual({ verdicts: [], bad: null })
  })
})
