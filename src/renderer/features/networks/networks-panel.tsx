import { Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { orpc } from '../../bridge/client.ts'
import { FieldRow } from '../../components/field-row.tsx'
import { LoadingBlocks } from '../../components/loading-blocks.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { RadioCards } from '../../components/radio-card.tsx'
import { useDeed } from '../clips/use-deed.ts'
import { useCoreWords } from '../../i18n/use-core-words.ts'
import { NetworkTable } from './network-table.tsx'
import classes from './networks.module.css'

/** While the page is open one may walk from one network to another. */
const lookMs = 5_000

/** Which networks clips may leave by: all, or those somebody approved. */
export function NetworksPanel() {
  const { t } = useTranslation('networks')
  const inWords = useCoreWords()
  const standing = useQuery({ ...orpc.networks.standing.queryOptions(), refetchInterval: lookMs })
  const set = useDeed({ options: orpc.networks.set.mutationOptions() })
  if (standing.error) return <ProblemNote error={standing.error} onRetry={() => void standing.refetch()} />
  if (!standing.data) return <LoadingBlocks count={2} height={48} />
  const { onlyApproved, whenUntold, now, known } = standing.data
  return (
    <Panel title={t('title')}>
      <FieldRow label={t('only')} help={t('onlyHelp')}>
        {({ labelledBy, describedBy }) => <Switch aria-labelledby={labelledBy} aria-describedby={describedBy} checked={onlyApproved} disabled={set.isPending} onChange={(event) => set.mutate({ onlyApproved: event.currentTarget.checked })} />}
      </FieldRow>
      <FieldRow label={t('now')} help={now.is === 'untold' ? t('untoldHelp') : undefined} wide>
        <div className={classes.now}>{now.is === 'on' ? now.network.name : t(`is.${now.is}`)}</div>
        {now.is === 'untold' && <p className={classes.quiet}>{inWords(now.why)}</p>}
      </FieldRow>
      {now.is === 'untold' && onlyApproved && (
        <FieldRow label={t('untold')} wide>
          <RadioCards
            label={t('untold')} value={whenUntold} onChange={(value) => set.mutate({ whenUntold: value })}
            options={[{ value: 'wait', title: t('untoldWait'), help: t('untoldWaitHelp') }, { value: 'go-on', title: t('untoldGoOn'), help: t('untoldGoOnHelp') }]}
          />
        </FieldRow>
      )}
      {known.length > 0 && <NetworkTable known={known} here={now.is === 'on' ? now.network.systemId : null} onlyApproved={onlyApproved} />}
      {set.error && <ProblemNote error={set.error} />}
    </Panel>
  )
}
