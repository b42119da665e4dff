import { Button } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Batch } from '../../../contract/models/batch.ts'
import { Mono } from '../../components/mono.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { useBatchWhy } from '../batches/batch-words.ts'
import { clipsLink } from '../clips-link.ts'
import { CorrelationNames } from './correlation-names.tsx'
import classes from './needs-you.module.css'
import { useMany } from './use-many.ts'

/** What is known of one unclear batch: when it was sent, which clips, under which names. */
export function UnclearBatch({ batch, answers }: { batch: Batch; answers: ReactNode }) {
  const { t } = useTranslation('needs-you')
  const format = useFormat()
  const many = useMany()
  const why = useBatchWhy()(batch)
  const [open, setOpen] = useState(false)
  return (
    <section className={classes.batch} aria-label={t('unclear.batch', { id: batch.id })}>
      <div className={classes.batchHead}>
        <div className={classes.batchFacts}>
          <strong>{t('unclear.batch', { id: batch.id })}</strong>
          {' · '}<Link href={clipsLink({ batchId: batch.id })}>{t('clips', many(batch.size))}</Link>
          {' · '}{batch.sentAt === null ? t('unclear.notSent') : t('unclear.sentAt', { at: format.full(batch.sentAt) })}
          {batch.taskId && <>{' · '}<Mono>{t('unclear.task', { id: batch.taskId })}</Mono></>}
          {why !== '' && <p>{why}</p>}
        </div>
        <Button data-shows size="xs" aria-expanded={open} onClick={() => setOpen(!open)}>{t(open ? 'unclear.hideClips' : 'unclear.showClips')}</Button>
      </div>
      {answers && <div className={classes.batchButtons}>{answers}</div>}
      {open && <CorrelationNames batch={batch} />}
    </section>
  )
}
