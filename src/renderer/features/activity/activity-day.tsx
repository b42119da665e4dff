import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { LedgerEvent } from '../../../contract/models/event.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useNow } from '../../i18n/use-now.ts'
import classes from './activity.module.css'
import type { Day } from './days.ts'
import { eventLink } from './event-link.ts'
import type { EventWords } from './use-event-words.ts'

const dayMs = 86_400_000

/** One day of history: when, what with a link to it, whose, and by whom. */
export function ActivityDay({ day, words, personName }: { day: Day; words: (event: LedgerEvent) => EventWords; personName: (groupId: number) => string | undefined }) {
  const { t, i18n } = useTranslation('activity')
  const format = useFormat()
  const now = useNow(60_000)
  const today = new Date(now).setHours(0, 0, 0, 0)
  const age = Math.round((today - day.at) / dayMs)
  const heading = age === 0 ? t('today') : age === 1 ? t('yesterday') : new Intl.DateTimeFormat(i18n.language, { weekday: 'long', day: 'numeric', month: 'long', year: new Date(day.at).getFullYear() === new Date(now).getFullYear() ? undefined : 'numeric' }).format(day.at)
  return (
    <section aria-label={heading}>
      <h2 className={classes.day}>{heading}</h2>
      <ol className={classes.events}>
        {day.events.map((event) => {
          const { sentence, who, more, said } = words(event)
          const link = eventLink(event)
          const person = event.groupId === null ? undefined : personName(event.groupId)
          return (
            <li key={event.id} className={classes.event}>
              <time className={classes.time} dateTime={new Date(event.at).toISOString()} title={format.full(event.at)}>{format.clock(event.at)}</time>
              <div className={classes.what}>
                {link ? <Link href={link} className={classes.link}>{sentence}</Link> : sentence}
                {more !== '' && <p className={classes.said}>{more}</p>}
                {said !== null && <p className={classes.said} translate="no">{said}</p>}
              </div>
              <span className={classes.person}>{event.groupId !== null && person !== undefined && <Link href={`/people/${event.groupId}`} className={classes.link}>{person}</Link>}</span>
              <span className={classes.who} data-system={event.actor === 'system'}>{who}</span>
            </li>
          )
        })}
      </ol>
    </section>
  )
}
