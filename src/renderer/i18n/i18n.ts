import i18next, { type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { keepLanguageChoice, languageOfSystem, readLanguageChoice, type Language, type LanguageChoice } from './language.ts'
import { allResources } from './resources.ts'

function resolved(choice: LanguageChoice): Language {
  return choice === 'system' ? languageOfSystem(navigator.languages) : choice
}

/** Starts the translations in the chosen or the system's language; a key missing in a feature is looked up in `common`. */
export async function startI18n(): Promise<i18n> {
  const instance = i18next.use(initReactI18next)
  instance.on('languageChanged', (language) => {
    document.documentElement.lang = language
  })
  const resources = allResources()
  await instance.init({
    resources,
    ns: Object.keys(resources.en),
    lng: resolved(readLanguageChoice(localStorage)),
    fallbackLng: 'en',
    defaultNS: 'common',
    fallbackNS: 'common',
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  document.documentElement.lang = instance.language
  window.addEventListener('languagechange', () => {
    if (readLanguageChoice(localStorage) === 'system') void instance.changeLanguage(resolved('system'))
  })
  return instance
}

/** Changes the language at once, without a reload, and keeps the choice. */
export async function chooseLanguage(choice: LanguageChoice): Promise<void> {
  keepLanguageChoice(localStorage, choice)
  await i18next.changeLanguage(resolved(choice))
}
