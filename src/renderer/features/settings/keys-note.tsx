import { useTranslation } from 'react-i18next'
import { ErrorNote } from '../../components/error-note.tsx'
import { useDesktopState } from './desktop-state.ts'

/** Wherever a key is entered: that this machine keeps keys badly, or not at all, or cannot read those it kept. */
export function KeysNote() {
  const { t } = useTranslation('settings')
  const { data } = useDesktopState()
  if (!data) return null
  const { keyProtection, unreadableKeys } = data
  return (
    <>
      {keyProtection !== 'protected' && <ErrorNote tone="you" happened={t(`desktop.keys.${keyProtection}`)} kept={t(`desktop.keys.${keyProtection}Help`)} />}
      {unreadableKeys > 0 && <ErrorNote tone="you" happened={t('desktop.keys.unreadable', { count: unreadableKeys })} kept={t('desktop.keys.unreadableHelp')} />}
    </>
  )
}
