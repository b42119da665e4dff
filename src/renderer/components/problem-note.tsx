import { useTranslation } from 'react-i18next'
import { problemOf } from '../bridge/problem-of.ts'
import { ErrorNote } from './error-note.tsx'

/** Whatever a call to the core threw, in the reader's language, with the core's own words about what and where. */
export function ProblemNote({ error, onRetry, pending }: { error: unknown; onRetry?: () => void; pending?: boolean }) {
  const { t, i18n } = useTranslation()
  const problem = problemOf(error)
  const translated = t(`common:problem.${problem.kind}`)
  const english = i18n.language === 'en'
  return (
    <ErrorNote
      happened={english ? problem.message : translated}
      kept={english ? problem.advice : [problem.message, problem.advice].filter(Boolean).join(' ')}
      action={onRetry ? { label: t('common:action.tryAgain'), onClick: onRetry, pending, shows: true } : undefined}
    />
  )
}
