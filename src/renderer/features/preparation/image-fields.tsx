import { NumberInput, Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ImageRecipe, Recipe } from '../../../contract/models/preparation.ts'
import classes from './preparation.module.css'

/** As the service's limits count. */
const MB = 1024 * 1024
const asItIs: ImageRecipe = { mostSide: null, leastSide: null, format: 'keep', mostBytes: null }

/** How a copy of an image is to be. Nothing said: images stay as they are. */
export function ImageFields({ recipe, onChange }: { recipe: Recipe; onChange: (recipe: Recipe) => void }) {
  const { t } = useTranslation('preparation')
  const image = recipe.image ?? asItIs
  const change = (more: Partial<ImageRecipe>) => {
    const next = { ...image, ...more }
    const nothing = next.mostSide === null && next.leastSide === null && next.format === 'keep' && next.mostBytes === null
    onChange({ ...recipe, image: nothing ? null : next })
  }
  const whole = (value: number | string, least: number): number | null => (typeof value === 'number' && value >= least ? Math.round(value) : null)
  return (
    <div className={classes.pair}>
      <NumberInput label={t('image.mostSide')} placeholder={t('keep')} min={16} max={65_535} allowDecimal={false} suffix=" px" value={image.mostSide ?? ''} onChange={(value) => change({ mostSide: whole(value, 16) })} />
      <NumberInput label={t('image.leastSide')} placeholder={t('keep')} min={16} max={16_384} allowDecimal={false} suffix=" px" value={image.leastSide ?? ''} onChange={(value) => change({ leastSide: whole(value, 16) })} />
      <Select
        label={t('image.format')} allowDeselect={false} value={image.format}
        data={[{ value: 'keep', label: t('image.keep') }, { value: 'jpeg', label: 'JPEG' }, { value: 'png', label: 'PNG' }]}
        onChange={(value) => change({ format: value === 'jpeg' || value === 'png' ? value : 'keep' })}
      />
      <NumberInput label={t('field.most')} placeholder={t('anySize')} min={1} suffix=" MB" value={image.mostBytes === null ? '' : Math.round(image.mostBytes / MB)} onChange={(value) => { const mb = whole(value, 1); change({ mostBytes: mb === null ? null : mb * MB }) }} />
    </div>
  )
}
