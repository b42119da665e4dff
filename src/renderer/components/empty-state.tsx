import type { CSSProperties, ReactNode } from 'react'
import type { Role } from '../theme/tokens.ts'
import classes from './empty-state.module.css'

/** Nothing here: a cue light, one sentence, one action. The ring is neutral unless a role says why nothing is here. */
export function EmptyState({ sentence, action, role }: { sentence: ReactNode; action?: ReactNode; role?: Role }) {
  return (
    <div className={classes.empty}>
      <span className={classes.ring} style={role ? ({ '--ring': `var(--gr-${role}-fill)` } as CSSProperties) : undefined} aria-hidden />
      <p className={classes.sentence}>{sentence}</p>
      {action}
    </div>
  )
}
