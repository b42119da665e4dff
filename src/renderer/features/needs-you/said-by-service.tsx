import { useTranslation } from 'react-i18next'

/** The service's own words, as they came; nothing if it said nothing. */
export function SaidByService({ words }: { words: string | null }) {
  const { t } = useTranslation('reasons')
  return words ? <p translate="no">{t('unknownSaid', { said: words })}</p> : null
}
