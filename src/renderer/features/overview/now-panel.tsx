import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { ClipState } from '../../../contract/models/states.ts'
import { orpc } from '../../bridge/client.ts'
import { CountButton } from '../../components/count-button.tsx'
import { Figure } from '../../components/figure.tsx'
import { LoadingBlocks } from '../../components/loading-blocks.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { useNow } from '../../i18n/use-now.ts'
import { clipsLink } from '../clips-link.ts'
import { NetworkWaitNote } from '../networks/network-wait-note.tsx'
import { UploadLines } from '../uploads/upload-lines.tsx'
import { WaitsLine } from './waits-line.tsx'
import { minutesUp } from '../people/minutes-up.ts'
import classes from './overview.module.css'

const waiting: ClipState[] = ['settling', 'checking', 'publishing', 'ready']
const sent: ClipState[] = ['submitting', 'in-review']

/** How many clips are under way, until when, and what limits it. */
export function NowPanel() {
  const { t } = useTranslation('overview')
  const format = useFormat()
  const now = useNow(30_000)
  const query = useQuery(orpc.cue.get.queryOptions({ input: {} }))
  const cue = query.data
  if (!cue) return <Panel title={t('now.title')}>{query.error ? <ProblemNote error={query.error} onRetry={() => void query.refetch()} /> : <LoadingBlocks count={2} height={40} />}</Panel>
  const sum = (states: ClipState[]) => states.reduce((total, state) => total + cue.counts[state], 0)
  const underWay = sum(waiting) + sum(sent)
  const held = cue.doing === 'paused' || cue.doing === 'stopped' || cue.doing === 'offline' ? cue.doing : null
  const until = cue.doneAt === null ? t('now.noForecast') : `${t('now.done', { at: format.when(cue.doneAt, now) })} · ${t('now.left', { time: format.duration(minutesUp(cue.doneAt - now)) })}`
  return (
    <Panel title={t('now.title')}>
      <Link href={clipsLink({ states: [...waiting, ...sent] })} className={classes.figureLink}>
        <Figure value={format.number(underWay)} label={t('now.underWay', { count: underWay })} />
      </Link>
      <p className={classes.until}>{held ? t(`now.${held}`) : underWay === 0 ? t('now.nothing') : until}</p>
      {!held && !cue.networkWait && sum(waiting) > 0 && cue.limitedBy && <p className={classes.quiet}>{t(`now.limit.${cue.limitedBy === 'upload' && cue.uploads ? 'uploading' : cue.limitedBy}`, { limit: format.number(cue.account.submit.workingRpm ?? cue.account.submit.limitRpm) })}</p>}
      {held === 'offline' && <WaitsLine />}
      {!held && (cue.networkWait ?? cue.uploads?.trouble?.kind === 'offline') && <WaitsLine />}
      {!held && (cue.networkWait ? <NetworkWaitNote wait={cue.networkWait} /> : cue.uploads && <UploadLines uploads={cue.uploads} />)}
      {underWay > 0 && (
        <div className={classes.counts}>
          <CountButton count={sum(waiting)} word={t('now.waiting')} href={clipsLink({ states: waiting })} fill="var(--gr-moving-fill)" />
          <CountButton count={sum(sent)} word={t('now.inReview')} href={clipsLink({ states: sent })} fill="var(--gr-review-fill)" />
        </div>
      )}
    </Panel>
  )
}
