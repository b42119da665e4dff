import type { ReactNode } from 'react'
import classes from './mono.module.css'

/** Ids, paths and JSON. */
export function Mono({ children }: { children: ReactNode }) {
  return <span className={classes.mono} translate="no">{children}</span>
}
