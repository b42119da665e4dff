import { Button, Group, Loader, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { assertNever } from '../../../contract/assert-never.ts'
import type { ValidationSession } from '../../../contract/models/group.ts'
import type { Problem } from '../../../contract/models/problem.ts'
import { orpc } from '../../bridge/client.ts'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useDeed } from '../needs-you/use-deed.ts'
import { useCoreWords } from '../../i18n/use-core-words.ts'
import { SessionEnd } from './session-end.tsx'
import { SessionOpen } from './session-open.tsx'

export interface SessionViewProps {
  session: ValidationSession
  /** A new session took this one's place. */
  onRenewed: (id: number) => void
  onClose: () => void
}

/** What one sees of a session in each of its states, and what can be done next. */
export function SessionView({ session, onRenewed, onClose }: SessionViewProps) {
  const { t } = useTranslation('sessions')
  const [, navigate] = useLocation()
  const ask = useDeed({ options: orpc.sessions.askVerdict.mutationOptions() })
  const renew = useDeed({ options: orpc.sessions.renew.mutationOptions(), after: ({ id }) => onRenewed(id) })
  const { name } = session
  const newSession = (recommended: boolean) => (
    <Button size="md" variant={recommended ? 'filled' : 'default'} loading={renew.isPending} onClick={() => renew.mutate({ id: session.id })}>{t('view.renew')}</Button>
  )
  const error = ask.error ?? renew.error

  function content() {
    switch (session.state) {
      case 'creating':
        return <Waiting words={t('view.creating')} problem={session.problem} />
      case 'verdict-asked':
        return <Waiting words={t('view.asking', { name })} problem={session.problem} />
      case 'open':
        return <SessionOpen session={session} asking={ask.isPending} onFinished={() => ask.mutate({ id: session.id })} renewal={newSession} />
      case 'verified':
        return (
          <SessionEnd
            role="cleared" happened={session.knownAs === null ? t('view.verified', { name }) : t('view.verifiedKnown', { name, known: session.knownAs })}
            buttons={
              <>
                <Button size="md" onClick={onClose}>{t('view.done')}</Button>
                {session.groupId !== null && (
                  <Button size="md" variant="filled" onClick={() => { onClose(); navigate(`/people/${session.groupId}`) }}>{t('view.openPerson', { name })}</Button>
                )}
              </>
            }
          />
        )
      case 'refused':
        return <SessionEnd role="failed" happened={t('view.refused', { name })} what={t('view.refusedWhat')} problem={session.problem} buttons={newSession(true)} />
      case 'expired':
        return <SessionEnd role="you" happened={t('view.expired', { name })} what={t('view.expiredWhat')} problem={session.problem} buttons={newSession(true)} />
      case 'spent':
        return <SessionEnd role="you" happened={t('view.spent', { name })} what={t('view.spentWhat')} problem={session.problem} buttons={newSession(true)} />
      case 'verdict-unknown':
        // Lost while it was made: there is no code to ask a verdict by.
        if (session.h5Link === null) return <SessionEnd role="you" happened={t('view.notMade', { name })} what={t('view.notMadeWhat')} problem={session.problem} buttons={newSession(true)} />
        return (
          <SessionEnd
            role="you" happened={t('view.unknown', { name })} what={t('view.unknownWhat')} problem={session.problem}
            buttons={<><Button size="md" loading={ask.isPending} onClick={() => ask.mutate({ id: session.id })}>{t('view.askAgain')}</Button>{newSession(true)}</>}
          />
        )
      default:
        return assertNever(session.state)
    }
  }

  return (
    <Stack gap={16}>
      {content()}
      {error && <ProblemNote error={error} />}
    </Stack>
  )
}

/** @param problem why it has not come yet; it is tried again by itself. */
function Waiting({ words, problem }: { words: string; problem: Problem | null }) {
  const { t } = useTranslation()
  const inWords = useCoreWords()
  return (
    <Stack gap={8} mih={120} justify="center" align="center">
      <Group gap={12} wrap="nowrap"><Loader size={20} color="var(--gr-ink-2)" aria-hidden /><span>{words}</span></Group>
      {problem && <Text size="sm" c="var(--gr-ink-2)" ta="center" role="status">{[problem.message, problem.advice].map(inWords).join(t('common:sentenceGap'))}</Text>}
    </Stack>
  )
}
