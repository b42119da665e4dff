import { Button, FileButton, Group, Stack, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BatchAnswer } from '../../../contract/models/batch.ts'
import { Dialog } from '../../components/dialog.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { parseVerdicts } from './parse-verdicts.ts'
import { useMany } from './use-many.ts'

export interface AnswerDialogProps {
  batchId: number
  pending: boolean
  error: unknown
  onAnswer: (answer: BatchAnswer) => void
  onClose: () => void
}

/** Takes the verdicts of one batch from a person: pasted, or from a CSV file. */
export function VerdictsDialog({ batchId, pending, error, onAnswer, onClose }: AnswerDialogProps) {
  const { t } = useTranslation('needs-you')
  const many = useMany()
  const [text, setText] = useState('')
  const { verdicts, bad } = parseVerdicts(text)
  return (
    <Dialog onClose={onClose} title={t('unclear.verdictsTitle', { id: batchId })} size={560}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (!bad && verdicts.length > 0) onAnswer({ as: 'verdicts', verdicts })
        }}
      >
        <Stack gap={16} p="0 12px 12px">
          <Textarea
            data-autofocus label={t('unclear.verdictsText')} description={t('unclear.verdictsHelp')} placeholder={t('unclear.verdictsExample')} rows={8} spellCheck={false}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }} value={text} onChange={(event) => setText(event.currentTarget.value)}
          />
          <Group gap={12}>
            <FileButton accept=".csv,.txt,text/csv,text/plain" onChange={(file) => void file?.text().then(setText)}>{(props) => <Button {...props}>{t('unclear.verdictsFile')}</Button>}</FileButton>
            {verdicts.length > 0 && !bad && <span>{t('unclear.verdictsRead', many(verdicts.length))}</span>}
          </Group>
          {bad && <ErrorNote tone="you" happened={t('unclear.verdictsBad', { line: bad.line, text: bad.text })} />}
          {error ? <ProblemNote error={error} /> : null}
          <Group justify="flex-end" gap={8}>
            <Button size="md" onClick={onClose}>{t('cancel')}</Button>
            <Button size="md" type="submit" variant="filled" loading={pending} disabled={bad !== null || verdicts.length === 0}>{t('unclear.verdictsSave', many(verdicts.length))}</Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
