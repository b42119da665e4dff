import { Button, Group as Row, Textarea, VisuallyHidden } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Group } from '../../../contract/models/group.ts'
import { orpc } from '../../bridge/client.ts'
import { useViewingOnly } from '../../bridge/viewing-only.ts'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useDeed } from '../clips/use-deed.ts'
import classes from './person.module.css'

/** What the person has agreed to, in the operator's words; changed where it stands. */
export function ConsentNote({ group }: { group: Group }) {
  const { t } = useTranslation('person')
  const [draft, setDraft] = useState<string | null>(null)
  const viewing = useViewingOnly()
  const change = useDeed({ options: orpc.groups.change.mutationOptions(), told: () => t('consent.saved'), after: () => setDraft(null) })
  if (viewing) return <p className={classes.consentText}>{group.consentNote === '' ? t('consent.none') : group.consentNote}</p>
  if (draft === null) {
    return (
      <button type="button" className={classes.consent} onClick={() => setDraft(group.consentNote)}>
        <span className={classes.consentText}>{group.consentNote === '' ? t('consent.none') : group.consentNote}</span>
        <VisuallyHidden>{t('consent.change')}</VisuallyHidden>
        <IconPencil size={14} aria-hidden />
      </button>
    )
  }
  return (
    <form
      className={classes.consentForm}
      onSubmit={(event) => {
        event.preventDefault()
        change.mutate({ id: group.id, consentNote: draft })
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.preventDefault()
        setDraft(null)
      }}
    >
      <Textarea label={t('consent.label')} description={t('consent.help')} value={draft} maxLength={10_000} autosize minRows={2} maxRows={8} autoFocus onChange={(event) => setDraft(event.currentTarget.value)} />
      {change.error && <ProblemNote error={change.error} />}
      <Row gap={8} mt={8}>
        <Button type="submit" variant="filled" loading={change.isPending}>{t('consent.save')}</Button>
        <Button onClick={() => setDraft(null)}>{t('common:action.cancel')}</Button>
      </Row>
    </form>
  )
}
