import { Button, Progress } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { orpc } from '../../bridge/client.ts'
import { Panel } from '../../components/panel.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { useNow } from '../../i18n/use-now.ts'
import { useDeed } from '../clips/use-deed.ts'
import classes from './preparation.module.css'

/** How far preparing has come, of everyone or of one person; nothing where nothing is prepared. */
export function PreparationProgress({ groupId }: { groupId?: number }) {
  const { t } = useTranslation('preparation')
  const format = useFormat()
  const now = useNow(15_000)
  const query = useQuery(orpc.preparations.overview.queryOptions({ input: { groupId } }))
  const pause = useDeed({ options: orpc.preparations.pause.mutationOptions() })
  const resume = useDeed({ options: orpc.preparations.resume.mutationOptions() })
  const seen = query.data
  const rest = seen ? seen.queued + seen.running.length + seen.waiting : 0
  if (!seen || rest === 0) return null
  const ended = seen.done + seen.failed
  const partly = seen.running.reduce((sum, one) => sum + (one.progress ?? 0), 0)
  const until = seen.paused ? t('progress.paused') : seen.waits && seen.waits.why !== 'no-ffmpeg' ? t(`progress.waits.${seen.waits.why}`) : seen.doneAt === null ? t('progress.measuring') : t('progress.done', { at: format.when(seen.doneAt, now) })
  return (
    <Panel title={t('progress.title')}>
      <div className={classes.strip}>
        <Progress value={((ended + partly) / Math.max(1, ended + rest)) * 100} color="var(--gr-moving-fill)" size={8} radius={2} aria-label={t('progress.title')} />
        <div className={classes.line}>
          <span>{t('progress.of', { done: format.number(ended), all: format.number(ended + rest) })}</span>
          {seen.failed > 0 && <span>{t('progress.failed', { count: seen.failed, number: format.number(seen.failed) })}</span>}
          {seen.waiting > 0 && <span>{t('progress.waiting', { count: seen.waiting, number: format.number(seen.waiting) })}</span>}
          <span className={classes.quiet}>{until}</span>
          <span className={classes.quiet}>{t('progress.space', { used: format.bytes(seen.copies.bytes), quota: format.bytes(seen.copies.quotaBytes) })}</span>
          <Button className={classes.end} loading={pause.isPending || resume.isPending} onClick={() => (seen.paused ? resume.mutate(undefined) : pause.mutate(undefined))}>{t(seen.paused ? 'progress.resume' : 'progress.pause')}</Button>
        </div>
        {(pause.error ?? resume.error) && <ProblemNote error={pause.error ?? resume.error} />}
      </div>
    </Panel>
  )
}
