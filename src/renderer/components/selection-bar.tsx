import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../i18n/use-format.ts'
import classes from './selection-bar.module.css'

export interface SelectionBarProps {
  /** How many are selected; nothing is drawn at 0 without `undo`. */
  count: number
  /** Buttons for what can be done to them. */
  children?: ReactNode
  onClear: () => void
  /** What was done last and can be taken back. */
  undo?: { words: string; onUndo: () => void } | null
}

/** 48 px at the foot of a list: how many, what can be done, and Undo. Put it after the table in the same flex column. */
export function SelectionBar({ count, children, onClear, undo }: SelectionBarProps) {
  const { t } = useTranslation()
  const format = useFormat()
  if (count === 0 && !undo) return null
  return (
    <div className={classes.bar} role="region" aria-label={t('common:selection.label')}>
      <span className={classes.count} aria-live="polite">
        {count > 0 ? t('common:selection.count', { count, number: format.number(count) }) : undo?.words}
      </span>
      {count > 0 && children}
      <span className={classes.rest} />
      {undo && <Button variant="subtle" onClick={undo.onUndo}>{t('common:action.undo')}</Button>}
      {count > 0 && <Button data-shows variant="subtle" onClick={onClear}>{t('common:selection.clear')}</Button>}
    </div>
  )
}
