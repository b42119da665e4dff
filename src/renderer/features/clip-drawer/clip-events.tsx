import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { clipState } from '../../../contract/models/states.ts'
import type { LedgerEvent } from '../../../contract/models/event.ts'
import { orpc } from '../../bridge/client.ts'
import { TimeAgo } from '../../components/times.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import classes from './clip-drawer.module.css'

/** Deeds with words of their own; a plain change of state is said by the state's own word. */
const deeds = ['taken-in', 'resubmitted', 'brought-back', 'recheck-asked', 'submit-anyway', 'source-replaced', 'source-moved', 'preparation-asked', 'preparation-cancelled', 'prepared'] as const

/** The last two parts of a path: enough to tell which file it was. */
const baseNameOf = (location: string): string => location.split(/[/\\]/u).slice(-2).join('/')

interface Line { key: string; at: number; words: string; quiet?: string; title?: string }

/** What happened to a clip, and by whom, the newest first; between it, who fetched it by our own link. */
export function ClipEvents({ clipId, events }: { clipId: number; events: readonly LedgerEvent[] }) {
  const { t } = useTranslation('clip-drawer')
  const format = useFormat()
  const fetches = useQuery(orpc.links.fetches.queryOptions({ input: { clipId } }))
  const wordsOf = (what: string): string => {
    const name = what.replace(/^clip\./, '')
    const state = clipState.safeParse(name)
    if (state.success) return t(`common:state.${state.data}.word`)
    const deed = deeds.find((known) => known === name)
    return deed ? t(`event.${deed}`) : what
  }
  const besides = ({ what, actor, data }: LedgerEvent): Pick<Line, 'quiet' | 'title'> => {
    const by = actor === 'system' ? [] : [t('event.by', { who: actor })]
    if (what !== 'clip.source-moved' || typeof data.before !== 'string') return { quiet: by[0] }
    return { quiet: [t('event.movedFrom', { before: baseNameOf(data.before) }), ...by].join(' · '), title: data.before }
  }
  const lines: Line[] = [
    ...events.map((event): Line => ({ key: `event ${event.id}`, at: event.at, words: wordsOf(event.what), ...besides(event) })),
    ...(fetches.data ?? []).map((fetch): Line => ({
      key: `fetch ${fetch.id}`, at: fetch.lastAt, quiet: fetch.address, title: fetch.agent,
      words: fetch.status >= 400 ? t('event.notFetched', { status: fetch.status }) : t('event.fetched', { bytes: format.bytes(fetch.bytes) }),
    })),
  ].sort((a, b) => b.at - a.at)
  if (lines.length === 0) return <p className={classes.quiet}>{t('event.none')}</p>
  return (
    <ol className={classes.events}>
      {lines.map((line) => (
        <li key={line.key}>
          <span>{line.words}</span>
          {line.quiet && <span className={classes.quiet} title={line.title}>{line.quiet}</span>}
          <span className={`${classes.quiet} ${classes.end}`}><TimeAgo at={line.at} /></span>
        </li>
      ))}
    </ol>
  )
}
