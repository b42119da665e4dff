/** The sentences about each reason, which the command line reads too: they live beside the contract. */
export interface ReasonText {
  message: string
  advice: string
}

type Texts = Readonly<Record<string, ReasonText | undefined>>

const files = import.meta.glob<Texts>('../../../contract/locales/*/reasons.json', { eager: true, import: 'default' })

/** @returns the sentences of a language, English where it has none. */
export function reasonTexts(language: string): Texts {
  return files[`../../../contract/locales/${language}/reasons.json`] ?? files['../../../contract/locales/en/reasons.json'] ?? {}
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
