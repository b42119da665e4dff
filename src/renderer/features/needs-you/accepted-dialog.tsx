import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../../components/dialog.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import type { AnswerDialogProps } from './verdicts-dialog.tsx'

/** The service has the batch after all: its task id, so that it can be followed. */
export function AcceptedDialog({ batchId, pending, error, onAnswer, onClose }: AnswerDialogProps) {
  const { t } = useTranslation('needs-you')
  const [taskId, setTaskId] = useState('')
  const given = taskId.trim()
  return (
    <Dialog onClose={onClose} title={t('unclear.acceptedTitle', { id: batchId })} size={480}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (given !== '') onAnswer({ as: 'accepted', taskId: given })
        }}
      >
        <Stack gap={16} p="0 12px 12px">
          <TextInput data-autofocus label={t('unclear.taskId')} description={t('unclear.acceptedHelp')} value={taskId} onChange={(event) => setTaskId(event.currentTarget.value)} spellCheck={false} autoComplete="off" />
          {error ? <ProblemNote error={error} /> : null}
          <Group justify="flex-end" gap={8}>
            <Button size="md" onClick={onClose}>{t('cancel')}</Button>
            <Button size="md" type="submit" variant="filled" loading={pending} disabled={given === ''}>{t('unclear.follow')}</Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
