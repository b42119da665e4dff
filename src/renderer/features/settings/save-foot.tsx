import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { ProblemNote } from '../../components/problem-note.tsx'
import classes from './settings.module.css'

export interface SaveFootProps {
  dirty: boolean
  saved: boolean
  pending: boolean
  error: unknown
  onUndo: () => void
}

/** The foot of a form: save, put back, and how saving went. */
export function SaveFoot({ dirty, saved, pending, error, onUndo }: SaveFootProps) {
  const { t } = useTranslation('settings')
  return (
    <>
      {error ? <ProblemNote error={error} /> : null}
      <div className={classes.foot}>
        <Button type="submit" variant="filled" disabled={!dirty} loading={pending}>{t('save')}</Button>
        {dirty && <Button onClick={onUndo}>{t('undo')}</Button>}
        <span role="status" className={classes.status}>{dirty ? t('unsaved') : saved ? t('saved') : ''}</span>
      </div>
    </>
  )
}
