import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Cause } from '../../../contract/models/overview.ts'
import { orpc } from '../../bridge/client.ts'
import { CauseCard } from '../../components/cause-card.tsx'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { Facts } from '../../components/facts.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { IntakeRefusals } from './intake-refusals.tsx'
import { useCauseWords } from './use-cause-words.tsx'
import { useDeed } from './use-deed.ts'
import { useMany } from './use-many.ts'

const told = { start: 'intake.started', 'first-batch-only': 'intake.firstStarted', cancel: 'intake.cancelled' } as const

/** A large intake waits for a word: what it will take, then start, first batch only, or cancel. */
export function IntakeAsksCard({ cause: { kind, intake } }: { cause: Extract<Cause, { kind: 'intake-asks' }> }) {
  const { t } = useTranslation('needs-you')
  const format = useFormat()
  const many = useMany()
  const words = useCauseWords()({ kind, intake })
  const [cancelling, setCancelling] = useState(false)
  const decide = useDeed({ options: orpc.intakes.decide.mutationOptions(), told: (_intake, { decision }) => t(told[decision]), after: () => setCancelling(false) })
  const { estimate } = intake
  const clips = estimate?.clips ?? intake.taken
  const pending = (decision: keyof typeof told) => decide.isPending && decide.variables.decision === decision
  return (
    <>
      <CauseCard
        role={words.role} icon={words.icon} title={words.title} affects={t('intake.what')}
        buttons={
          <>
            <Button variant="filled" loading={pending('start')} onClick={() => decide.mutate({ id: intake.id, decision: 'start' })}>{t('intake.start', many(clips))}</Button>
            <Button loading={pending('first-batch-only')} onClick={() => decide.mutate({ id: intake.id, decision: 'first-batch-only' })}>{t('intake.first')}</Button>
            <Button onClick={() => setCancelling(true)}>{t('intake.cancel', many(clips))}</Button>
          </>
        }
      >
        {estimate && (
          <Facts
            facts={[
              [t('intake.clips'), format.number(estimate.clips)],
              [t('intake.requests'), format.number(estimate.requests)],
              [t('intake.size'), format.bytes(estimate.bytes)],
              [t('intake.hours'), t('intake.about', { time: format.duration(estimate.durationMs) })],
              [t('intake.limitedBy'), t(`intake.limits.${estimate.limitedBy}`)],
            ]}
          />
        )}
        {intake.alreadyThere > 0 && <p>{t('intake.already', many(intake.alreadyThere))}</p>}
        <IntakeRefusals refusals={intake.refusals} />
        {decide.error && !cancelling && <ProblemNote error={decide.error} />}
      </CauseCard>
      <ConfirmDialog
        opened={cancelling} destructive title={t('intake.cancelTitle', many(clips))} confirm={t('intake.cancel', many(clips))}
        pending={pending('cancel')} error={decide.error} onClose={() => setCancelling(false)} onConfirm={() => decide.mutate({ id: intake.id, decision: 'cancel' })}
      >
        {t('intake.cancelWhat')}
      </ConfirmDialog>
    </>
  )
}
