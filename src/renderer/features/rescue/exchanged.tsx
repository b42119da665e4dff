import { Button } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Problem } from '../../../contract/models/problem.ts'
import { leaveRescue } from '../../bridge/rescue.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { ErrorNote } from '../../components/error-note.tsx'
import { Mono } from '../../components/mono.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { useCoreWords } from '../../i18n/use-core-words.ts'
import classes from './rescue.module.css'

/** What was done to the ledger. */
export interface Exchange {
  what: 'restored' | 'afresh'
  /** When the backup was taken, UTC ms; null: it was none. */
  at: number | null
  keptAside: string | null
  /** Why it still does not open. */
  problem: Problem | null
}

/** What was done, where the old ledger lies, and what to do before anything is sent again. */
export function Exchanged({ done }: { done: Exchange }) {
  const { t } = useTranslation('rescue')
  const inWords = useCoreWords()
  const format = useFormat()
  const [leaving, setLeaving] = useState(false)
  return (
    <div className={classes.done} role="status">
      <IconCircleCheck size={20} aria-hidden />
      <div className={classes.words}>
        <p className={classes.happened}>{done.what === 'restored' ? t('done.restored', { when: format.full(done.at ?? 0) }) : t('done.afresh')}</p>
        {done.keptAside !== null && <p>{t('done.kept')} <Mono>{done.keptAside}</Mono> <CopyButton value={done.keptAside} what={t('done.path')} /></p>}
        <p>{t(done.what === 'restored' ? 'done.paused' : 'done.nothingKnown')}</p>
        {done.problem && <ErrorNote happened={t('done.stillClosed')} kept={[done.problem.message, done.problem.advice].map(inWords).join(t('common:sentenceGap'))} />}
        <Button variant="filled" loading={leaving} onClick={() => { setLeaving(true); void leaveRescue() }}>{t('done.open')}</Button>
      </div>
    </div>
  )
}
