import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Group, GroupMode } from '../../../contract/models/group.ts'
import { orpc } from '../../bridge/client.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { RadioCards } from '../../components/radio-card.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { useCounted } from '../clips/use-counted.ts'
import { useDeed } from '../clips/use-deed.ts'
import { forecastOf, waitingClips } from './mode-forecast.ts'
import classes from './person.module.css'

/** One clip a request and sure of every verdict, or full batches and sooner done: with the forecast of each. */
export function ModeDialog({ group, onClose }: { group: Group; onClose: () => void }) {
  const { t } = useTranslation('person')
  const format = useFormat()
  const counted = useCounted()
  const [mode, setMode] = useState<GroupMode>(group.mode)
  const accounts = useQuery(orpc.accounts.list.queryOptions())
  const account = accounts.data?.find(({ id }) => id === group.accountId)
  const change = useDeed({ options: orpc.groups.change.mutationOptions(), after: onClose })
  const waiting = waitingClips(group.counts)

  const forecast = (perRequest: number): string => {
    if (!account) return ''
    if (waiting === 0) return t('mode.nothingWaits')
    const { requests, durationMs } = forecastOf(waiting, perRequest, account)
    return t('mode.forecast', { time: format.duration(Math.max(durationMs, 60_000)), ...counted(requests) })
  }
  return (
    <ConfirmDialog opened title={t('mode.title')} confirm={t('mode.confirm')} pending={change.isPending} error={change.error} disabled={mode === group.mode} onClose={onClose} onConfirm={() => change.mutate({ id: group.id, mode })}>
      <p className={classes.sentence}>{t('mode.what', counted(waiting))}</p>
      <RadioCards
        label={t('mode.title')} value={mode} onChange={setMode}
        options={[
          { value: 'fast', title: t('mode.fast'), help: <>{t('mode.fastHelp', { number: format.number(account?.batchSize ?? 20) })} <strong>{forecast(account?.batchSize ?? 20)}</strong></> },
          { value: 'certain', title: t('mode.certain'), help: <>{t('mode.certainHelp')} <strong>{forecast(1)}</strong></> },
        ]}
      />
    </ConfirmDialog>
  )
}
