import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { orpc } from '../../bridge/client.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { LoadingBlocks } from '../../components/loading-blocks.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { ChannelDialog } from './channel-dialog.tsx'
import { ChannelRow } from './channel-row.tsx'
import classes from './channels.module.css'

/** Where news goes when nobody looks at the screens. */
export function ChannelsSection() {
  const { t } = useTranslation('channels')
  const channels = useQuery(orpc.channels.list.queryOptions())
  const [adding, setAdding] = useState(false)
  const add = <Button variant="filled" onClick={() => setAdding(true)}>{t('addChannel')}</Button>
  return (
    <>
      <p className={classes.intro}>{t('intro')}</p>
      {channels.isPending && <LoadingBlocks count={2} height={64} />}
      {channels.error && <ProblemNote error={channels.error} onRetry={() => void channels.refetch()} />}
      {channels.data && (
        <Panel>
          {channels.data.length === 0 ? <EmptyState sentence={t('empty')} action={add} /> : channels.data.map((channel) => <ChannelRow key={channel.id} channel={channel} />)}
        </Panel>
      )}
      {channels.data && channels.data.length > 0 && <div>{add}</div>}
      {adding && <ChannelDialog channel={null} onClose={() => setAdding(false)} />}
    </>
  )
}
