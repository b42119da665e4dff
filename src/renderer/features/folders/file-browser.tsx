import { Button } from '@mantine/core'
import { IconArrowUp, IconFolder, IconMovie } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { orpc } from '../../bridge/client.ts'
import { LoadingBlocks } from '../../components/loading-blocks.tsx'
import { MiddleCut } from '../../components/middle-cut.tsx'
import { Mono } from '../../components/mono.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import classes from './folders.module.css'

/**
 * Folders and clips of the machine the core runs on, for a page that has no dialog of its own.
 * `pick: 'folder'`: the folder one is in is the choice; `'clip'`: a clip is clicked.
 */
export function FileBrowser({ pick, picked, onPick }: { pick: 'folder' | 'clip'; picked: string; onPick: (path: string) => void }) {
  const { t } = useTranslation('folders')
  const format = useFormat()
  const [path, setPath] = useState<string | null>(picked === '' ? null : pick === 'folder' ? picked : null)
  const found = useQuery(orpc.host.browse.queryOptions({ input: { path }, staleTime: 0, placeholderData: (before) => before }))
  const go = (next: string) => {
    setPath(next)
    if (pick === 'folder') onPick(next)
  }
  const { parent, entries = [] } = found.data ?? {}
  const shown = pick === 'folder' ? entries.filter(({ kind }) => kind === 'folder') : entries
  const clips = entries.filter(({ kind }) => kind === 'clip').length
  return (
    <div className={classes.browser} role="group" aria-label={t('browse.label')}>
      <div className={classes.browserHead}>
        <Button size="xs" leftSection={<IconArrowUp size={14} aria-hidden />} disabled={!parent} onClick={() => parent && go(parent)}>{t('browse.up')}</Button>
        <span className={classes.browserPath}>{found.data && <Mono><MiddleCut text={found.data.path} keep={24} /></Mono>}</span>
        {pick === 'folder' && found.data && path === null && <Button size="xs" onClick={() => go(found.data.path)}>{t('browse.here')}</Button>}
      </div>
      {found.error && <ProblemNote error={found.error} />}
      {found.isPending && <LoadingBlocks count={4} height={28} gap={4} />}
      {found.data && (
        <ul className={classes.browserList}>
          {shown.map((entry) => (
            <li key={entry.path}>
              <button type="button" aria-pressed={entry.kind === 'clip' ? entry.path === picked : undefined} onClick={() => (entry.kind === 'folder' ? go(entry.path) : onPick(entry.path))}>
                {entry.kind === 'folder' ? <IconFolder size={16} aria-hidden /> : <IconMovie size={16} aria-hidden />}
                <MiddleCut text={entry.name} />
                {entry.sizeBytes !== null && <span className={classes.quiet}>{format.bytes(entry.sizeBytes)}</span>}
              </button>
            </li>
          ))}
          {shown.length === 0 && <li className={classes.quiet}>{t(pick === 'folder' ? 'browse.noFolders' : 'browse.nothing')}</li>}
          {pick === 'folder' && clips > 0 && <li className={classes.quiet}>{t('browse.clips', { count: clips, number: format.number(clips) })}</li>}
        </ul>
      )}
    </div>
  )
}
