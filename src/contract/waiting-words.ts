import { inChinese } from './core-sentences.ts'
import en from './locales/en/waiting.json' with { type: 'json' }
import zh from './locales/zh-CN/waiting.json' with { type: 'json' }
import type { Waiting } from './models/waiting.ts'

const words = { en, 'zh-CN': zh } as const
export type WaitingLanguage = keyof typeof words

/** How a reader writes figures: the screens and the command line have their own ways. */
export interface WaitingFormats {
  number(n: number): string
  moment(at: number): string
  duration(ms: number): string
}

/** One sentence: what waits, for what, and until when. @param now UTC ms: what is due already happens any moment */
export function waitingWords(waiting: Waiting, now: number, language: WaitingLanguage, formats: WaitingFormats): string {
  const said = words[language]
  const { until, everyMs } = waiting
  const at = until === null ? '' : until > now ? formats.moment(until) : said.now
  const values: Record<string, string> = { clips: formats.number(waiting.clips), subject: waiting.subject, at, every: everyMs === null ? '' : formats.duration(everyMs), message: (language === 'zh-CN' ? inChinese(waiting.message ?? '') : null) ?? waiting.message ?? '' }
  const sentence = (until === null && said.unknown[waiting.for as keyof typeof said.unknown]) || said.for[waiting.for]
  return sentence.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '').trim()
}
