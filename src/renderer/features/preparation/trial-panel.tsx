import { Loader } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { MediaFacts } from '../../../contract/models/clip.ts'
import type { PreparationTrial } from '../../../contract/models/preparation.ts'
import { host } from '../../bridge/host.ts'
import { MiddleCut } from '../../components/middle-cut.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { sizeInWords } from '../clips/clip-facts.ts'
import { useReasonWords } from '../reasons/use-reason-words.ts'
import { useCoreWords } from '../../i18n/use-core-words.ts'
import classes from './preparation.module.css'

/** The three that were tried: to be played, with what became of them, and what the rest will take. */
export function TrialPanel({ trial }: { trial: PreparationTrial }) {
  const { t, i18n } = useTranslation('preparation')
  const format = useFormat()
  const reasons = useReasonWords()
  const inWords = useCoreWords()
  const panel = useRef<HTMLElement>(null)
  // Below the fields, out of sight on a small screen.
  useEffect(() => { void panel.current?.scrollIntoView({ block: 'nearest' }) }, [trial.id, trial.state])
  const facts = (media: MediaFacts | null) => (media ? [`${media.width} × ${media.height}`, media.durationMs === null ? null : t('trial.seconds', { seconds: (media.durationMs / 1000).toFixed(1) }), sizeInWords(media.sizeBytes, format, i18n.language)].filter(Boolean).join(' · ') : '')
  return (
    <section aria-label={t('trial.title')} className={classes.side} ref={panel}>
      {trial.estimate && (
        <p className={classes.sentence} role="status">
          {t('trial.estimate', { count: trial.reach.clips, clips: format.number(trial.reach.clips), time: format.duration(trial.estimate.ms), bytes: format.bytes(trial.estimate.bytes) })}
        </p>
      )}
      <div className={classes.tried}>
        {trial.clips.map((clip) => (
          <div key={clip.preparationId} className={classes.one}>
            {clip.state === 'done' && <Copy src={clip.how === 'nothing' ? host.previewUrl(clip.clipId) : host.copyUrl(clip.preparationId)} kind={(clip.after ?? clip.before)?.kind} label={t('trial.copyOf', { name: clip.name })} />}
            <MiddleCut text={clip.name} />
            <span className={classes.quiet}>{facts(clip.before)}</span>
            {(clip.state === 'queued' || clip.state === 'running') && <span><Loader size={12} /> {t('trial.working', { percent: format.percent(clip.progress ?? 0) })}</span>}
            {clip.state === 'done' && <span>{clip.how === 'nothing' ? t('trial.nothing') : facts(clip.after)}</span>}
            {clip.state === 'done' && clip.how && clip.how !== 'nothing' && clip.after?.kind === 'video' && <span className={classes.quiet}>{t(`trial.${clip.how}`)}</span>}
            {clip.breaches.map((breach) => <span key={breach.code} className={classes.bad}>{t('trial.still', { reason: reasons.short(breach.code) })}</span>)}
            {clip.why && <span className={classes.bad}>{inWords(clip.why)}</span>}
            {clip.state === 'waiting' && <span className={classes.bad}>{t('trial.noFfmpeg')}</span>}
          </div>
        ))}
      </div>
    </section>
  )
}

function Copy({ src, kind, label }: { src: string; kind: MediaFacts['kind'] | undefined; label: string }) {
  return kind === 'image' ? <img className={classes.small} src={src} alt={label} /> : <video className={classes.small} src={src} controls muted playsInline preload="metadata" aria-label={label} />
}
