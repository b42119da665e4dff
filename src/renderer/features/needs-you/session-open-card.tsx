import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Cause } from '../../../contract/models/overview.ts'
import { orpc } from '../../bridge/client.ts'
import { CauseCard } from '../../components/cause-card.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useCauseWords } from './use-cause-words.tsx'
import { useDeed } from './use-deed.ts'

/** A validation session is open: its QR code, and the word that the person has finished. The screen shows the session: the card goes before it ends. */
export function SessionOpenCard({ cause, onShow }: { cause: Extract<Cause, { kind: 'session-open' }>; onShow: (sessionId: number) => void }) {
  const { t } = useTranslation('needs-you')
  const words = useCauseWords()(cause)
  const finished = useDeed({ options: orpc.sessions.askVerdict.mutationOptions(), told: () => t('session.askedVerdict'), after: ({ id }) => onShow(id) })
  return (
    <CauseCard
      role={words.role} icon={words.icon} title={words.title} affects={words.affects}
      buttons={
        <>
          <Button variant="filled" onClick={() => onShow(cause.sessionId)}>{t('session.show')}</Button>
          <Button loading={finished.isPending} onClick={() => finished.mutate({ id: cause.sessionId })}>{t('session.finished')}</Button>
        </>
      }
      >
      <p>{t('session.what')}</p>
      {finished.error && <ProblemNote error={finished.error} />}
    </CauseCard>
  )
}
