import { useTranslation } from 'react-i18next'
import type { ReasonInWords } from '../reasons/use-reason-words.ts'
import { SaidByService } from './said-by-service.tsx'

/** What to do about a reason, whose clip it was read from, and what the service said itself. */
export function ReasonDetail({ reason, example, mendable = false }: { reason: ReasonInWords; example: string | null; mendable?: boolean }) {
  const { t } = useTranslation('needs-you')
  return (
    <>
      <p>{mendable ? t('held.mendWhat') : reason.advice}</p>
      {example !== null && <p>{t('held.exampleOf', { clip: example })}</p>}
      {reason.known && <SaidByService words={reason.said} />}
    </>
  )
}
