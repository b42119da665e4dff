import { Button, Group, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Intake } from '../../../contract/models/intake.ts'
import { orpc } from '../../bridge/client.ts'
import { Dialog } from '../../components/dialog.tsx'
import { Facts } from '../../components/facts.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { useCounted } from '../clips/use-counted.ts'
import { useDeed } from '../clips/use-deed.ts'
import classes from './intake.module.css'
import { Refusals } from './refusals.tsx'

/** Before a large intake is sent: what it would take, and the three answers. Closing it leaves the question under "Needs you". */
export function EstimateDialog({ intake, onClose }: { intake: Intake; onClose: () => void }) {
  const { t } = useTranslation('intake')
  const format = useFormat()
  const counted = useCounted()
  const decide = useDeed({ options: orpc.intakes.decide.mutationOptions(), after: onClose })
  const { estimate } = intake
  const clips = estimate?.clips ?? intake.taken
  const pending = (decision: string) => decide.isPending && decide.variables.decision === decision
  const answer = (decision: 'start' | 'first-batch-only' | 'cancel') => decide.mutate({ id: intake.id, decision })
  return (
    <Dialog onClose={onClose} title={t('estimate.title', { name: intake.groupName, ...counted(clips) })} size={520}>
      <Stack gap={16} p="0 12px 12px">
        <p className={classes.sentence}>{t('estimate.what')}</p>
        {estimate && (
          <div className={classes.estimate}>
            <Facts
              facts={[
                [t('estimate.clips'), format.number(estimate.clips)],
                [t('estimate.requests'), format.number(estimate.requests)],
                [t('estimate.size'), format.bytes(estimate.bytes)],
                [t('estimate.time'), t('estimate.about', { time: format.duration(estimate.durationMs) })],
                [t('estimate.limitedBy'), t(`estimate.limit.${estimate.limitedBy}`)],
              ]}
            />
          </div>
        )}
        {intake.alreadyThere > 0 && <p className={classes.quiet}>{t('already', counted(intake.alreadyThere))}</p>}
        {intake.refusals.length > 0 && (
          <details className={classes.fold}>
            <summary>{t('refused.count', counted(intake.refusals.length))}</summary>
            <Refusals refusals={intake.refusals} />
          </details>
        )}
        {decide.error && <ProblemNote error={decide.error} />}
        <Group justify="flex-end" gap={8}>
          <Button size="md" loading={pending('cancel')} onClick={() => answer('cancel')}>{t('estimate.cancel')}</Button>
          <Button size="md" loading={pending('first-batch-only')} onClick={() => answer('first-batch-only')}>{t('estimate.first')}</Button>
          <Button size="md" variant="filled" data-autofocus loading={pending('start')} onClick={() => answer('start')}>{t('estimate.start', counted(clips))}</Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
