import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Cause } from '../../../contract/models/overview.ts'
import { orpc } from '../../bridge/client.ts'
import { CauseCard } from '../../components/cause-card.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { SessionDialog } from '../sessions/session-dialog.tsx'
import { useCauseWords } from './use-cause-words.tsx'
import { useDeed } from './use-deed.ts'

/** A validation session is open: its QR code, and the word that the person has finished. */
export function SessionOpenCard({ cause }: { cause: Extract<Cause, { kind: 'session-open' }> }) {
  const { t } = useTranslation('needs-you')
  const words = useCauseWords()(cause)
  const [shown, setShown] = useState(false)
  const finished = useDeed({ options: orpc.sessions.askVerdict.mutationOptions(), told: () => t('session.askedVerdict'), after: () => setShown(true) })
  return (
    <>
      <CauseCard
        role={words.role} icon={words.icon} title={words.title} affects={words.affects}
        buttons={
          <>
            <Button variant="filled" onClick={() => setShown(true)}>{t('session.show')}</Button>
            <Button loading={finished.isPending} onClick={() => finished.mutate({ id: cause.sessionId })}>{t('session.finished')}</Button>
          </>
        }
      >
        <p>{t('session.what')}</p>
        {finished.error && <ProblemNote error={finished.error} />}
      </CauseCard>
      {shown && <SessionDialog sessionId={cause.sessionId} onClose={() => setShown(false)} />}
    </>
  )
}
