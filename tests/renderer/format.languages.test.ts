import { describe, expect, test } from 'vitest'
import { formatsOf } from '../../src/renderer/i18n/format.ts'
import { keepLanguageChoice, languageOfSystem, readLanguageChoice } from '../../src/renderer/i18n/language.ts'

const en = formatsOf('en')
const zh = formatsOf('zh-CN')
const noon = new Date(2026, 4, 4, 12, 0, 0).getTime()

describe('formats', () => {
  test('sizes in decimal units, one digit below a hundred', () => {
    expect([0, 999, 48_200_000, 999_600, 128_000_000_000].map((bytes) => en.bytes(bytes))).toEqual(['0 B', '999 B', '48.2 MB', '1 MB', '128 GB'])
    expect(zh.bytes(48_200_000)).toMatch(/48\.2/)
  })

  test('durations in the two largest units', () => {
    expect([400, 45_000, 7_800_000, 7_200_000, 90_061_000].map((ms) => en.duration(ms))).toEqual(['0 sec', '45 sec', '2 hr 10 min', '2 hr', '1 day 1 hr'])
    expect(zh.duration(7_800_000)).toMatch(/2.*10/)
  })

  test('ages in one', () => {
    expect([45_000, 7_800_000, 90_061_000].map((ms) => en.age(ms))).toEqual(['45s', '2h', '1d'])
  })

  test('countdowns never run below nothing, and round up, so that 0:00 means now', () => {
    expect([-5, 0, 1, 14_000, 3_729_000].map((ms) => en.countdown(ms))).toEqual(['0:00', '0:00', '0:01', '0:14', '1:02:09'])
  })

  test('today is told by the clock alone, other days with their date', () => {
    expect(en.when(noon + 3_600_000, noon)).toBe('13:00')
    expect(en.when(noon + 86_400_000, noon)).toMatch(/May 5.*12:00/)
    expect(zh.when(noon + 86_400_000, noon)).toMatch(/5月5日.*12:00/)
  })

  test('midnight is 00, not 24', () => {
    expect(en.clock(new Date(2026, 4, 4, 0, 5).getTime())).toBe('00:05')
  })

  test('what was and what will be', () => {
    expect(en.ago(noon - 180_000, noon)).toBe('3 min. ago')
    expect(en.ago(noon + 180_000, noon)).toBe('in 3 min.')
    expect(zh.ago(noon - 180_000, noon)).toBe('3 分钟前')
  })
})

describe('the language', () => {
  test('is the first of the system that we speak', () => {
    expect(languageOfSystem(['fr-FR', 'zh-TW', 'en-GB'])).toBe('zh-CN')
    expect(languageOfSystem(['en-GB', 'zh-CN'])).toBe('en')
    expect(languageOfSystem(['fr-FR'])).toBe('en')
    expect(languageOfSystem([])).toBe('en')
  })

  test('is remembered when chosen, and follows the system again when asked to', () => {
    const kept = new Map<string, string>()
    const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value), removeItem: (key: string) => void kept.delete(key) }
    expect(readLanguageChoice(storage)).toBe('system')
    keepLanguageChoice(storage, 'zh-CN')
    expect(readLanguageChoice(storage)).toBe('zh-CN')
    keepLanguageChoice(storage, 'system')
    expect(readLanguageChoice(storage)).toBe('system')
  })

  test('is the system’s when what was kept makes no sense', () => {
    expect(readLanguageChoice({ getItem: () => 'tlh' })).toBe('system')
  })
})
