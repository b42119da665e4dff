import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BatchAnswer } from '../../../contract/models/batch.ts'
import { orpc } from '../../bridge/client.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { AcceptedDialog } from './accepted-dialog.tsx'
import { useDeed } from './use-deed.ts'
import { useMany } from './use-many.ts'
import { VerdictsDialog } from './verdicts-dialog.tsx'

export interface BatchAnswersProps {
  batchIds: readonly number[]
  /** How many clips the answer concerns. */
  clips: number
  /** Whether nobody knows if the submission arrived; otherwise it arrived, and what came back is unclear. */
  outcomeUnknown: boolean
  /** Fills the first button. */
  recommend: boolean
}

/** The answers to batches that are unclear. What could be paid twice is asked again before it is done. */
export function BatchAnswers({ batchIds, clips, outcomeUnknown, recommend }: BatchAnswersProps) {
  const { t } = useTranslation('needs-you')
  const many = useMany()
  const [asking, setAsking] = useState<BatchAnswer['as'] | null>(null)
  const close = () => setAsking(null)
  const resolve = useDeed({ options: orpc.batches.resolve.mutationOptions(), told: () => t('unclear.answered'), after: close })
  const answer = (given: BatchAnswer) => resolve.mutate({ ids: [...batchIds], answer: given })
  const open = (which: BatchAnswer['as']) => () => {
    resolve.reset()
    setAsking(which)
  }
  const single = batchIds.length === 1 ? batchIds[0] : undefined
  const first = recommend ? 'filled' : 'default'
  const dialog = { pending: resolve.isPending, error: resolve.error, onClose: close }
  return (
    <>
      {outcomeUnknown
        ? (
          <>
            {single !== undefined && <Button variant={first} onClick={open('accepted')}>{t('unclear.accepted')}</Button>}
            <Button variant={single === undefined ? first : 'default'} onClick={open('not-accepted')}>{t('unclear.notAccepted')}</Button>
          </>
          )
        : <Button variant={first} loading={resolve.isPending && asking === null} onClick={() => answer({ as: 'follow-again' })}>{t('unclear.followAgain')}</Button>}
      {single !== undefined && <Button onClick={open('verdicts')}>{t('unclear.verdicts')}</Button>}
      <Button onClick={open('resubmit')}>{t('unclear.resubmit')}</Button>
      {resolve.error && asking === null ? <ProblemNote error={resolve.error} /> : null}
      {asking === 'accepted' && single !== undefined && <AcceptedDialog batchId={single} onAnswer={answer} {...dialog} />}
      {asking === 'verdicts' && single !== undefined && <VerdictsDialog batchId={single} onAnswer={answer} {...dialog} />}
      <ConfirmDialog opened={asking === 'not-accepted'} destructive title={t('unclear.notAcceptedTitle')} confirm={t('unclear.notAccepted')} onConfirm={() => answer({ as: 'not-accepted' })} {...dialog}>
        {t('unclear.notAcceptedWhat', many(clips))}
      </ConfirmDialog>
      <ConfirmDialog opened={asking === 'resubmit'} destructive title={t('unclear.resubmitTitle')} confirm={t('unclear.resubmit')} onConfirm={() => answer({ as: 'resubmit' })} {...dialog}>
        {t('unclear.resubmitWhat', many(clips))}
      </ConfirmDialog>
    </>
  )
}
