import { useRef, type KeyboardEvent } from 'react'
import { useFormat } from '../i18n/use-format.ts'
import classes from './tabs.module.css'

export interface Tab {
  key: string
  label: string
  count?: number
}

/** A row of tabs; ← → move. The caller draws the chosen one's panel. */
export function Tabs({ label, tabs, value, onChange }: { label: string; tabs: readonly Tab[]; value: string; onChange: (key: string) => void }) {
  const format = useFormat()
  const list = useRef<HTMLDivElement>(null)
  function onKeyDown(event: KeyboardEvent): void {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (by === 0) return
    event.preventDefault()
    const at = (tabs.findIndex((tab) => tab.key === value) + by + tabs.length) % tabs.length
    const next = tabs[at]
    if (!next) return
    onChange(next.key)
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[at]?.focus()
  }
  return (
    <div ref={list} className={classes.list} role="tablist" aria-label={label} onKeyDown={onKeyDown}>
      {tabs.map((tab) => (
        <button key={tab.key} type="button" role="tab" className={classes.tab} aria-selected={tab.key === value} tabIndex={tab.key === value ? 0 : -1} onClick={() => onChange(tab.key)}>
          {tab.label}
          {tab.count !== undefined && <span className={classes.count}>{format.number(tab.count)}</span>}
        </button>
      ))}
    </div>
  )
}
