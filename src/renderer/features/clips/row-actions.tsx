import { ActionIcon, Tooltip } from '@mantine/core'
import { IconArrowBackUp, IconCircleMinus, IconCopy, IconRefresh, IconReload, IconSend, type Icon } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Clip } from '../../../contract/models/clip.ts'
import classes from './clip-cells.module.css'
import { allows, type ClipAction } from './clip-permissions.ts'
import type { ClipActions } from './use-clip-actions.ts'

/** What finds room in a row; preparing is asked for in the drawer or for a selection. */
type RowAction = Exclude<ClipAction, 'prepare'>

const icons: Record<RowAction, Icon> = {
  resubmit: IconRefresh,
  copyAssetUrl: IconCopy,
  recheck: IconReload,
  submitAnyway: IconSend,
  bringBack: IconArrowBackUp,
  setAside: IconCircleMinus,
}
const order = Object.keys(icons) as RowAction[]

/** Up to three small buttons for one clip; `reachable` by Tab in the row the keys act on. */
export function RowActions({ clip, actions, reachable }: { clip: Clip; actions: ClipActions; reachable: boolean }) {
  const { t } = useTranslation('clips')
  const selection = { ids: [clip.id] }
  const run: Record<RowAction, () => void> = {
    resubmit: () => actions.resubmit(selection),
    copyAssetUrl: () => actions.copyAssetUrls(clip.assetUrl ? [clip.assetUrl] : []),
    recheck: () => actions.recheck(selection),
    submitAnyway: () => actions.submitAnyway(selection),
    bringBack: () => actions.bringBack(selection),
    setAside: () => actions.setAside(selection),
  }
  return (
    <span className={classes.actions}>
      {order.filter((action) => allows(action, clip.state)).map((action) => {
        const Glyph = icons[action]
        return (
          <Tooltip key={action} label={t(`action.${action}`)}>
            <ActionIcon data-shows={action === 'copyAssetUrl' || undefined} size={28} aria-label={t('row.action', { action: t(`action.${action}`), name: clip.name })} tabIndex={reachable ? 0 : -1} onClick={run[action]}>
              <Glyph size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )
      })}
    </span>
  )
}
