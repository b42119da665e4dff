import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { orpc } from '../../bridge/client.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { LoadingBlocks } from '../../components/loading-blocks.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { FolderRow } from './folder-row.tsx'
import classes from './folders.module.css'
import { WatchFolderDialog } from './watch-folder-dialog.tsx'

/** A button and the dialog behind it. */
export function WatchFolderButton({ groupId, filled = false }: { groupId: number | null; filled?: boolean }) {
  const { t } = useTranslation('folders')
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button variant={filled ? 'filled' : 'default'} onClick={() => setOpen(true)}>{t('add.button')}</Button>
      {open && <WatchFolderDialog groupId={groupId} onClose={() => setOpen(false)} />}
    </>
  )
}

/** Watched folders, a person's or everyone's; those that wait for something first. */
export function FolderList({ groupId }: { groupId: number | null }) {
  const { t } = useTranslation('folders')
  const folders = useQuery(orpc.folders.list.queryOptions({ input: groupId === null ? {} : { groupId } }))
  if (folders.error) return <ProblemNote error={folders.error} onRetry={() => void folders.refetch()} />
  if (!folders.data) return <LoadingBlocks count={3} height={140} />
  if (folders.data.length === 0) return <EmptyState sentence={t('empty')} action={<WatchFolderButton groupId={groupId} />} />
  const sorted = [...folders.data].sort((a, b) => Number(b.state === 'waiting') - Number(a.state === 'waiting') || a.path.localeCompare(b.path))
  return (
    <Panel flush>
      <ul className={classes.list} aria-label={t('common:nav.folders')}>
        {sorted.map((folder) => <FolderRow key={folder.id} folder={folder} withPerson={groupId === null} />)}
      </ul>
    </Panel>
  )
}
