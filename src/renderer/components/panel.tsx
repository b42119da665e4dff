import { useId, type ReactNode } from 'react'
import classes from './panel.module.css'

export interface PanelProps {
  title?: string
  /** At the right of the title. */
  aside?: ReactNode
  /** Without padding, for lists that reach the border. */
  flush?: boolean
  children: ReactNode
}

/** A part of a screen: a line around it and no shadow; its title names it. */
export function Panel({ title, aside, flush = false, children }: PanelProps) {
  const id = useId()
  return (
    <section className={`${classes.panel} ${flush ? classes.flush : ''}`} aria-labelledby={title ? id : undefined}>
      {title && (
        <header className={classes.head}>
          <h2 id={id} className={classes.title}>{title}</h2>
          {aside}
        </header>
      )}
      {children}
    </section>
  )
}
