import { SegmentedControl, Switch } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { DesktopPreferences } from '../../../contract/models/desktop.ts'
import { desktopBridge } from '../../bridge/desktop-bridge.ts'
import { FieldRow } from '../../components/field-row.tsx'
import { LoadingBlocks } from '../../components/loading-blocks.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { desktopStateKey, useDesktopState } from './desktop-state.ts'
import { KeysNote } from './keys-note.tsx'

const switches = ['startAtLogin', 'keepAwake', 'notify'] as const

/** What only the desktop application has: its tray, its notices, what power means, and how keys are kept. Each change holds at once. */
export function DesktopSection() {
  const { t } = useTranslation('settings')
  const bridge = desktopBridge()
  const queries = useQueryClient()
  const state = useDesktopState()
  const change = useMutation({
    mutationFn: (next: Partial<DesktopPreferences>) => bridge?.changePreferences(next) ?? Promise.reject(new Error('There is no desktop.')),
    onSuccess: (changed) => queries.setQueryData(desktopStateKey, changed),
  })
  if (state.error) return <ProblemNote error={state.error} onRetry={() => void state.refetch()} />
  if (!state.data) return <LoadingBlocks count={4} height={64} />
  const { preferences } = state.data
  return (
    <>
      <KeysNote />
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
