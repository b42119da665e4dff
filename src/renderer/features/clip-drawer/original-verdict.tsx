import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Clip } from '../../../contract/models/clip.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Mono } from '../../components/mono.tsx'
import { StateChip } from '../../components/state-chip.tsx'
import { TimeAgo } from '../../components/times.tsx'
import { places } from '../../frame/places.ts'
import classes from './clip-drawer.module.css'

/** What became of the clip that this one is a copy of: its verdict is this one's too. */
export function OriginalVerdict({ original }: { original: NonNullable<Clip['original']> }) {
  const { t } = useTranslation('clip-drawer')
  return (
    <div className={classes.original}>
      <span className={classes.stateLine}>
        <Link href={places.clips({}, original.id)}>{original.name}</Link>
        <StateChip state={original.state} />
        <span className={classes.quiet}><TimeAgo at={original.stateSince} /></span>
      </span>
      {original.assetUrl !== null && original.state === 'active' && <span className={classes.copied}><Mono>{original.assetUrl}</Mono><CopyButton value={original.assetUrl} what={t('where.asset')} /></span>}
    </div>
  )
}
