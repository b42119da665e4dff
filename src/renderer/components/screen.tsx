import type { ReactNode } from 'react'
import classes from './screen.module.css'

/** The body of a route. `fixed`: as tall as the window, for a table that scrolls inside it. */
export function Screen({ children, fixed = false }: { children: ReactNode; fixed?: boolean }) {
  return <div className={`${classes.screen} ${fixed ? classes.fixed : ''}`}>{children}</div>
}
