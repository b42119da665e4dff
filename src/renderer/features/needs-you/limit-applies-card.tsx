import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Cause } from '../../../contract/models/overview.ts'
import { orpc } from '../../bridge/client.ts'
import { CauseCard } from '../../components/cause-card.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useCauseWords } from './use-cause-words.tsx'
import { useDeed } from './use-deed.ts'
import { useMany } from './use-many.ts'

/** The account's own verdicts show that a limit applies which only warned: it can hold from now on. */
export function LimitAppliesCard({ cause }: { cause: Extract<Cause, { kind: 'limit-applies' }> }) {
  const { t } = useTranslation('needs-you')
  const many = useMany()
  const words = useCauseWords()(cause)
  const answer = useDeed({ options: orpc.limits.answerStrict.mutationOptions(), told: ({ changed }, given) => (given.answer === 'hold' ? t('applies.held', many(changed)) : null) })
  const give = (given: 'hold' | 'leave') => () => answer.mutate({ accountId: cause.accountId, assetType: cause.assetType, reasonCode: cause.reasonCode, answer: given })
  return (
    <CauseCard
      role={words.role} icon={words.icon} title={words.title} affects={words.affects}
      buttons={
        <>
          <Button variant="filled" loading={answer.isPending} onClick={give('hold')}>{t('applies.hold')}</Button>
          <Button disabled={answer.isPending} onClick={give('leave')}>{t('applies.leave')}</Button>
          <Button component={Link} href="/settings?section=limits">{t('applies.settings')}</Button>
        </>
      }
    >
      <p>{t('applies.what')}</p>
      {cause.broke.named > 0 && <p>{t('applies.named', many(cause.broke.named))}</p>}
      {answer.error && <ProblemNote error={answer.error} />}
    </CauseCard>
  )
}
