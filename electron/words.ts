import en from './locales/en.json' with { type: 'json' }
import zhCN from './locales/zh-CN.json' with { type: 'json' }
import type { PageDress } from '../src/contract/models/desktop.ts'

export type Language = PageDress['language']
export type WordKey = keyof typeof en
/** Says something of the shell's own in the language in use. */
export type Words = (key: WordKey, values?: Record<string, string | number>) => string

const words: Record<Language, Record<WordKey, string>> = { en, 'zh-CN': zhCN }

/** The words of one language; `{{name}}` is filled in, numbers as the language writes them. */
export function wordsOf(language: Language): Words {
  const number = new Intl.NumberFormat(language)
  return (key, values = {}) => words[language][key].replace(/\{\{(\w+)\}\}/g, (_whole, name: string) => {
    const value = values[name]
    return typeof value === 'number' ? number.format(value) : (value ?? '')
  })
}

/** The first of the system's languages that we speak, until a page has said which one it speaks. */
export function languageOf(chosen: Language | undefined, system: readonly string[]): Language {
  if (chosen) return chosen
  for (const tag of system) {
    const base = tag.toLowerCase().split(/[-_]/)[0]
    if (base === 'zh') return 'zh-CN'
    if (base === 'en') return 'en'
  }
  return 'en'
}
