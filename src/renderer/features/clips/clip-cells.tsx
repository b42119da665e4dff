import { Checkbox } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Clip } from '../../../contract/models/clip.ts'
import { ClipFlags } from '../../components/clip-flags.tsx'
import { MiddleCut } from '../../components/middle-cut.tsx'
import { StateChip } from '../../components/state-chip.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { clipsLink } from '../clips-link.ts'
import { useReasonWords } from '../reasons/use-reason-words.ts'
import classes from './clip-cells.module.css'
import { factsLine } from './clip-facts.ts'

export function SelectCell({ name, checked, onToggle }: { name: string; checked: boolean; onToggle: (range: boolean) => void }) {
  const { t } = useTranslation('clips')
  return (
    <Checkbox
      checked={checked}
      readOnly
      tabIndex={-1}
      aria-label={t('row.select', { name })}
      className={classes.check}
      onClick={(event) => onToggle(event.shiftKey)}
    />
  )
}

/** A clip's name, cut in the middle, and its facts beneath (not in compact rows). */
export function NameCell({ clip, withPerson, compact }: { clip: Clip; withPerson: boolean; compact: boolean }) {
  const { i18n } = useTranslation()
  const format = useFormat()
  const facts = factsLine(clip, format, i18n.language, withPerson)
  return (
    <div className={classes.name}>
      <MiddleCut text={clip.name} />
      {!compact && <span className={classes.facts} title={facts}>{facts}</span>}
    </div>
  )
}

/** States in which a warning may still change what one does. */
const warned: readonly Clip['state'][] = ['checking', 'held', 'publishing', 'ready', 'failed']

export function StateCell({ clip }: { clip: Clip }) {
  const { t } = useTranslation()
  const words = useReasonWords()
  const warning = warned.includes(clip.state) && clip.warnings.length > 0 ? words.ofBreaches(clip.warnings).map((each) => `${each.short} (${each.measured} / ${each.limit})`).join(t('common:comma')) : null
  return (
    <span className={classes.state}>
      <StateChip state={clip.state} />
      <ClipFlags probable={clip.match === 'assumed'} missing={clip.sourceMissing} duplicate={clip.duplicateOf !== null} warning={warning} />
    </span>
  )
}

/** Why a clip is where it is; for a copy, what became of the clip that has the same content. */
export function ReasonCell({ clip }: { clip: Clip }) {
  const { t } = useTranslation('clips')
  const words = useReasonWords()
  if (!clip.reason) return null
  if (clip.original && clip.reason.code === 'DuplicateContent') {
    const state = t(`common:state.${clip.original.state}.word`)
    return <span className={classes.reason} title={t('row.copyOfWhat', { name: clip.original.name, state })}>{t('row.copyOf', { state })}</span>
  }
  const { short, message } = words.of(clip.reason)
  return <span className={classes.reason} title={message}>{short}</span>
}

export function BatchCell({ clip }: { clip: Clip }) {
  const { t } = useTranslation('clips')
  if (clip.batchId === null) return null
  return (
    <Link href={clipsLink({ batchId: clip.batchId })} className={classes.batch} tabIndex={-1} aria-label={t('row.batch', { id: clip.batchId })}>
      {clip.batchId}
    </Link>
  )
}
