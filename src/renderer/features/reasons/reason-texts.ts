/** The sentences about each reason, which the command line reads too: they live beside the contract. */
import english from '../../../contract/locales/en/reasons.json' with { type: 'json' }
import chinese from '../../../contract/locales/zh-CN/reasons.json' with { type: 'json' }

export interface ReasonText {
  message: string
  /** The same with the measured value beside the limit; for reasons that have both. */
  measured?: string
  advice: string
}

type Texts = Readonly<Record<string, ReasonText | undefined>>

/** @returns the sentences of a language, English where it is another. */
export function reasonTexts(language: string): Texts {
  return language === 'zh-CN' ? chinese : english
}

/** Fills `{{slots}}`. @returns null if a slot has no value: half a sentence is worse than a shorter one. */
export function filled(text: string, values: Readonly<Record<string, string | undefined>>): string | null {
  let missing = false
  const sentence = text.replace(/\{\{\s*(\w+)\s*\}\}/g, (_slot, name: string) => {
    const value = values[name]
    if (value === undefined) missing = true
    return value ?? ''
  })
  return missing ? null : sentence
}
