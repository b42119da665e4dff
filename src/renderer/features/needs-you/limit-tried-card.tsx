import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Cause } from '../../../contract/models/overview.ts'
import { orpc } from '../../bridge/client.ts'
import { CauseCard } from '../../components/cause-card.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { clipsLink } from '../clips-link.ts'
import { breachValue } from '../reasons/breach-value.ts'
import { useReasonWords } from '../reasons/use-reason-words.ts'
import { useCauseWords } from './use-cause-words.tsx'
import { useDeed } from './use-deed.ts'
import { useMany } from './use-many.ts'

/** What three clips sent as they are have shown about a limit; it is lifted to what passed, or kept. */
export function LimitTriedCard({ cause }: { cause: Extract<Cause, { kind: 'limit-tried' }> }) {
  const { t, i18n } = useTranslation('needs-you')
  const format = useFormat()
  const many = useMany()
  const reasons = useReasonWords()
  const words = useCauseWords()(cause)
  const answer = useDeed({ options: orpc.limits.answerTrial.mutationOptions(), told: ({ changed }, { answer: given }) => (given === 'lift' ? t('tried.lifted', many(changed)) : null) })
  const write = (value: number) => breachValue(value, cause.limit?.unit ?? 'px', format, i18n.language)
  const { lift } = cause
  return (
    <CauseCard
      role={words.role} icon={words.icon} title={words.title} affects={words.affects}
      buttons={
        <>
          {lift !== null && <Button variant="filled" loading={answer.isPending} onClick={() => answer.mutate({ id: cause.trialId, answer: 'lift' })}>{t('tried.lift', { limit: write(lift) })}</Button>}
          <Button variant={lift === null ? 'filled' : 'default'} disabled={answer.isPending} onClick={() => answer.mutate({ id: cause.trialId, answer: 'keep' })}>{t('tried.keep')}</Button>
          {cause.stillHeld > 0 && <Button component={Link} href={clipsLink({ accountId: cause.accountId, states: ['held'], reasonCode: cause.reasonCode })}>{t('tried.lookOne')}</Button>}
        </>
      }
    >
      <ul>
        {cause.clips.map((clip) => {
          const values = { measured: write(clip.measured), verdict: t(`tried.${clip.verdict}`), reason: clip.reason ? reasons.short(clip.reason.code) : '' }
          return <li key={clip.id}>{clip.reason ? t('tried.rowWhy', values) : t('tried.row', values)} · <span translate="no">{clip.name}</span></li>
        })}
      </ul>
      <p>{t(lift === null ? 'tried.real' : 'tried.wider')}</p>
      {cause.stillHeld > 0 && <p>{t('tried.stillHeld', many(cause.stillHeld))}</p>}
      {answer.error && <ProblemNote error={answer.error} />}
    </CauseCard>
  )
}
