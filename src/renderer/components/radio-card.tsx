import { useId, type ReactNode } from 'react'
import classes from './radio-card.module.css'

export interface RadioOption<T extends string> {
  value: T
  title: string
  help?: ReactNode
  disabled?: boolean
}

/** A choice between a few, each explained in its own card. */
export function RadioCards<T extends string>({ label, options, value, onChange, side = false }: { label: string; options: readonly RadioOption<T>[]; value: T | null; onChange: (value: T) => void; side?: boolean }) {
  const name = useId()
  return (
    <div role="radiogroup" aria-label={label} className={`${classes.group} ${side ? classes.side : ''}`}>
      {options.map((option) => (
        <label key={option.value} className={classes.card}>
          <input type="radio" className={classes.dot} name={name} value={option.value} checked={option.value === value} disabled={option.disabled} onChange={() => onChange(option.value)} aria-describedby={option.help ? `${name}-${option.value}` : undefined} aria-label={option.title} />
          <span>
            <span className={classes.title}>{option.title}</span>
            {option.help && <p className={classes.help} id={`${name}-${option.value}`}>{option.help}</p>}
          </span>
        </label>
      ))}
    </div>
  )
}
