import { NumberInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Account, Rate } from '../../../contract/models/account.ts'
import { orpc } from '../../bridge/client.ts'
import { FieldRow } from '../../components/field-row.tsx'
import { Panel } from '../../components/panel.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { useNow } from '../../i18n/use-now.ts'
import { useDeed } from '../needs-you/use-deed.ts'
import { SaveFoot } from './save-foot.tsx'
import classes from './settings.module.css'
import { useDraft } from './use-draft.ts'

const rows = [
  { key: 'submit', field: 'submitRpm', min: 0.01, max: 10_000, decimal: true },
  { key: 'poll', field: 'pollRpm', min: 0.01, max: 10_000, decimal: true },
  { key: 'share', field: 'sharePercent', min: 1, max: 100, decimal: false },
  { key: 'batch', field: 'batchSize', min: 1, max: 1000, decimal: false },
] as const

/** How fast the account may be called, and what the service lets through. */
export function RatesSection({ account }: { account: Account }) {
  const { t } = useTranslation('settings')
  const { draft, change, dirty, undo } = useDraft({ submitRpm: account.submit.limitRpm, pollRpm: account.poll.limitRpm, sharePercent: account.sharePercent, batchSize: account.batchSize })
  const save = useDeed({ options: orpc.accounts.set.mutationOptions(), after: undo })
  const rates: Partial<Record<(typeof rows)[number]['key'], Rate>> = { submit: account.submit, poll: account.poll }
  return (
    <>
      <p className={classes.intro}>{t('rates.intro')}</p>
      <Panel>
        <form onSubmit={(event) => { event.preventDefault(); save.mutate({ id: account.id, settings: draft }) }}>
          {rows.map(({ key, field, min, max, decimal }) => {
            const rate = rates[key]
            return (
              <FieldRow key={key} label={t(`rates.${key}`)} help={t(`rates.${key}Help`)}>
                {({ labelledBy, describedBy }) => (
                  <>
                    <NumberInput required w={160} min={min} max={max} allowDecimal={decimal} hideControls aria-labelledby={labelledBy} aria-describedby={describedBy} value={draft[field]} onChange={(value) => typeof value === 'number' && change({ [field]: value })} />
                    {rate && <RateNow rate={rate} />}
                  </>
                )}
              </FieldRow>
            )
          })}
          <SaveFoot dirty={dirty} saved={save.isSuccess} pending={save.isPending} error={save.error} onUndo={undo} />
        </form>
      </Panel>
    </>
  )
}

function RateNow({ rate }: { rate: Rate }) {
  const { t } = useTranslation('settings')
  const format = useFormat()
  const now = useNow(15_000)
  const parts = [t('rates.used', { used: format.number(rate.lastMinute), limit: format.number(rate.limitRpm) })]
  if (rate.workingRpm !== null) parts.push(t('rates.working', { working: format.number(rate.workingRpm) }))
  if (rate.toldToWaitUntil !== null) parts.push(t('rates.told', { at: format.when(rate.toldToWaitUntil, now) }))
  return <span className={classes.quiet}>{parts.join(' · ')}</span>
}
