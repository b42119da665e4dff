import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core'
import { IconBolt, IconDots, IconPencil, IconPlayerPause, IconPlayerPlay, IconTargetArrow, IconUserMinus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Group } from '../../../contract/models/group.ts'
import { orpc } from '../../bridge/client.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { CountsRow } from '../../components/count-button.tsx'
import { Mono } from '../../components/mono.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { SegmentedBar } from '../../components/segmented-bar.tsx'
import { Chip } from '../../components/state-chip.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { useNow } from '../../i18n/use-now.ts'
import { places } from '../../frame/places.ts'
import { AddClips } from '../intake/add-clips.tsx'
import { useDeed } from '../clips/use-deed.ts'
import { ForgetDialog } from '../forgetting/forget-dialog.tsx'
import { ForgettingBanner } from '../forgetting/forgetting-banner.tsx'
import { ConsentNote } from './consent-note.tsx'
import { ModeDialog } from './mode-dialog.tsx'
import classes from './person.module.css'
import { RenameDialog } from './rename-dialog.tsx'
import { StopBanner } from './stop-banner.tsx'
import { WaitingBanner } from './waiting-banner.tsx'

/** Who this is, how far their clips are, and the brakes. */
export function PersonHeader({ group }: { group: Group }) {
  const { t } = useTranslation('person')
  const format = useFormat()
  const now = useNow(15_000)
  const [open, setOpen] = useState<'mode' | 'rename' | 'forget' | null>(null)
  const pause = useDeed({ options: orpc.groups.pause.mutationOptions(), told: () => t('told.paused', { name: group.name }) })
  const resume = useDeed({ options: orpc.groups.resume.mutationOptions(), told: () => t('told.resumed', { name: group.name }) })
  const error = pause.error ?? resume.error
  const close = () => setOpen(null)
  return (
    <>
      <PageHeader
        title={group.name}
        actions={
          <>
            <Tooltip label={t(`mode.${group.mode}Said`)}>
              <Button leftSection={group.mode === 'certain' ? <IconTargetArrow size={16} aria-hidden /> : <IconBolt size={16} aria-hidden />} onClick={() => setOpen('mode')}>{t(`mode.${group.mode}`)}</Button>
            </Tooltip>
            {group.paused
              ? <Button leftSection={<IconPlayerPlay size={16} aria-hidden />} loading={resume.isPending} onClick={() => resume.mutate({ id: group.id })}>{t('do.resume')}</Button>
              : <Button leftSection={<IconPlayerPause size={16} aria-hidden />} loading={pause.isPending} onClick={() => pause.mutate({ id: group.id })}>{t('do.pause')}</Button>}
            <Menu>
              <Menu.Target><ActionIcon variant="default" aria-label={t('do.more')}><IconDots size={16} /></ActionIcon></Menu.Target>
              <Menu.Dropdown><Menu.Item leftSection={<IconPencil size={16} />} onClick={() => setOpen('rename')}>{t('do.rename')}</Menu.Item><Menu.Item leftSection={<IconUserMinus size={16} />} onClick={() => setOpen('forget')}>{t('do.forget')}</Menu.Item></Menu.Dropdown>
            </Menu>
            <AddClips groupId={group.id} />
          </>
        }
      >
        <span className={classes.facts}>
          <Mono>{group.remoteId}</Mono>
          <CopyButton value={group.remoteId} what={t('groupId')} />
          <span>{t('project', { name: group.projectName })}</span>
          {group.paused && <Chip role="quiet" icon={IconPlayerPause} word={t('common:account.paused')} />}
          {!group.paused && group.doneAt !== null && <span>{t('done', { time: format.when(group.doneAt, now) })}</span>}
        </span>
        <ConsentNote group={group} />
      </PageHeader>
      <div className={classes.banner}><ForgettingBanner groupId={group.id} /></div>
      <StopBanner group={group} />
      <WaitingBanner group={group} />
      {error && <div className={classes.banner}><ProblemNote error={error} /></div>}
      <div className={classes.progress}>
        <SegmentedBar counts={group.counts} height={12} />
        <CountsRow counts={group.counts} hrefFor={(state) => `${places.person(group.id, 'clips')}&state=${state}`} />
      </div>
      {open === 'mode' && <ModeDialog group={group} onClose={close} />}
      {open === 'forget' && <ForgetDialog group={group} onClose={close} />}
      {open === 'rename' && <RenameDialog group={group} onClose={close} />}
    </>
  )
}
