import { Button, Group, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../../components/dialog.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useMany } from './use-many.ts'

export interface ResubmitAssumedDialogProps {
  /** How many would be resubmitted, and how many of these are only probable matches. */
  clips: number
  assumed: number
  pending: boolean
  error: unknown
  onResubmit: (certainOnly: boolean) => void
  onClose: () => void
}

/** Says, before resubmitting, that some of the verdicts are only probable: a cleared clip may be sent again. */
export function ResubmitAssumedDialog({ clips, assumed, pending, error, onResubmit, onClose }: ResubmitAssumedDialogProps) {
  const { t } = useTranslation('needs-you')
  const many = useMany()
  const certain = Math.max(0, clips - assumed)
  return (
    <Dialog onClose={onClose} title={t('failed.resubmitTitle', many(clips))} size={480}>
      <Stack gap={16} p="0 12px 12px">
        <div>{t('failed.assumedWhat', many(assumed))}</div>
        {error ? <ProblemNote error={error} /> : null}
        <Group justify="flex-end" gap={8}>
          <Button size="md" onClick={onClose}>{t('cancel')}</Button>
          {certain > 0 && <Button size="md" loading={pending} onClick={() => onResubmit(true)}>{t('failed.certainOnly', many(certain))}</Button>}
          <Button size="md" variant="filled" loading={pending} onClick={() => onResubmit(false)}>{t('failed.resubmit', many(clips))}</Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
