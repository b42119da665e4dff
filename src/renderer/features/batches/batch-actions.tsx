import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Batch } from '../../../contract/models/batch.ts'
import { orpc } from '../../bridge/client.ts'
import { useCounted } from '../clips/use-counted.ts'
import { useDeed } from '../clips/use-deed.ts'
import { isUnclear } from './batch-words.ts'

/** The one thing a batch may want from a person. */
export function BatchActions({ batch, reachable, onResubmit, onResolve }: { batch: Batch; reachable: boolean; onResubmit: () => void; onResolve: () => void }) {
  const { t } = useTranslation('batches')
  const counted = useCounted()
  const pause = useDeed({ options: orpc.batches.pause.mutationOptions() })
  const resume = useDeed({ options: orpc.batches.resume.mutationOptions() })
  const failed = batch.cells.filter(({ state, current }) => current && state === 'failed').length
  const tab = { size: 'xs', tabIndex: reachable ? 0 : -1 } as const
  if (isUnclear(batch)) return <Button {...tab} variant="filled" aria-label={t('do.answerOf', { id: batch.id })} onClick={onResolve}>{t('do.answer')}</Button>
  if (batch.paused) return <Button {...tab} loading={resume.isPending} aria-label={t('do.resumeOf', { id: batch.id })} onClick={() => resume.mutate({ id: batch.id })}>{t('do.resume')}</Button>
  if (batch.state === 'planned') return <Button {...tab} loading={pause.isPending} aria-label={t('do.pauseOf', { id: batch.id })} onClick={() => pause.mutate({ id: batch.id })}>{t('do.pause')}</Button>
  if (failed > 0) return <Button {...tab} aria-label={t('do.resubmitOf', { id: batch.id, ...counted(failed) })} onClick={onResubmit}>{t('do.resubmit', counted(failed))}</Button>
  return null
}
