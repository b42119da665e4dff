import { Tooltip } from '@mantine/core'
import type { Icon } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { BatchState, ClipState } from '../../contract/models/states.ts'
import classes from './state-chip.module.css'
import { batchLooks, clipLooks, type Look } from './state-looks.ts'

export interface ChipProps {
  role: Look['role']
  icon: Icon
  word: string
  /** Explains the word; shown when one points at the chip. */
  said?: string
}

/** A 22 px chip: an icon and a word on the tint of its role. */
export function Chip({ role, icon: Glyph, word, said }: ChipProps) {
  const chip = (
    <span className={`${classes.chip} ${classes[role]}`}>
      <Glyph size={14} stroke={1.75} aria-hidden />
      <span className={classes.word}>{word}</span>
    </span>
  )
  return said ? <Tooltip label={said}>{chip}</Tooltip> : chip
}

/** What a clip is going through, in the words of the house. */
export function StateChip({ state }: { state: ClipState }) {
  const { t } = useTranslation()
  const { role, icon } = clipLooks[state]
  return <Chip role={role} icon={icon} word={t(`common:state.${state}.word`)} said={t(`common:state.${state}.said`)} />
}

/** What a batch is going through. */
export function BatchChip({ state }: { state: BatchState }) {
  const { t } = useTranslation()
  const { role, icon } = batchLooks[state]
  return <Chip role={role} icon={icon} word={t(`common:batch.${state}`)} />
}
