import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Attempt, AttemptVerdict, ClipSource } from '../../../contract/models/clip.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Facts } from '../../components/facts.tsx'
import { MiddleCut } from '../../components/middle-cut.tsx'
import { Mono } from '../../components/mono.tsx'
import { fillOf, type Look } from '../../components/state-looks.ts'
import { TimeAgo } from '../../components/times.tsx'
import { clipsLink } from '../clips-link.ts'
import { useReasonWords } from '../reasons/use-reason-words.ts'
import classes from './clip-drawer.module.css'

const roleOf: Record<AttemptVerdict, Look['role']> = { pending: 'review', active: 'cleared', failed: 'failed', unclear: 'solid', 'not-sent': 'quiet', refused: 'you' }

function Copied({ value, what }: { value: string; what: string }) {
  return (
    <span className={classes.copied}>
      <Mono><MiddleCut text={value} /></Mono>
      <CopyButton value={value} what={what} />
    </span>
  )
}

function AttemptEntry({ attempt, current, isCopy }: { attempt: Attempt; current: string; isCopy: boolean }) {
  const { t } = useTranslation('clip-drawer')
  const words = useReasonWords()
  const at = attempt.decidedAt ?? attempt.sentAt ?? attempt.createdAt
  return (
    <li className={classes.attempt}>
      <span className={classes.dot} style={{ background: fillOf(roleOf[attempt.verdict]) }} aria-hidden />
      <details>
        <summary>
          <span className={classes.attemptHead}>
            <strong>{t('attempt.title', { number: attempt.number })}</strong>
            <span>{t(`attempt.verdict.${attempt.verdict}`)}{attempt.match && ` · ${t(`attempt.match.${attempt.match}`)}`}{isCopy && ` · ${t('sources.copy')}`}</span>
            <span className={classes.quiet}><TimeAgo at={at} /></span>
          </span>
          {attempt.reason && <span className={classes.quiet}>{words.of(attempt.reason).message}</span>}
        </summary>
        <Facts
          facts={[
            [t('attempt.batch'), <Link key="batch" href={clipsLink({ batchId: attempt.batchId })}>{`${attempt.batchId} · ${t(`common:batch.${attempt.batchState}`)}`}</Link>],
            [t('attempt.task'), attempt.taskId && <Copied value={attempt.taskId} what={t('attempt.task')} />],
            [t('attempt.name'), <Copied key="name" value={attempt.correlationName} what={t('attempt.name')} />],
            [t('attempt.url'), <Copied key="url" value={attempt.url} what={t('attempt.url')} />],
            [t('attempt.asset'), attempt.assetId && <Copied value={attempt.assetId} what={t('attempt.asset')} />],
            [t('attempt.source'), attempt.location === current ? null : <Mono>{attempt.location}</Mono>],
            [t('attempt.sent'), attempt.sentAt && <TimeAgo at={attempt.sentAt} />],
            [t('attempt.decided'), attempt.decidedAt && <TimeAgo at={attempt.decidedAt} />],
            [t('attempt.said'), attempt.reason?.message],
          ]}
        />
      </details>
    </li>
  )
}

/** Every attempt ever made of a clip, the newest first, each with the file that was sent. */
export function Attempts({ attempts, sources, current }: { attempts: readonly Attempt[]; sources: readonly ClipSource[]; current: string }) {
  const { t } = useTranslation('clip-drawer')
  if (attempts.length === 0) return <p className={classes.quiet}>{t('attempt.none')}</p>
  const copies = new Set(sources.filter((source) => source.preparedFrom !== null).map((source) => source.location))
  const newest = [...attempts].sort((a, b) => b.number - a.number)
  return <ol className={classes.timeline}>{newest.map((attempt) => <AttemptEntry key={attempt.id} attempt={attempt} current={current} isCopy={copies.has(attempt.location)} />)}</ol>
}
