import type { CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { ClipState, StateCounts } from '../../contract/models/states.ts'
import { useFormat } from '../i18n/use-format.ts'
import classes from './count-button.module.css'
import { barOrder, clipLooks, fillOf } from './state-looks.ts'

/** One number with its word, leading to what is behind it. */
export function CountButton({ count, word, href, fill, label }: { count: number; word?: string; href: string; fill?: string; label?: string }) {
  const format = useFormat()
  return (
    <Link href={href} className={classes.count} aria-label={label}>
      {fill && <span className={classes.dot} style={{ '--dot': fill } as CSSProperties} aria-hidden />}
      <span className={classes.number}>{format.number(count)}</span>
      {word && <span className={classes.word}>{word}</span>}
    </Link>
  )
}

/** The counts beneath a bar: links and keyboard targets, in the bar's order; clips set aside at the end. */
export function CountsRow({ counts, hrefFor }: { counts: StateCounts; hrefFor: (state: ClipState) => string }) {
  const { t } = useTranslation()
  const states: ClipState[] = [...barOrder, 'excluded']
  return (
    <div className={classes.row}>
      {states.filter((state) => counts[state] > 0).map((state) => (
        <CountButton key={state} count={counts[state]} word={t(`common:state.${state}.word`)} href={hrefFor(state)} fill={fillOf(clipLooks[state].role)} />
      ))}
    </div>
  )
}
