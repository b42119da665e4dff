import { Checkbox, NumberInput, Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Recipe } from '../../../contract/models/preparation.ts'
import classes from './preparation.module.css'

/** As the service's limits count. */
const MB = 1024 * 1024

const boxes = ['3840x2160', '2560x1440', '1920x1080', '1280x720', '960x540'] as const

function numberOf(value: number | string): number | null {
  return typeof value === 'number' && value > 0 ? value : null
}

/** How a copy is to be, but for its seconds. */
export function RecipeFields({ recipe, onChange }: { recipe: Recipe; onChange: (recipe: Recipe) => void }) {
  const { t } = useTranslation('preparation')
  const box = recipe.box ? `${recipe.box.width}x${recipe.box.height}` : 'keep'
  const change = (more: Partial<Recipe>) => onChange({ ...recipe, ...more })
  return (
    <>
      <div className={classes.pair}>
        <Select
          label={t('field.box')} allowDeselect={false} value={box}
          data={[{ value: 'keep', label: t('keep') }, ...[...new Set([...boxes, ...(recipe.box ? [box] : [])])].map((size) => ({ value: size, label: t('fitsInto', { size: size.replace('x', ' × ') }) }))]}
          onChange={(value) => {
            const [width, height] = (value ?? '').split('x').map(Number)
            change({ box: width && height ? { width, height } : null, enlarge: width ? recipe.enlarge : false })
          }}
        />
        <Select
          label={t('field.codec')} allowDeselect={false} value={recipe.codec}
          data={[{ value: 'keep', label: t('keep') }, { value: 'h264', label: 'H.264' }, { value: 'h265', label: 'H.265' }]}
          onChange={(value) => change({ codec: value === 'h264' || value === 'h265' ? value : 'keep' })}
        />
        <NumberInput label={t('field.fps')} placeholder={t('keep')} min={1} max={240} decimalScale={3} value={recipe.fps ?? ''} onChange={(value) => change({ fps: numberOf(value) })} />
        <NumberInput label={t('field.most')} placeholder={t('anySize')} min={1} suffix=" MB" value={recipe.mostBytes === null ? '' : Math.round(recipe.mostBytes / MB)} onChange={(value) => { const mb = numberOf(value); change({ mostBytes: mb === null ? null : Math.round(mb * MB) }) }} />
        <Select
          label={t('field.audio')} allowDeselect={false} value={recipe.audio}
          data={(['keep', 'drop', 'silent'] as const).map((value) => ({ value, label: t(`audio.${value}`) }))}
          onChange={(value) => change({ audio: value === 'drop' || value === 'silent' ? value : 'keep' })}
        />
        <Select
          label={t('field.cut')} description={t(`cut.${recipe.cut}What`)} inputWrapperOrder={['label', 'input', 'description']} allowDeselect={false} value={recipe.cut}
          data={(['exact', 'keyframe'] as const).map((value) => ({ value, label: t(`cut.${value}`) }))}
          onChange={(value) => change({ cut: value === 'keyframe' ? 'keyframe' : 'exact' })}
        />
      </div>
      {recipe.box && <Checkbox label={t('field.enlarge')} checked={recipe.enlarge} onChange={(event) => change({ enlarge: event.currentTarget.checked })} />}
      <Checkbox label={t('field.mp4')} checked={recipe.mp4} onChange={(event) => change({ mp4: event.currentTarget.checked })} />
    </>
  )
}
