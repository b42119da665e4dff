import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { chooseLanguage } from './i18n.ts'
import { readLanguageChoice, type Language, type LanguageChoice } from './language.ts'

/** The language in use, what the person chose, and how to choose another. */
export function useLanguage(): { language: Language; choice: LanguageChoice; choose: (choice: LanguageChoice) => void } {
  const { i18n } = useTranslation()
  const [choice, setChoice] = useState<LanguageChoice>(() => readLanguageChoice(localStorage))
  return {
    language: i18n.language === 'zh-CN' ? 'zh-CN' : 'en',
    choice,
    choose: (next) => {
      setChoice(next)
      void chooseLanguage(next)
    },
  }
}
