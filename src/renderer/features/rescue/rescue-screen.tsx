import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RescueState } from '../../../contract/rescue.ts'
import { problemOf } from '../../bridge/problem-of.ts'
import { leaveRescue, rescue } from '../../bridge/rescue.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Facts } from '../../components/facts.tsx'
import { LoadingBlocks } from '../../components/loading-blocks.tsx'
import { Mono } from '../../components/mono.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { useCoreWords } from '../../i18n/use-core-words.ts'
import { BackupList } from './backup-list.tsx'
import { Exchanged, type Exchange } from './exchanged.tsx'
import classes from './rescue.module.css'
import { StartAfresh } from './start-afresh.tsx'

/** How often it is asked whether the ledger could be opened by itself. */
const lookMs = 3_000

/** The kinds of problem with words of their own; others are told as they come. */
function kindOf({ problem }: RescueState): 'damaged' | 'newer' | 'unreachable' {
  if (problem.kind === 'ledger-damaged') return 'damaged'
  return problem.kind === 'ledger-newer' ? 'newer' : 'unreachable'
}

/** What happened to the ledger, its backups, and the ways on. */
export function RescueScreen() {
  const { t } = useTranslation('rescue')
  const inWords = useCoreWords()
  const format = useFormat()
  const [done, setDone] = useState<Exchange | null>(null)
  const state = useQuery({ ...rescue.rescue.state.queryOptions(), refetchInterval: done ? false : lookMs, staleTime: 0 })
  const again = useMutation({ ...rescue.rescue.tryAgain.mutationOptions(), onSuccess: ({ problem }) => { if (problem) void state.refetch(); else void leaveRescue() } })

  // It was opened without us (from the command line, or its disk came back): what answers now knows nothing of this page.
  const gone = state.data?.opened === true || (state.error !== null && problemOf(state.error).kind !== 'unreachable')
  useEffect(() => {
    if (gone && !done) void leaveRescue()
  }, [gone, done])

  if (!state.data) return <main className={classes.page}><LoadingBlocks count={3} height={96} /></main>
  const { problem, file, sizeBytes, writtenAt, keepAsideIn, backups } = state.data
  const kind = kindOf(state.data)
  return (
    <main className={classes.page}>
      <div className={classes.mark}><span className={classes.ring} aria-hidden />Greenroom {state.data.sandbox && <span className={classes.sandbox}>{t('sandbox')}</span>}</div>
      <PageHeader
        title={t(`closed.${kind}.title`)}
        actions={!done && <Button variant={kind === 'damaged' ? 'default' : 'filled'} loading={again.isPending} onClick={() => again.mutate(undefined)}>{t('tryAgain')}</Button>}
      />
      {done ? <Exchanged done={done} /> : (
        <>
          <p className={classes.lead}>{t(`closed.${kind}.lead`)}</p>
          {again.error && <ProblemNote error={again.error} />}
          <Panel>
            <Facts facts={[
              [t('fact.said'), inWords(problem.message)],
              [t('fact.file'), <span key="file"><Mono>{file}</Mono> <CopyButton value={file} what={t('fact.file')} /></span>],
              [t('fact.size'), sizeBytes === null ? t('fact.none') : format.bytes(sizeBytes)],
              [t('fact.written'), writtenAt === null ? null : format.full(writtenAt)],
              [t('fact.todo'), kind === 'damaged' ? null : inWords(problem.advice)],
            ]} />
          </Panel>
          {kind !== 'unreachable' && <BackupList backups={backups} writtenAt={writtenAt} keepAsideIn={keepAsideIn} recommended={kind === 'damaged'} onDone={setDone} />}
          {kind !== 'unreachable' && <StartAfresh keepAsideIn={keepAsideIn} onDone={setDone} />}
        </>
      )}
    </main>
  )
}
