import { NumberInput, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { LimitRow } from './limit-rows.ts'
import classes from './settings.module.css'

export interface LimitsTableProps<T> {
  rows: readonly LimitRow<T>[]
  value: T
  narrower: T
  onChange: (part: Partial<T>) => void
  onNarrower: (part: Partial<T>) => void
}

const wordsOf = (text: string): string[] => text.split(/[,，\s]+/).map((word) => word.trim().toLowerCase()).filter((word) => word !== '')

/** Limits to edit, in the units people read: what holds a clip, and what it is only warned of. */
export function LimitsTable<T extends object>({ rows, value, narrower, onChange, onNarrower }: LimitsTableProps<T>) {
  const { t } = useTranslation('settings')
  const cells = (row: LimitRow<T>, of: T, change: (part: Partial<T>) => void, what: string) => {
    if (row.kind === 'list') {
      const list = (of[row.of] as string[]).join(', ')
      return <td colSpan={2}><TextInput aria-label={what} title={t('limits.listHelp')} spellCheck={false} required defaultValue={list} key={list} onBlur={(event) => { if (event.currentTarget.value !== list) change({ [row.of]: wordsOf(event.currentTarget.value) } as Partial<T>) }} /></td>
    }
    const input = (side: keyof T, label: string, placeholder: string) => {
      const written = Number((Number(of[side]) / row.scale).toFixed(row.digits))
      return (
        <NumberInput
          aria-label={label} leftSection={<span className={classes.side}>{placeholder}</span>} leftSectionWidth={56} min={0} decimalScale={row.digits} thousandSeparator={row.word === 'pixels'} hideControls required value={written}
          // Untouched is kept to the byte: what is written may be rounded.
          onChange={(given) => { if (typeof given === 'number' && given !== written) change({ [side]: Math.round(given * row.scale * 1000) / 1000 } as Partial<T>) }}
        />
      )
    }
    return (
      <>
        <td>{row.min !== null && input(row.min, t('limits.atLeastOf', { what }), t('limits.atLeast'))}</td>
        <td>{input(row.max, t('limits.atMostOf', { what }), t('limits.atMost'))}</td>
      </>
    )
  }
  return (
    <table className={classes.limits}>
      <thead>
        <tr><th scope="col">{t('limits.limit')}</th><th scope="colgroup" colSpan={2}>{t('limits.holds')}</th><th scope="colgroup" colSpan={2}>{t('limits.warns')}</th></tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const what = t(`limits.${row.word}`)
          return (
            <tr key={row.word}>
              <th scope="row">{what}</th>
              {cells(row, value, onChange, what)}
              {cells(row, narrower, onNarrower, t('limits.warnsOf', { what }))}
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
