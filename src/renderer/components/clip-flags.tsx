import { Tooltip } from '@mantine/core'
import { IconAlertTriangle, IconCopy, IconTilde, IconUnlink, type Icon } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import classes from './state-chip.module.css'

function Flag({ icon: Glyph, words }: { icon: Icon; words: string }) {
  return (
    <Tooltip label={words}>
      <span className={classes.flag} role="img" aria-label={words}>
        <Glyph size={16} stroke={1.75} aria-hidden />
      </span>
    </Tooltip>
  )
}

/** Small marks after a state chip: a probable match, a missing file, a duplicate, a warning in words. Renders nothing without any. */
export function ClipFlags({ probable, missing, duplicate, warning }: { probable?: boolean; missing?: boolean; duplicate?: boolean; warning?: string | null }) {
  const { t } = useTranslation()
  if (!probable && !missing && !duplicate && !warning) return null
  return (
    <span className={classes.flags}>
      {probable && <Flag icon={IconTilde} words={t('common:flag.probable')} />}
      {missing && <Flag icon={IconUnlink} words={t('common:flag.missing')} />}
      {duplicate && <Flag icon={IconCopy} words={t('common:flag.duplicate')} />}
      {warning && <Flag icon={IconAlertTriangle} words={t('common:flag.warning', { what: warning })} />}
    </span>
  )
}
