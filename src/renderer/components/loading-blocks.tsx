import { VisuallyHidden } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import classes from './loading-blocks.module.css'

/** Still blocks in the geometry of what is coming, after 150 ms: what comes sooner shows no blocks at all. */
export function LoadingBlocks({ count = 3, height = 44, gap = 8, width = '100%' }: { count?: number; height?: number; gap?: number; width?: number | string }) {
  const { t } = useTranslation()
  return (
    <div className={classes.blocks} style={{ gap }} aria-busy="true">
      <VisuallyHidden>{t('common:loading')}</VisuallyHidden>
      {Array.from({ length: count }, (_, index) => <div key={index} className={classes.block} style={{ height, width }} aria-hidden />)}
    </div>
  )
}
