import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconAdjustments, IconDots, IconEye, IconFolderOpen, IconFolderOff, IconPlayerPause, IconPlayerPlay, IconRefresh, IconTrash, IconZoomScan, type Icon } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { FolderState, WatchFolder } from '../../../contract/models/folder.ts'
import { orpc } from '../../bridge/client.ts'
import { host } from '../../bridge/host.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { CountsRow } from '../../components/count-button.tsx'
import { MiddleCut } from '../../components/middle-cut.tsx'
import { Mono } from '../../components/mono.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { SegmentedBar } from '../../components/segmented-bar.tsx'
import { Chip } from '../../components/state-chip.tsx'
import type { Look } from '../../components/state-looks.ts'
import { TimeAgo } from '../../components/times.tsx'
import { places } from '../../frame/places.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { clipsLink } from '../clips-link.ts'
import { useDeed } from '../clips/use-deed.ts'
import { useCoreWords } from '../../i18n/use-core-words.ts'
import { FolderSettingsDialog } from './folder-settings-dialog.tsx'
import classes from './folders.module.css'

const looks: Record<FolderState, { role: Look['role']; icon: Icon }> = {
  scanning: { role: 'moving', icon: IconZoomScan },
  watching: { role: 'quiet', icon: IconEye },
  paused: { role: 'quiet', icon: IconPlayerPause },
  waiting: { role: 'you', icon: IconFolderOff },
}

/** One watched folder: where, for whom, how it is, and what has come of it. */
export function FolderRow({ folder, withPerson }: { folder: WatchFolder; withPerson: boolean }) {
  const { t } = useTranslation('folders')
  const inWords = useCoreWords()
  const format = useFormat()
  const [open, setOpen] = useState<'settings' | 'remove' | null>(null)
  const pause = useDeed({ options: orpc.folders.pause.mutationOptions() })
  const resume = useDeed({ options: orpc.folders.resume.mutationOptions() })
  const rescan = useDeed({ options: orpc.folders.rescan.mutationOptions(), told: () => t('told.rescan') })
  const remove = useDeed({ options: orpc.folders.remove.mutationOptions(), told: () => t('told.removed'), after: () => setOpen(null) })
  const error = pause.error ?? resume.error ?? rescan.error
  const paused = folder.state === 'paused'
  const facts = [
    folder.state === 'waiting' ? null : folder.mode === 'polling' ? t('mode.polling') : t('mode.events'),
    t('facts.settle', { time: format.duration(folder.settleMs) }),
    folder.lingerMs === 0 ? t('facts.noLinger') : t('facts.linger', { time: format.duration(folder.lingerMs) }),
    folder.batchSize === null ? null : t('facts.batch', { number: format.number(folder.batchSize) }),
    folder.ignore.length > 0 ? t('facts.ignore', { patterns: folder.ignore.join(t('common:comma')) }) : null,
    folder.profileName === null ? null : t('facts.profile', { name: folder.profileName }),
    t(`facts.existing.${folder.existing}`),
  ].filter((fact) => fact !== null)
  const { role, icon } = looks[folder.state]
  return (
    <li className={classes.row}>
      <div className={classes.rowHead}>
        <Chip role={role} icon={icon} word={t(`state.${folder.state}.word`)} said={t(`state.${folder.state}.said`)} />
        <span className={classes.path}><Mono><MiddleCut text={folder.path} keep={28} /></Mono></span>
        {withPerson && <Link href={places.person(folder.groupId)} className={classes.person}>{folder.groupName}</Link>}
        <span className={classes.rowActions}>
          {folder.state === 'waiting' && <Button size="xs" leftSection={<IconRefresh size={14} aria-hidden />} loading={rescan.isPending} onClick={() => rescan.mutate({ id: folder.id })}>{t('do.look')}</Button>}
          {paused
            ? <Button size="xs" leftSection={<IconPlayerPlay size={14} aria-hidden />} loading={resume.isPending} onClick={() => resume.mutate({ id: folder.id })}>{t('do.resume')}</Button>
            : <Button size="xs" leftSection={<IconPlayerPause size={14} aria-hidden />} loading={pause.isPending} onClick={() => pause.mutate({ id: folder.id })}>{t('do.pause')}</Button>}
          <Menu>
            <Menu.Target><ActionIcon size={28} aria-label={t('do.more', { path: folder.path })}><IconDots size={16} /></ActionIcon></Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconRefresh size={16} />} onClick={() => rescan.mutate({ id: folder.id })}>{t('do.rescan')}</Menu.Item>
              <Menu.Item leftSection={<IconAdjustments size={16} />} onClick={() => setOpen('settings')}>{t('do.settings')}</Menu.Item>
              {host.canReveal && <Menu.Item leftSection={<IconFolderOpen size={16} />} onClick={() => void host.reveal(folder.path)}>{t('do.reveal')}</Menu.Item>}
              <Menu.Divider />
              <Menu.Item leftSection={<IconTrash size={16} />} onClick={() => setOpen('remove')}>{t('do.remove')}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </span>
      </div>
      {folder.cause && <p className={folder.state === 'waiting' ? classes.whyWaiting : classes.why}>{t(`cause.${folder.cause}`, { why: inWords(folder.why ?? '') })}{folder.state === 'waiting' && folder.cause !== 'scan-failed' && `${t('common:sentenceGap')}${t('state.waiting.said')}`}</p>}
      <SegmentedBar counts={folder.counts} />
      <CountsRow counts={folder.counts} hrefFor={(state) => clipsLink({ watchFolderId: folder.id, states: [state] })} />
      <p className={classes.quiet}>
        {facts.join(' · ')} · {folder.lastScanAt === null ? t('facts.neverScanned') : <>{t('facts.scanned')} <TimeAgo at={folder.lastScanAt} /></>}
      </p>
      {error && <ProblemNote error={error} />}
      {open === 'settings' && <FolderSettingsDialog folder={folder} onClose={() => setOpen(null)} />}
      <ConfirmDialog opened={open === 'remove'} destructive title={t('remove.title')} confirm={t('remove.confirm')} pending={remove.isPending} error={remove.error} onClose={() => setOpen(null)} onConfirm={() => remove.mutate({ id: folder.id })}>
        <p className={classes.sentence}>{t('remove.what')}</p>
        <Mono>{folder.path}</Mono>
      </ConfirmDialog>
    </li>
  )
}
