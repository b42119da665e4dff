import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Cause } from '../../../contract/models/overview.ts'
import { orpc } from '../../bridge/client.ts'
import { CauseCard } from '../../components/cause-card.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useCoreWords } from '../../i18n/use-core-words.ts'
import { useTrialWords } from '../settings/use-trial-words.ts'
import { Affected } from './affected.tsx'
import { useCauseWords } from './use-cause-words.tsx'
import { useDeed } from './use-deed.ts'

/** The storage takes no uploads until somebody mends something: its settings here, or something over there. */
export function StorageRefusesCard({ cause }: { cause: Extract<Cause, { kind: 'storage-refuses' }> }) {
  const { t } = useTranslation('needs-you')
  const inWords = useCoreWords()
  const words = useCauseWords()(cause)
  const trialWords = useTrialWords()
  const again = useDeed({ options: orpc.accounts.testPublishing.mutationOptions(), told: (trial) => (trial.ok ? t('storage.goesOn') : trialWords(trial).message) })
  return (
    <CauseCard
      role={words.role} icon={words.icon} title={words.title} affects={<Affected words={words} />}
      buttons={
        <>
          <Button variant="filled" component={Link} href="/settings?section=links">{t('storage.settings')}</Button>
          <Button loading={again.isPending} onClick={() => again.mutate({ id: cause.accountId })}>{t('storage.again')}</Button>
        </>
      }
    >
      <p>{t(`storage.${cause.code}.what`)}</p>
      <p>{t('storage.keeps')}</p>
      <p>{inWords(cause.message)}</p>
      {again.error && <ProblemNote error={again.error} />}
    </CauseCard>
  )
}
