import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Cause } from '../../../contract/models/overview.ts'
import { orpc } from '../../bridge/client.ts'
import { CauseCard } from '../../components/cause-card.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { TimeAgo } from '../../components/times.tsx'
import { useCoreWords } from '../../i18n/use-core-words.ts'
import { useCauseWords } from './use-cause-words.tsx'
import { useDeed } from './use-deed.ts'
import { useMany } from './use-many.ts'

/** Copies cannot be made: no space, no disk, no ffmpeg. It goes on by itself once that is mended. */
export function PreparationWaitsCard({ cause }: { cause: Extract<Cause, { kind: 'preparation-waits' }> }) {
  const { t } = useTranslation('needs-you')
  const inWords = useCoreWords()
  const many = useMany()
  const words = useCauseWords()(cause)
  const cleanUp = useDeed({ options: orpc.preparations.cleanUp.mutationOptions(), told: ({ copies }) => t('preparation.cleaned', many(copies)) })
  const pause = useDeed({ options: orpc.preparations.pause.mutationOptions(), told: () => t('preparation.paused') })
  return (
    <CauseCard
      role={words.role} icon={words.icon} title={words.title} affects={<>{inWords(cause.message)} <TimeAgo at={cause.since} /></>}
      buttons={
        <>
          <Button variant="filled" component={Link} href="/settings?section=preparation">{t('preparation.settings')}</Button>
          {(cause.why === 'quota' || cause.why === 'disk') && <Button loading={cleanUp.isPending} onClick={() => cleanUp.mutate(undefined)}>{t('preparation.cleanUp')}</Button>}
          <Button loading={pause.isPending} onClick={() => pause.mutate(undefined)}>{t('preparation.pause')}</Button>
        </>
      }
    >
      <p>{t(`preparation.${cause.why}.what`)}</p>
      {(cleanUp.error ?? pause.error) && <ProblemNote error={cleanUp.error ?? pause.error} />}
    </CauseCard>
  )
}
