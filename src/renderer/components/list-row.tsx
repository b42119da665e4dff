import type { ReactNode } from 'react'
import { Link } from 'wouter'
import classes from './list-row.module.css'

/** A row of a short list, 44 px; a link when it leads somewhere (then without links of its own inside). */
export function ListRow({ href, children }: { href?: string; children: ReactNode }) {
  return href ? <Link href={href} className={classes.row}>{children}</Link> : <div className={classes.row}>{children}</div>
}
