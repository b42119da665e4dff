import { useQueries } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Batch } from '../../../contract/models/batch.ts'
import { orpc } from '../../bridge/client.ts'
import { MiddleCut } from '../../components/middle-cut.tsx'
import { Mono } from '../../components/mono.tsx'
import classes from './needs-you.module.css'

/** The clips of a batch beside the names the service was given for them: what its support can search for. */
export function CorrelationNames({ batch }: { batch: Batch }) {
  const { t } = useTranslation('needs-you')
  const clips = useQueries({ queries: batch.cells.map(({ clipId }) => orpc.clips.get.queryOptions({ input: { id: clipId } })) })
  const read = clips.flatMap(({ data }) => {
    const attempt = data?.attempts.find(({ batchId }) => batchId === batch.id)
    return data ? [{ id: data.clip.id, name: data.clip.name, correlationName: attempt?.correlationName ?? '' }] : []
  })
  return (
    <div className={classes.names}>
      <span>{t('unclear.clip')}</span>
      <span>{t('unclear.correlation')}</span>
      {read.map((clip) => [
        <MiddleCut key={`${clip.id}-name`} text={clip.name} />,
        <Mono key={clip.id}>{clip.correlationName}</Mono>,
      ])}
      {clips.some(({ isPending }) => isPending) && <span>{t('unclear.loadingNames')}</span>}
    </div>
  )
}
