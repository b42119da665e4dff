import { Button } from '@mantine/core'
import { IconArrowBackUp, IconCopy, IconFileArrowRight, IconMapPin, IconRefresh, IconReload, IconScissors } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Clip } from '../../../contract/models/clip.ts'
import { places } from '../../frame/places.ts'
import { allows } from '../clips/clip-permissions.ts'
import type { ClipActions } from '../clips/use-clip-actions.ts'

/** Nothing of it is with the service, and it is not unclear whether it is. */
const replaceable: readonly Clip['state'][] = ['settling', 'checking', 'held', 'publishing', 'ready', 'failed', 'excluded']

/** What a person can do about one clip, what helps most first; only that has an icon, so that all fit one line. */
export function DrawerActions({ clip, actions, onReplace, onLocate }: { clip: Clip; actions: ClipActions; onReplace: () => void; onLocate: () => void }) {
  const { t } = useTranslation('clip-drawer')
  const selection = { ids: [clip.id] }
  // Of a copy the other clip's verdict is what one is after; of a missing file, the file.
  const missing = clip.sourceKind === 'path' && (clip.sourceMissing || clip.reason?.code === 'SourceGone')
  const copyOf = clip.state === 'held' ? clip.original : null
  const replaceFirst = !missing && !copyOf && !clip.mendable && (clip.state === 'held' || clip.state === 'failed') && (clip.reasonClass === 'mend' || clip.reasonClass === 'replace')
  const look = (first: boolean) => (first ? 'filled' : 'default')
  const buttons: [shown: boolean, first: boolean, button: (first: boolean) => React.ReactNode][] = [
    [copyOf !== null, true, (first) => <Button key="original" variant={look(first)} component={Link} href={places.clips({}, copyOf?.id)}>{t('do.original')}</Button>],
    [missing, true, (first) => <Button key="locate" variant={look(first)} leftSection={first && <IconMapPin size={16} aria-hidden />} onClick={onLocate}>{t('do.locate')}</Button>],
    [allows('resubmit', clip.state), !replaceFirst, (first) => <Button key="resubmit" variant={look(first)} loading={actions.pending} leftSection={first && <IconRefresh size={16} aria-hidden />} onClick={() => actions.resubmit(selection)}>{t('do.resubmit')}</Button>],
    [replaceable.includes(clip.state) && (clip.state === 'held' || clip.state === 'failed' || clip.sourceMissing), replaceFirst, (first) => <Button key="replace" variant={look(first)} leftSection={first && <IconFileArrowRight size={16} aria-hidden />} onClick={onReplace}>{t('do.replace')}</Button>],
    [allows('prepare', clip.state) && clip.sourceKind === 'path' && !clip.sourceMissing && !copyOf && (clip.mendable || clip.state !== 'held' || clip.reason?.breaches.length === 0), clip.mendable, (first) => <Button key="prepare" variant={look(first)} leftSection={first && <IconScissors size={16} aria-hidden />} onClick={() => actions.prepare(selection)}>{t(clip.mendable ? 'do.mend' : 'do.prepare')}</Button>],
    [allows('recheck', clip.state), !replaceFirst && !clip.mendable, (first) => <Button key="recheck" variant={look(first)} loading={actions.pending} leftSection={first && <IconReload size={16} aria-hidden />} onClick={() => actions.recheck(selection)}>{t('do.recheck')}</Button>],
    [allows('submitAnyway', clip.state) && !missing, false, () => <Button key="anyway" onClick={() => actions.submitAnyway(selection)}>{t('do.anyway')}</Button>],
    [clip.assetUrl !== null && clip.state === 'active', true, (first) => <Button key="copy" data-shows variant={look(first)} leftSection={first && <IconCopy size={16} aria-hidden />} onClick={() => actions.copyAssetUrls(clip.assetUrl ? [clip.assetUrl] : [])}>{t('do.copy')}</Button>],
    [clip.state === 'needs-attention', true, (first) => <Button key="answer" variant={look(first)} component={Link} href={places.person(clip.groupId, 'batches')}>{t('do.answer')}</Button>],
    [allows('bringBack', clip.state), true, (first) => <Button key="back" variant={look(first)} loading={actions.pending} leftSection={first && <IconArrowBackUp size={16} aria-hidden />} onClick={() => actions.bringBack(selection)}>{t('do.bringBack')}</Button>],
    [allows('setAside', clip.state), false, () => <Button key="aside" disabled={actions.pending} onClick={() => actions.setAside(selection)}>{t('do.setAside')}</Button>],
  ]
  const shown = buttons.filter(([isShown]) => isShown).sort((a, b) => Number(b[1]) - Number(a[1]))
  const first = shown.find(([, isFirst]) => isFirst)
  return shown.map((entry) => entry[2](entry === first))
}
