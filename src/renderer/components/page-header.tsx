import { useEffect, type ReactNode } from 'react'
import classes from './page-header.module.css'

export interface PageHeaderProps {
  /** Also the title of the window. */
  title: string
  /** Small facts beneath the title. */
  children?: ReactNode
  /** Buttons at the right; the one that matters most is filled and last. */
  actions?: ReactNode
}

/** The head of a screen. */
export function PageHeader({ title, children, actions }: PageHeaderProps) {
  useEffect(() => {
    document.title = `${title} · Greenroom`
  }, [title])
  return (
    <header className={classes.header}>
      <div className={classes.words}>
        <h1 className={classes.title}>{title}</h1>
        {children && <div className={classes.below}>{children}</div>}
      </div>
      {actions && <div className={classes.actions}>{actions}</div>}
    </header>
  )
}
