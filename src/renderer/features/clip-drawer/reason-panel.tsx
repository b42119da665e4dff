import { IconFileArrowRight, IconMessageQuestion, IconRefresh, IconTool, type Icon } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Clip, ReasonClass } from '../../../contract/models/clip.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useReasonWords } from '../reasons/use-reason-words.ts'
import { useCoreWords } from '../../i18n/use-core-words.ts'
import { OriginalVerdict } from './original-verdict.tsx'
import classes from './clip-drawer.module.css'

const helps: Record<ReasonClass, Icon> = { again: IconRefresh, mend: IconTool, replace: IconFileArrowRight, ask: IconMessageQuestion }

/** Why a clip is held, failed or unclear: in words, what helps, and what the service itself said. */
export function ReasonPanel({ clip }: { clip: Clip }) {
  const { t } = useTranslation('clip-drawer')
  const inWords = useCoreWords()
  const format = useFormat()
  const words = useReasonWords()
  if (!clip.reason) return null
  const { message, advice, said, detail, short, breaches } = words.of(clip.reason)
  const Glyph = clip.reasonClass ? helps[clip.reasonClass] : null
  return (
    <section className={`${classes.reason} ${clip.state === 'failed' ? classes.failed : classes.you}`} aria-label={t('reason.title')}>
      <h3 className={classes.reasonTitle}>{short}</h3>
      <p>{message}</p>
      {clip.original && <OriginalVerdict original={clip.original} />}
      {breaches.length > 1 && (
        <ul className={classes.breaches}>
          {breaches.map((breach) => <li key={breach.code}>{t('reason.breach', { short: breach.short, measured: breach.measured, limit: breach.limit })}</li>)}
        </ul>
      )}
      {clip.match === 'assumed' && clip.state === 'failed' && <p>{t('reason.assumed')}</p>}
      {clip.sameOutcome >= 3 && clip.state === 'failed' && <p>{t('reason.tired', { count: clip.sameOutcome, number: format.number(clip.sameOutcome) })}</p>}
      <p className={classes.advice}>
        {Glyph && <Glyph size={16} aria-hidden />}
        <span>{clip.reasonClass && !clip.original && <strong>{t(`reason.class.${clip.reasonClass}`)} </strong>}{clip.mendable ? t('reason.mendable') : advice}</span>
      </p>
      {said && <p className={classes.said}>{t('reason.said')} <q translate="no">{said}</q></p>}
      {detail && !clip.original && <p className={classes.said}>{t('reason.detail')} <q>{inWords(detail)}</q></p>}
    </section>
  )
}
