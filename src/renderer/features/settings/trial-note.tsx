import { IconCircleCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Trial } from '../../../contract/models/account.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import classes from './settings.module.css'
import { useTrialWords } from './use-trial-words.ts'

/** How a trial went: it works, or what was tried and what to do. */
export function TrialNote({ trial }: { trial: Trial }) {
  const { t } = useTranslation('settings')
  const { message, advice } = useTrialWords()(trial)
  if (!trial.ok) return <ErrorNote tone="you" happened={t('trialBad')} kept={[message, advice].filter(Boolean).join(t('common:sentenceGap'))} />
  return (
    <div className={classes.works} role="status">
      <IconCircleCheck size={18} aria-hidden />
      <span><strong>{t('trialOk')}</strong> {message}{advice && <span className={classes.caveat}> {advice}</span>}</span>
    </div>
  )
}
