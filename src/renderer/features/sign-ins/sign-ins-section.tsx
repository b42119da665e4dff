import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { orpc } from '../../bridge/client.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { LoadingBlocks } from '../../components/loading-blocks.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { AddSignInDialog } from './add-sign-in-dialog.tsx'
import { SignInRow } from './sign-in-row.tsx'
import classes from './sign-ins.module.css'

/** Who may open these screens, besides whoever runs Greenroom. */
export function SignInsSection() {
  const { t } = useTranslation('sign-ins')
  const signIns = useQuery(orpc.signIns.list.queryOptions())
  const [adding, setAdding] = useState(false)
  const add = <Button variant="filled" onClick={() => setAdding(true)}>{t('add')}</Button>
  const holding = signIns.data?.rows.filter(({ revokedAt }) => revokedAt === null) ?? []
  const revoked = signIns.data?.rows.filter(({ revokedAt }) => revokedAt !== null) ?? []
  return (
    <>
      <p className={classes.intro}>{t('intro')}</p>
      {signIns.isPending && <LoadingBlocks count={2} height={56} />}
      {signIns.error && <ProblemNote error={signIns.error} onRetry={() => void signIns.refetch()} />}
      {signIns.data && (
        <Panel>
          {holding.length === 0 ? <EmptyState sentence={t('empty')} action={add} /> : holding.map((signIn) => <SignInRow key={signIn.id} signIn={signIn} />)}
        </Panel>
      )}
      {holding.length > 0 && <div>{add}</div>}
      {revoked.length > 0 && (
        <details className={classes.revoked}>
          <summary>{t('revokedOnes', { count: revoked.length })}</summary>
          {revoked.map((signIn) => <SignInRow key={signIn.id} signIn={signIn} />)}
        </details>
      )}
      {adding && <AddSignInDialog servedAt={signIns.data?.servedAt ?? []} onClose={() => setAdding(false)} />}
    </>
  )
}
