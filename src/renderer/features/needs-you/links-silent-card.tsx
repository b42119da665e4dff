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

/** Links do not open: nothing that needs one is sent until they do. */
export function LinksSilentCard({ cause }: { cause: Extract<Cause, { kind: 'links-silent' }> }) {
  const { t } = useTranslation('needs-you')
  const inWords = useCoreWords()
  const words = useCauseWords()(cause)
  const trialWords = useTrialWords()
  const again = useDeed({ options: orpc.accounts.testPublishing.mutationOptions(), told: (trial) => (trial.ok ? t('linksSilent.open') : trialWords(trial).message) })
  return (
    <CauseCard
      role={words.role} icon={words.icon} title={words.title} affects={<Affected words={words} />}
      buttons={
        <>
          <Button variant="filled" component={Link} href="/settings?section=links">{t('linksSilent.settings')}</Button>
          <Button loading={again.isPending} onClick={() => again.mutate({ id: cause.accountId })}>{t('linksSilent.test')}</Button>
        </>
      }
    >
      <p>{inWords(cause.message)}</p>
      <p>{t('linksSilent.keeps')}</p>
      {again.error && <ProblemNote error={again.error} />}
    </CauseCard>
  )
}
