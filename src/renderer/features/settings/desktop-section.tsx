import { SegmentedControl, Switch } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { DesktopPreferences } from '../../../contract/models/desktop.ts'
import { desktopBridge } from '../../bridge/desktop-bridge.ts'
import { ErrorNote } from '../../components/error-note.tsx'
import { FieldRow } from '../../components/field-row.tsx'
import { LoadingBlocks } from '../../components/loading-blocks.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'

const switches = ['startAtLogin', 'keepAwake', 'notify'] as const
const queryKey = ['desktop', 'state']

/** What only the desktop application has: its tray, its notices, what power means, and how keys are kept. Each change holds at once. */
export function DesktopSection() {
  const { t } = useTranslation('settings')
  const bridge = desktopBridge()
  const queries = useQueryClient()
  const state = useQuery({ queryKey, enabled: bridge !== null, staleTime: 0, queryFn: () => bridge?.state() ?? Promise.reject(new Error('There is no desktop.')) })
  const change = useMutation({
    mutationFn: (next: Partial<DesktopPreferences>) => bridge?.changePreferences(next) ?? Promise.reject(new Error('There is no desktop.')),
    onSuccess: (changed) => queries.setQueryData(queryKey, changed),
  })
  if (state.error) return <ProblemNote error={state.error} onRetry={() => void state.refetch()} />
  if (!state.data) return <LoadingBlocks count={4} height={64} />
  const { preferences, keyProtection, unreadableKeys } = state.data
  return (
    <>
      {keyProtection !== 'protected' && <ErrorNote tone="you" happened={t(`desktop.keys.${keyProtection}`)} kept={t(`desktop.keys.${keyProtection}Help`)} />}
      {unreadableKeys > 0 && <ErrorNote tone="you" happened={t('desktop.keys.unreadable', { count: unreadableKeys })} kept={t('desktop.keys.unreadableHelp')} />}
      {change.error && <ProblemNote error={change.error} />}
      <Panel>
        <FieldRow label={t('desktop.closing')} help={t('desktop.closingHelp')}>
          {({ labelledBy }) => (
            <SegmentedControl<DesktopPreferences['closing']>
              aria-labelledby={labelledBy} value={preferences.closing} onChange={(closing) => change.mutate({ closing })}
              data={[{ value: 'ask', label: t('desktop.ask') }, { value: 'keep-running', label: t('desktop.keepRunning') }, { value: 'quit', label: t('desktop.quit') }]}
            />
          )}
        </FieldRow>
        <FieldRow label={t('desktop.onBattery')} help={t('desktop.onBatteryHelp')}>
          {({ labelledBy }) => (
            <SegmentedControl<DesktopPreferences['onBattery']>
              aria-labelledby={labelledBy} value={preferences.onBattery} onChange={(onBattery) => change.mutate({ onBattery })}
              data={[{ value: 'go-on', label: t('desktop.goOn') }, { value: 'pause', label: t('desktop.pause') }]}
            />
          )}
        </FieldRow>
        {switches.map((name) => (
          <FieldRow key={name} label={t(`desktop.${name}`)} help={t(`desktop.${name}Help`)}>
            {({ labelledBy, describedBy }) => <Switch aria-labelledby={labelledBy} aria-describedby={describedBy} checked={preferences[name]} onChange={(event) => change.mutate({ [name]: event.currentTarget.checked })} />}
          </FieldRow>
        ))}
      </Panel>
    </>
  )
}
