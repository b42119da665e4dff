import { useId, type ReactNode } from 'react'
import classes from './field-row.module.css'

export interface FieldRowProps {
  label: string
  help?: ReactNode
  /** Gets the ids that tie the control to its words: put `labelledBy` and `describedBy` on it. */
  children: ReactNode | ((ids: { labelledBy: string; describedBy: string | undefined }) => ReactNode)
  /** The control takes all the width. */
  wide?: boolean
}

/** One setting: its name and what it means at the left, its control at the right. */
export function FieldRow({ label, help, children, wide = false }: FieldRowProps) {
  const id = useId()
  const describedBy = help ? `${id}-help` : undefined
  return (
    <div className={classes.row} role="group" aria-labelledby={`${id}-label`} aria-describedby={describedBy}>
      <div>
        <div id={`${id}-label`} className={classes.label}>{label}</div>
        {help && <p id={describedBy} className={classes.help}>{help}</p>}
      </div>
      <div className={`${classes.control} ${wide ? classes.wide : ''}`}>
        {typeof children === 'function' ? children({ labelledBy: `${id}-label`, describedBy }) : children}
      </div>
    </div>
  )
}
