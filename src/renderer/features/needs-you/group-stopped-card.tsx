import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Cause } from '../../../contract/models/overview.ts'
import { orpc } from '../../bridge/client.ts'
import { CauseCard } from '../../components/cause-card.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { clipsLink } from '../clips-link.ts'
import { SaidByService } from './said-by-service.tsx'
import { Affected } from './affected.tsx'
import { useCauseWords } from './use-cause-words.tsx'
import { useDeed } from './use-deed.ts'
import { useMany } from './use-many.ts'

/** A person's submissions stopped by themselves: look first, or go on. */
export function GroupStoppedCard({ cause }: { cause: Extract<Cause, { kind: 'group-stopped' }> }) {
  const { t } = useTranslation('needs-you')
  const format = useFormat()
  const many = useMany()
  const words = useCauseWords()(cause)
  const goOn = useDeed({ options: orpc.groups.resume.mutationOptions(), told: () => t('groupStopped.wentOn', { name: cause.groupName }) })
  const mostFail = cause.stop.kind === 'most-fail'
  const look = clipsLink({ groupId: cause.groupId, states: [mostFail ? 'failed' : 'held'] })
  return (
    <CauseCard
      role={words.role} icon={words.icon} title={words.title} affects={<Affected words={words} />}
      buttons={
        <>
          <Button variant="filled" component={Link} href={look}>{t(mostFail ? 'groupStopped.lookFailed' : 'groupStopped.lookHeld')}</Button>
          <Button loading={goOn.isPending} onClick={() => goOn.mutate({ id: cause.groupId })}>{t('goOn')}</Button>
          <Button component={Link} href={`/people/${cause.groupId}`}>{t('groupStopped.person')}</Button>
        </>
      }
    >
      <p>
        {mostFail
          ? t('groupStopped.most-fail.what', { failed: format.number(cause.stop.failed), of: format.number(cause.stop.of) })
          : t('groupStopped.batches-refused.what', many(cause.stop.failed))}
      </p>
      <SaidByService words={cause.stop.message} />
      {goOn.error && <ProblemNote error={goOn.error} />}
    </CauseCard>
  )
}
