import type { Icon } from '@tabler/icons-react'
import type { CSSProperties, ReactNode } from 'react'
import type { Role } from '../theme/tokens.ts'
import classes from './cause-card.module.css'
import type { Look } from './state-looks.ts'

export interface CauseProps {
  role: Role | Look['role']
  icon: Icon
  /** What happened. */
  title: ReactNode
  /** What it affects. */
  affects?: ReactNode
  /** Two or three buttons, the recommended one first and filled. */
  buttons?: ReactNode
}

function coloursOf(role: CauseProps['role']): CSSProperties {
  const [text, tint] = role === 'solid' ? ['var(--gr-solid-text)', 'var(--gr-solid-fill)'] : [`var(--gr-${role}-text)`, `var(--gr-${role}-tint)`]
  return { '--cause-text': text, '--cause-tint': tint } as CSSProperties
}

/** One card per cause: what happened, what it affects, what can be done. `children` explain more. */
export function CauseCard({ role, icon: Glyph, title, affects, buttons, children }: CauseProps & { children?: ReactNode }) {
  return (
    <article className={classes.card} style={coloursOf(role)}>
      <div className={classes.head}>
        <span className={classes.icon} aria-hidden><Glyph size={18} stroke={1.75} /></span>
        <div className={classes.words}>
          <h3 className={classes.title}>{title}</h3>
          {affects && <p className={classes.affects}>{affects}</p>}
        </div>
      </div>
      {children && <div className={classes.more}>{children}</div>}
      {buttons && <div className={classes.buttons}>{buttons}</div>}
    </article>
  )
}

/** The same in one row of 56 px, for a list of the most pressing. */
export function CauseRow({ role, icon: Glyph, title, affects, buttons }: CauseProps) {
  return (
    <div className={classes.row} style={coloursOf(role)}>
      <span className={classes.icon} aria-hidden><Glyph size={18} stroke={1.75} /></span>
      <div className={classes.words}>
        <p className={classes.title}>{title}</p>
        {affects && <p className={classes.affects}>{affects}</p>}
      </div>
      {buttons && <div className={classes.buttons}>{buttons}</div>}
    </div>
  )
}
