import { VisuallyHidden } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearch } from 'wouter'
import { orpc } from '../../bridge/client.ts'
import { LoadingBlocks } from '../../components/loading-blocks.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { Screen } from '../../components/screen.tsx'
import { SessionDialog } from '../sessions/session-dialog.tsx'
import { CalmState } from './calm-state.tsx'
import { CauseCardOf } from './cause-card-of.tsx'
import { causeKey } from './cause-key.ts'
import classes from './needs-you.module.css'
import { useMany } from './use-many.ts'

/** Everything that waits for a person, one card per cause. `?cause=KEY` brings one into view. */
export function NeedsYouScreen() {
  const { t } = useTranslation('needs-you')
  const many = useMany()
  const causes = useQuery(orpc.attention.list.queryOptions({ input: {} }))
  const chosen = new URLSearchParams(useSearch()).get('cause')
  const [sessionId, setSessionId] = useState<number | null>(null)
  const loaded = causes.data !== undefined
  useEffect(() => {
    if (!loaded || chosen === null) return
    const card = document.getElementById(chosen)
    card?.scrollIntoView({ block: 'start' })
    card?.focus({ preventScroll: true })
  }, [chosen, loaded])
  return (
    <Screen>
      <PageHeader title={t('title')}>{causes.data && causes.data.length > 0 && t('count', many(causes.data.length))}</PageHeader>
      {causes.isPending && <LoadingBlocks count={3} height={148} gap={16} />}
      {causes.error && <ProblemNote error={causes.error} onRetry={() => void causes.refetch()} />}
      {causes.data?.length === 0 && <CalmState />}
      {causes.data && causes.data.length > 0 && <VisuallyHidden component="h2">{t('count', many(causes.data.length))}</VisuallyHidden>}
      {causes.data && causes.data.length > 0 && (
        <ul className={classes.cards}>
          {causes.data.map((cause) => {
            const key = causeKey(cause)
            return <li key={key} id={key} tabIndex={-1} className={classes.linger} data-chosen={key === chosen}><CauseCardOf cause={cause} onShowSession={setSessionId} /></li>
          })}
        </ul>
      )}
      {sessionId !== null && <SessionDialog sessionId={sessionId} onClose={() => setSessionId(null)} />}
    </Screen>
  )
}
