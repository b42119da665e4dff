import { NumberInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Recipe } from '../../../contract/models/preparation.ts'
import classes from './preparation.module.css'

/** Which seconds, in numbers. */
export function RangeFields({ recipe, onChange }: { recipe: Recipe; onChange: (recipe: Recipe) => void }) {
  const { t } = useTranslation('preparation')
  const msOf = (value: number | string): number | null => (typeof value === 'number' ? Math.round(value * 1000) : null)
  return (
    <div className={classes.pair}>
      <NumberInput label={t('range.from')} min={0} step={0.1} decimalScale={3} suffix={t('range.seconds')} value={recipe.fromMs / 1000} onChange={(value) => onChange({ ...recipe, fromMs: msOf(value) ?? 0 })} />
      <NumberInput
        label={t('range.to')} placeholder={t('range.end')} min={0} step={0.1} decimalScale={3} suffix={t('range.seconds')} value={recipe.toMs === null ? '' : recipe.toMs / 1000}
        error={recipe.toMs !== null && recipe.toMs <= recipe.fromMs ? t('range.wrong') : undefined} onChange={(value) => onChange({ ...recipe, toMs: msOf(value) })}
      />
    </div>
  )
}
