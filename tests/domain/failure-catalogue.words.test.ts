import { describe, expect, it } from 'vitest'
import en from '../../src/contract/locales/en/reasons.json' with { type: 'json' }
import zh from '../../src/contract/locales/zh-CN/reasons.json' with { type: 'json' }
import { explain, failureCatalogue, failureCodes, reasonClassOf, recogniseFailure, type ReasonWords } from '../../src/main/domain/failure-catalogue.ts'

const english: ReasonWords = en
const chinese: ReasonWords = zh

/** The codes api.md knows the upstream to give. */
const upstream = `DownloadFailed TypeMismatch FormatUnsupported FormatUndetectable DurationTooShort DurationTooLong WidthTooSmall WidthTooLarge HeightTooSmall
HeightTooLarge AspectRatioTooSmall AspectRatioTooLarge FileSizeTooLarge PixelCountTooSmall PixelCountTooLarge FpsTooLow FpsTooHigh
AudioTrackRequired AudioTrackForbidden ContentRestricted InputImageSensitiveContentDetected InputVideoSensitiveContentDetected
InputAudioSensitiveContentDetected FaceMismatch TranscodingFailed InternalError SubscriptionRequired`.split(/\s+/)

const slots = (text: string | undefined) => [...(text ?? '').matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort()

describe('the words for reasons', () => {
  it('know every code the upstream is known to give', () => {
    expect(failureCodes).toEqual(expect.arrayContaining([...upstream, 'NoReason']))
  })

  it.each([['English', english], ['Chinese', chinese]])('in %s are there for exactly the codes of the catalogue', (_language, words) => {
    expect(Object.keys(words).sort()).toEqual([...failureCodes].sort())
  })

  it('say the same parts in both languages, with the same slots', () => {
    for (const code of failureCodes) {
      expect(Object.keys(chinese[code]!).sort(), code).toEqual(Object.keys(english[code]!).sort())
      for (const part of ['message', 'measured', 'advice'] as const) {
        expect(slots(chinese[code]![part]), `${code}.${part}`).toEqual(slots(english[code]![part]))
      }
    }
  })

  it('need the facts only where the facts are given', () => {
    for (const words of [english, chinese]) {
      for (const [code, { message, measured, advice }] of Object.entries(words)) {
        expect(slots(message + advice), code).toEqual([])
        if (measured !== undefined) expect(slots(measured), code).toEqual(['limit', 'measured'])
      }
    }
  })

  it('are Chinese in the Chinese file, with Chinese punctuation', () => {
    for (const [code, { message, advice }] of Object.entries(chinese)) {
      expect(message + advice, code).toMatch(/[\u4e00-\u9fff].*。$/)
      expect(message + advice, code).not.toMatch(/[\u4e00-\u9fff][,.;!?]/)
    }
  })
})

describe('a reason', () => {
  it('that was not given has words of its own', () => {
    expect(explain(null, english)).toMatchObject({ code: 'NoReason', known: true, class: 'again', message: english.NoReason!.message })
    expect(explain({ code: null, message: null }, english).code).toBe('NoReason')
  })

  it('with a known code is explained, with the service’s words beside it', () => {
    expect(explain({ code: 'FaceMismatch', message: 'face not matched' }, english)).toEqual({
      code: 'FaceMismatch', known: true, class: 'replace', message: english.FaceMismatch!.message, advice: english.FaceMismatch!.advice, said: 'face not matched',
    })
  })

  it('says what was measured when we measured it', () => {
    const told = explain({ code: 'DurationTooLong', message: null }, english, { measured: '41 s', limit: '30 s' })
    expect(told.message).toBe('The clip lasts 41 s; at most 30 s is allowed.')
    expect(explain({ code: 'DurationTooLong', message: null }, english).message).toBe('The clip is too long.')
  })

  it('puts a measured value in as it is, even one with a dollar sign', () => {
    expect(explain({ code: 'DurationTooLong', message: null }, english, { measured: '$&', limit: '$1' }).message).toContain('lasts $&; at most $1')
  })

  it.each(['fps_too_low', 'FPS-TOO-LOW', 'InvalidParameter.FpsTooLow', 'FpsTooLow'])('written %s is recognised', (code) => {
    expect(recogniseFailure({ code, message: null })).toBe('FpsTooLow')
  })

  it('is recognised by a code inside its message', () => {
    expect(recogniseFailure({ code: '400', message: 'asset rejected: InputVideoSensitiveContentDetected (id 7)' })).toBe('InputVideoSensitiveContentDetected')
  })

  it('is not taken for one of ours because the service uses the word', () => {
    expect(recogniseFailure({ code: 'X1', message: 'the file is Unreadable' })).toBeNull()
  })

  it('that is unknown is shown as it came, without advice that would be a guess', () => {
    expect(explain({ code: 'LipSyncOff', message: 'lips not in sync' }, english)).toEqual({
      code: 'LipSyncOff', known: false, class: 'ask', message: 'LipSyncOff: lips not in sync', advice: null, said: 'lips not in sync',
    })
    expect(explain({ code: null, message: 'odd' }, english)).toMatchObject({ code: 'Other', message: 'odd', known: false })
  })

  it('has a class: its own, that of no reason, or ask', () => {
    expect(reasonClassOf(null)).toBe('again')
    expect(reasonClassOf({ code: 'FileSizeTooLarge', message: null })).toBe(failureCatalogue.FileSizeTooLarge)
    expect(reasonClassOf({ code: 'LipSyncOff', message: null })).toBe('ask')
  })
})
