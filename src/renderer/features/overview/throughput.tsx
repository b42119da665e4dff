import { useTranslation } from 'react-i18next'
import type { Overview } from '../../../contract/models/overview.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useMany } from '../needs-you/use-many.ts'
import classes from './overview.module.css'

const farAbove = 5

/** Submissions per slice as 120 px of bars, and a thin line for what the limit allows. */
export function Throughput({ throughput }: { throughput: Overview['throughput'] }) {
  const { t } = useTranslation('overview')
  const format = useFormat()
  const many = useMany()
  const { sliceMs, startsAt, sent, allowed } = throughput
  const total = sent.reduce((sum, each) => sum + each, 0)
  const most = Math.max(...sent, 0)
  // A limit far above what was sent would flatten every bar: then it is told, not drawn.
  const drawn = most === 0 || allowed <= most * farAbove
  const top = drawn ? Math.max(allowed * 1.15, most, 1) : most * 1.15
  const slice = format.duration(sliceMs)
  const every = Math.max(1, Math.ceil(sent.length / 6))
  const allowedWritten = format.number(Math.round(allowed))
  const words = { span: format.duration(sliceMs * sent.length), slice, allowed: allowedWritten }
  return (
    <figure className={classes.throughput}>
      <figcaption className={classes.legend}>
        <span>{t('throughput.perSlice', { slice })}</span>
        <span className={drawn ? classes.allowedWord : undefined}>{t(drawn ? 'throughput.allowed' : 'throughput.above', { allowed: allowedWritten })}</span>
      </figcaption>
      <div className={classes.plot} role="img" aria-label={t('throughput.label', { ...many(total), ...words })}>
        {sent.map((count, index) => (
          <span key={index} className={classes.slot} title={t('throughput.bar', { at: format.clock(startsAt + index * sliceMs), sent: format.number(count), allowed: allowedWritten })}>
            <span className={classes.bar} style={{ height: count === 0 ? 0 : `max(2px, ${(count / top) * 100}%)` }} />
          </span>
        ))}
        {drawn && <span className={classes.allowed} style={{ bottom: `${(allowed / top) * 100}%` }} />}
      </div>
      <div className={classes.axis} aria-hidden>
        {sent.map((_count, index) => (index % every === 0 ? <span key={index} style={{ left: `${(index / sent.length) * 100}%` }}>{format.clock(startsAt + index * sliceMs)}</span> : null))}
        <span className={classes.axisEnd}>{t('throughput.now')}</span>
      </div>
    </figure>
  )
}
