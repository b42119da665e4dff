import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Cause } from '../../../contract/models/overview.ts'
import { orpc } from '../../bridge/client.ts'
import { CauseCard } from '../../components/cause-card.tsx'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { Mono } from '../../components/mono.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { TimeAgo } from '../../components/times.tsx'
import { useCoreWords } from '../../i18n/use-core-words.ts'
import { folderWaitOf } from './folder-wait.ts'
import { useCauseWords } from './use-cause-words.tsx'
import { useDeed } from './use-deed.ts'

/** A watch folder cannot be looked through: it is waited for, looked for again, or given up. */
export function FolderWaitingCard({ cause }: { cause: Extract<Cause, { kind: 'folder-waiting' }> }) {
  const { t } = useTranslation('needs-you')
  const inWords = useCoreWords()
  const words = useCauseWords()(cause)
  const wait = folderWaitOf(cause)
  const [stopping, setStopping] = useState(false)
  const again = useDeed({ options: orpc.folders.rescan.mutationOptions(), told: () => t('folder.lookedAgain') })
  const stop = useDeed({ options: orpc.folders.remove.mutationOptions(), told: () => t('folder.stopped'), after: () => setStopping(false) })
  return (
    <>
      <CauseCard
        role={words.role} icon={words.icon} title={words.title} affects={<><Mono>{cause.path}</Mono> · <TimeAgo at={cause.since} /></>}
        buttons={
          <>
            <Button variant="filled" loading={again.isPending} onClick={() => again.mutate({ id: cause.folderId })}>{t('folder.again')}</Button>
            <Button component={Link} href="/folders">{t('folder.folders')}</Button>
            <Button onClick={() => setStopping(true)}>{t('folder.stop')}</Button>
          </>
        }
      >
        <p>{[t(`folder.do.${wait}`, { why: inWords(cause.why ?? '') }), t(wait === 'scan-failed' ? 'folder.whatFailed' : 'folder.what', { name: cause.groupName })].join(t('common:sentenceGap'))}</p>
        {again.error && <ProblemNote error={again.error} />}
      </CauseCard>
      <ConfirmDialog opened={stopping} destructive title={t('folder.stopTitle')} confirm={t('folder.stop')} pending={stop.isPending} error={stop.error} onClose={() => setStopping(false)} onConfirm={() => stop.mutate({ id: cause.folderId })}>
        {t('folder.stopWhat', { path: cause.path })}
      </ConfirmDialog>
    </>
  )
}
