import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { rescue } from '../../bridge/rescue.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { Panel } from '../../components/panel.tsx'
import type { Exchange } from './exchanged.tsx'
import classes from './rescue.module.css'

/** An empty ledger, only by a word that a person types. */
export function StartAfresh({ keepAsideIn, onDone }: { keepAsideIn: string; onDone(done: Exchange): void }) {
  const { t } = useTranslation('rescue')
  const [asking, setAsking] = useState(false)
  const [word, setWord] = useState('')
  const begin = useMutation({ ...rescue.rescue.startAfresh.mutationOptions(), onSuccess: (outcome) => onDone({ ...outcome, what: 'afresh', at: null }) })
  const wanted = t('afresh.word')
  return (
    <Panel title={t('afresh.title')}>
      <p className={classes.text}>{t('afresh.lead')}</p>
      <Button onClick={() => setAsking(true)}>{t('afresh.begin')}</Button>
      <ConfirmDialog
        opened={asking} destructive title={t('afresh.title')} confirm={t('afresh.confirm')} pending={begin.isPending} error={begin.error}
        disabled={word.trim().toLowerCase() !== wanted} onConfirm={() => begin.mutate({ word })} onClose={() => { setAsking(false); setWord('') }}
      >
        <p className={classes.text}>{t('afresh.means', { path: keepAsideIn })}</p>
        <TextInput label={t('afresh.type', { word: wanted })} value={word} onChange={(event) => setWord(event.currentTarget.value)} autoComplete="off" spellCheck={false} />
      </ConfirmDialog>
    </Panel>
  )
}
