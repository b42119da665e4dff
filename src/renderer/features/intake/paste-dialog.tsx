import { Button, Group, Stack, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Intake } from '../../../contract/models/intake.ts'
import { orpc } from '../../bridge/client.ts'
import { Dialog } from '../../components/dialog.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useCounted } from '../clips/use-counted.ts'
import { useDeed } from '../clips/use-deed.ts'
import classes from './intake.module.css'
import { showIntake } from './intake-jobs.ts'
import { PersonSelect } from './person-select.tsx'
import { Refusals } from './refusals.tsx'

export interface PasteDialogProps {
  /** Null: the person is asked for. */
  groupId: number | null
  /** What was on the clipboard. */
  initial: string
  onClose: () => void
}

/** URLs, one a line, or the text of a CSV. Lines that cannot be used are listed where they can be mended; taking the rest again does no harm. */
export function PasteDialog({ groupId, initial, onClose }: PasteDialogProps) {
  const { t } = useTranslation('intake')
  const counted = useCounted()
  const [text, setText] = useState(initial)
  const [chosen, setChosen] = useState<number | null>(groupId)
  const [refused, setRefused] = useState<Intake | null>(null)
  const take = useDeed({
    options: orpc.intakes.createFromText.mutationOptions(),
    after: (intake) => {
      if (intake.taken > 0 || intake.state === 'asking' || intake.state === 'scanning') showIntake(intake.groupId, intake.id)
      if (intake.refusals.length === 0) onClose()
      else setRefused(intake)
    },
  })
  return (
    <Dialog onClose={onClose} title={t('paste.title')} size={640}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          setRefused(null)
          if (chosen !== null && text.trim() !== '') take.mutate({ groupId: chosen, text })
        }}
      >
        <Stack gap={16} p="0 12px 12px">
          {groupId === null && <PersonSelect value={chosen} onChange={setChosen} />}
          <Textarea
            data-autofocus label={t('paste.field')} description={t('paste.help')} placeholder={t('paste.example')} value={text} rows={8} spellCheck={false} classNames={{ input: classes.mono }}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          {refused && (
            <>
              <ErrorNote tone="you" happened={t('paste.refused', counted(refused.refusals.length))} kept={t('paste.kept', counted(refused.taken))} />
              <Refusals refusals={refused.refusals} />
            </>
          )}
          {take.error && <ProblemNote error={take.error} />}
          <Group justify="flex-end" gap={8}>
            <Button size="md" onClick={onClose}>{t(refused ? 'common:action.close' : 'common:action.cancel')}</Button>
            <Button size="md" type="submit" variant="filled" loading={take.isPending} disabled={chosen === null || text.trim() === ''}>{t(refused ? 'paste.again' : 'paste.confirm')}</Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
