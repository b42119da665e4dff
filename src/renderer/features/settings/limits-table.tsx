import { NumberInput, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/use-format.ts'
import type { LimitRow } from './limit-rows.ts'
import classes from './settings.module.css'

export interface LimitsTableProps<T> {
  rows: readonly LimitRow<T>[]
  value: T
  narrower: T
  onChange: (part: Partial<T>) => void
}

const wordsOf = (text: string): string[] => text.split(/[,，\s]+/).map((word) => word.trim().toLowerCase()).filter((word) => word !== '')

/** Limits to edit, in the units people read, beside what the narrower page says. */
export function LimitsTable<T extends object>({ rows, value, narrower, onChange }: LimitsTableProps<T>) {
  const { t } = useTranslation('settings')
  const format = useFormat()
  return (
    <table className={classes.limits}>
      <thead>
        <tr><th scope="col">{t('limits.limit')}</th><th scope="col" colSpan={2}>{t('limits.holds')}</th><th scope="col">{t('limits.strict')}</th></tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const what = t(`limits.${row.word}`)
          if (row.kind === 'list') {
            const list = (of: T) => (of[row.of] as string[]).join(', ')
            return (
              <tr key={row.word}>
                <th scope="row">{what}</th>
                <td colSpan={2}><TextInput aria-label={what} title={t('limits.listHelp')} spellCheck={false} required defaultValue={list(value)} key={list(value)} onBlur={(event) => onChange({ [row.of]: wordsOf(event.currentTarget.value) } as Partial<T>)} /></td>
                <td className={classes.quiet}>{list(narrower)}</td>
              </tr>
            )
          }
          const written = (of: T, side: keyof T) => Number((Number(of[side]) / row.scale).toFixed(row.digits))
          const change = (side: keyof T) => (given: number | string) => {
            // Untouched is kept to the byte: what is written may be rounded.
            if (typeof given === 'number' && given !== written(value, side)) onChange({ [side]: Math.round(given * row.scale * 1000) / 1000 } as Partial<T>)
          }
          const input = (side: keyof T, label: string, placeholder: string) => (
            <NumberInput aria-label={label} leftSection={<span className={classes.side}>{placeholder}</span>} leftSectionWidth={64} min={0} decimalScale={row.digits} thousandSeparator={row.word === 'pixels'} hideControls required value={written(value, side)} onChange={change(side)} />
          )
          const least = row.min
          return (
            <tr key={row.word}>
              <th scope="row">{what}</th>
              <td>{least !== null && input(least, t('limits.atLeastOf', { what }), t('limits.atLeast'))}</td>
              <td>{input(row.max, t('limits.atMostOf', { what }), t('limits.atMost'))}</td>
              <td className={classes.quiet}>
                {least === null ? t('limits.upTo', { to: format.number(written(narrower, row.max)) }) : t('limits.range', { from: format.number(written(narrower, least)), to: format.number(written(narrower, row.max)) })}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
