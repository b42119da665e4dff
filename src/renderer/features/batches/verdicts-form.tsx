import { SegmentedControl, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { MiddleCut } from '../../components/middle-cut.tsx'
import classes from './batches.module.css'

export interface VerdictEntry {
  clipId: number
  name: string
  verdict: 'active' | 'failed' | null
  assetId: string
}

/** One line for each unclear clip: cleared (with its asset, where it is known) or failed. */
export function VerdictsForm({ entries, onChange }: { entries: readonly VerdictEntry[]; onChange: (entries: VerdictEntry[]) => void }) {
  const { t } = useTranslation('batches')
  const change = (clipId: number, part: Partial<VerdictEntry>) => onChange(entries.map((entry) => (entry.clipId === clipId ? { ...entry, ...part } : entry)))
  return (
    <ul className={classes.verdicts}>
      {entries.map((entry) => (
        <li key={entry.clipId}>
          <span className={classes.verdictName}><MiddleCut text={entry.name} /></span>
          <SegmentedControl
            size="xs" aria-label={t('verdicts.of', { name: entry.name })} value={entry.verdict ?? ''}
            data={[{ value: 'active', label: t('common:state.active.word') }, { value: 'failed', label: t('common:state.failed.word') }]}
            onChange={(verdict) => change(entry.clipId, { verdict: verdict === 'active' ? 'active' : 'failed' })}
          />
          <TextInput
            className={classes.asset} placeholder={t('verdicts.asset')} aria-label={t('verdicts.assetOf', { name: entry.name })} value={entry.assetId} disabled={entry.verdict !== 'active'} spellCheck={false}
            onChange={(event) => change(entry.clipId, { assetId: event.currentTarget.value })}
          />
        </li>
      ))}
    </ul>
  )
}
