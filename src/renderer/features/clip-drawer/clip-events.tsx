import { useTranslation } from 'react-i18next'
import { clipState } from '../../../contract/models/states.ts'
import type { LedgerEvent } from '../../../contract/models/event.ts'
import { TimeAgo } from '../../components/times.tsx'
import classes from './clip-drawer.module.css'

/** Deeds with words of their own; a plain change of state is said by the state's own word. */
const deeds = ['taken-in', 'resubmitted', 'brought-back', 'recheck-asked', 'submit-anyway', 'source-replaced', 'source-moved', 'preparation-asked', 'preparation-cancelled', 'prepared'] as const

/** The last two parts of a path: enough to tell which file it was. */
const baseNameOf = (location: string): string => location.split(/[/\\]/u).slice(-2).join('/')

/** What happened to a clip, and by whom, the newest first. */
export function ClipEvents({ events }: { events: readonly LedgerEvent[] }) {
  const { t } = useTranslation('clip-drawer')
  const wordsOf = (what: string): string => {
    const name = what.replace(/^clip\./, '')
    const state = clipState.safeParse(name)
    if (state.success) return t(`common:state.${state.data}.word`)
    const deed = deeds.find((known) => known === name)
    return deed ? t(`event.${deed}`) : what
  }
  if (events.length === 0) return <p className={classes.quiet}>{t('event.none')}</p>
  return (
    <ol className={classes.events}>
      {events.map((event) => (
        <li key={event.id}>
          <span>{wordsOf(event.what)}</span>
          {event.what === 'clip.source-moved' && typeof event.data.before === 'string' && <span className={classes.quiet} title={event.data.before}>{t('event.movedFrom', { before: baseNameOf(event.data.before) })}</span>}
          {event.actor !== 'system' && <span className={classes.quiet}>{t('event.by', { who: event.actor })}</span>}
          <span className={`${classes.quiet} ${classes.end}`}><TimeAgo at={event.at} /></span>
        </li>
      ))}
    </ol>
  )
}
