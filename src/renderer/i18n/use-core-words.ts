import { useTranslation } from 'react-i18next'
import { inChinese } from '../../contract/core-sentences.ts'

/** Puts what the core said into the language of the screens; what has no words there stays as it was said. */
export function useCoreWords(): (said: string) => string {
  const { i18n } = useTranslation()
  return (said) => (i18n.language === 'zh-CN' ? (inChinese(said) ?? said) : said)
}
