import {
  IconCircleCheck, IconCircleMinus, IconCircleX, IconClock, IconEye, IconFileSearch, IconHandStop, IconHelpCircle,
  IconHourglassLow, IconLink, IconSend, type Icon,
} from '@tabler/icons-react'
import type { BatchState, ClipState } from '../../contract/models/states.ts'
import type { Role } from '../theme/tokens.ts'

export interface Look {
  /** Which colours; `solid` is kept for what must not be overlooked. */
  role: Role | 'solid'
  icon: Icon
}

/** How each state of a clip looks; its words are `state.<key>.word` and `state.<key>.said`. */
export const clipLooks: Record<ClipState, Look> = {
  settling: { role: 'quiet', icon: IconHourglassLow },
  checking: { role: 'quiet', icon: IconFileSearch },
  held: { role: 'you', icon: IconHandStop },
  publishing: { role: 'moving', icon: IconLink },
  ready: { role: 'moving', icon: IconClock },
  submitting: { role: 'moving', icon: IconSend },
  'in-review': { role: 'review', icon: IconEye },
  active: { role: 'cleared', icon: IconCircleCheck },
  failed: { role: 'failed', icon: IconCircleX },
  'needs-attention': { role: 'solid', icon: IconHelpCircle },
  excluded: { role: 'quiet', icon: IconCircleMinus },
}

/** How each state of a batch looks; its words are `batch.<key>`. */
export const batchLooks: Record<BatchState, Look> = {
  planned: { role: 'moving', icon: IconClock },
  sending: { role: 'moving', icon: IconSend },
  'in-review': { role: 'review', icon: IconEye },
  finished: { role: 'cleared', icon: IconCircleCheck },
  refused: { role: 'you', icon: IconHandStop },
  'outcome-unknown': { role: 'solid', icon: IconHelpCircle },
  'needs-attention': { role: 'solid', icon: IconHelpCircle },
}

/** The order of a segmented bar. Clips set aside are outside the total. */
export const barOrder = [
  'active', 'failed', 'needs-attention', 'held', 'in-review', 'submitting', 'ready', 'publishing', 'checking', 'settling',
] as const satisfies readonly ClipState[]

/** The custom property of a look's fill. */
export function fillOf(role: Look['role']): string {
  return role === 'solid' ? 'var(--gr-solid-fill)' : `var(--gr-${role}-fill)`
}
