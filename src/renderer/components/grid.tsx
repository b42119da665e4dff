import type { CSSProperties, ReactNode } from 'react'
import classes from './grid.module.css'

/** Twelve columns, gutters 16; one column under 900 px. */
export function Grid({ children }: { children: ReactNode }) {
  return <div className={classes.grid}>{children}</div>
}

export function Span({ columns, children }: { columns: number; children: ReactNode }) {
  return <div className={classes.span} style={{ '--span': columns } as CSSProperties}>{children}</div>
}
