import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { orpc } from '../../bridge/client.ts'
import { Dialog } from '../../components/dialog.tsx'
import { LoadingBlocks } from '../../components/loading-blocks.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { SessionView } from './session-view.tsx'

/** A validation session under way, or how it ended; goes on to the new one when a person asks for it. */
export function SessionDialog({ sessionId, onClose }: { sessionId: number; onClose: () => void }) {
  const { t } = useTranslation('sessions')
  const [id, setId] = useState(sessionId)
  const session = useQuery(orpc.sessions.get.queryOptions({ input: { id } }))
  return (
    <Dialog onClose={onClose} title={session.data ? t('view.title', { name: session.data.name }) : t('verify.title')} size={520}>
      <div style={{ padding: '0 12px 12px' }} aria-live="polite">
        {session.isPending && <LoadingBlocks count={1} height={320} />}
        {session.error && <ProblemNote error={session.error} onRetry={() => void session.refetch()} />}
        {session.data && <SessionView session={session.data} onRenewed={setId} onClose={onClose} />}
      </div>
    </Dialog>
  )
}
