import { useTranslation } from 'react-i18next'
import { problemOf } from '../bridge/problem-of.ts'
import { inChinese } from '../../contract/core-sentences.ts'
import { useCoreWords } from '../i18n/use-core-words.ts'
import { ErrorNote } from './error-note.tsx'

/** Whatever a call to the core threw: what happened and what to do, in the reader's language. */
export function ProblemNote({ error, onRetry, pending }: { error: unknown; onRetry?: () => void; pending?: boolean }) {
  const { t, i18n } = useTranslation()
  const inWords = useCoreWords()
  const { kind, message, advice } = problemOf(error)
  // A sentence nobody has translated stays beside the translated kind of trouble it is.
  const told = i18n.language === 'en' || inChinese(message) !== null
  return (
    <ErrorNote
      happened={told ? inWords(message) : t(`common:problem.${kind}`)}
      kept={[told ? '' : message, inWords(advice)].filter(Boolean).join(' ')}
      action={onRetry ? { label: t('common:action.tryAgain'), onClick: onRetry, pending, shows: true } : undefined}
    />
  )
}
