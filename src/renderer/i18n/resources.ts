import type { Language } from './language.ts'

/** A tree of words; leaves are sentences with `{{placeholders}}`. */
export interface Words {
  [key: string]: string | Words
}

const files: Record<string, Words> = import.meta.glob('../locales/**/{en,zh-CN}.json', { eager: true, import: 'default' })

/**
 * Every locale file as i18next wants it. `locales/en.json` is the namespace `common`;
 * `locales/clips/en.json` is the namespace `clips`.
 */
export function allResources(): Record<Language, Record<string, Words>> {
  const resources: Record<Language, Record<string, Words>> = { en: {}, 'zh-CN': {} }
  for (const [path, words] of Object.entries(files)) {
    const [, folder, language] = /locales\/(?:(.+)\/)?(en|zh-CN)\.json$/.exec(path) ?? []
    if (language === 'en' || language === 'zh-CN') resources[language][folder ?? 'common'] = words
  }
  return resources
}
