import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Cause } from '../../../contract/models/overview.ts'
import { CauseCard } from '../../components/cause-card.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { useLetGo } from '../networks/use-let-go.ts'
import { Affected } from './affected.tsx'
import { useCauseWords } from './use-cause-words.tsx'

/** Clips wait for a network that somebody approved; they go on by themselves on one that is. */
export function NetworkWaitsCard({ cause }: { cause: Extract<Cause, { kind: 'network-waits' }> }) {
  const { t } = useTranslation('needs-you')
  const words = useCauseWords()(cause)
  const letGo = useLetGo(cause)
  return (
    <CauseCard
      role={words.role} icon={words.icon} title={words.title} affects={<Affected words={words} />}
      buttons={<>{letGo && <Button variant="filled" loading={letGo.pending} onClick={letGo.onClick}>{letGo.label}</Button>}<Button component={Link} href="/settings?section=links">{t('network.settings')}</Button></>}
    >
      <p>{t(`network.${cause.why}.what`)}</p>
      {letGo?.error ? <ProblemNote error={letGo.error} /> : null}
    </CauseCard>
  )
}
