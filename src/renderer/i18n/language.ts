/** The languages the screens speak, and which of them a system asks for. */

export const languages = ['en', 'zh-CN'] as const
export type Language = (typeof languages)[number]
export type LanguageChoice = Language | 'system'

const storageKey = 'greenroom.language'

/** The first of the system's preferred languages that we speak; any Chinese is answered in Simplified. English otherwise. */
export function languageOfSystem(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const base = tag.toLowerCase().split('-')[0]
    if (base === 'zh') return 'zh-CN'
    if (base === 'en') return 'en'
  }
  return 'en'
}

/** @returns what a person chose in this browser, `system` if nothing or something we do not know. */
export function readLanguageChoice(storage: Pick<Storage, 'getItem'>): LanguageChoice {
  const kept = storage.getItem(storageKey)
  return languages.find((language) => language === kept) ?? 'system'
}

export function keepLanguageChoice(storage: Pick<Storage, 'setItem' | 'removeItem'>, choice: LanguageChoice): void {
  if (choice === 'system') storage.removeItem(storageKey)
  else storage.setItem(storageKey, choice)
}
