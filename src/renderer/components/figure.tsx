import type { ReactNode } from 'react'
import classes from './figure.module.css'

/** One large number and what it counts. */
export function Figure({ value, label }: { value: ReactNode; label: ReactNode }) {
  return (
    <div className={classes.figure}>
      <span className={classes.value}>{value}</span>
      <span className={classes.label}>{label}</span>
    </div>
  )
}
