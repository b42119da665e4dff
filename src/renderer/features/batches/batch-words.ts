import { useTranslation } from 'react-i18next'
import type { Batch } from '../../../contract/models/batch.ts'
import type { BatchState } from '../../../contract/models/states.ts'

/** Kinds of `why` that have words of their own; others are shown as they came. */
const known = ['outcome-unknown', 'counts-disagree', 'no-result', 'task-forgotten', 'unknown-word', 'service-refused', 'not-accepted', 'resubmit', 'cannot-be-read'] as const

/** States in which only a person can say how it goes on. */
export const unclearStates: readonly BatchState[] = ['outcome-unknown', 'needs-attention']

export function isUnclear(batch: Batch): boolean {
  return unclearStates.includes(batch.state)
}

/** Why a batch waits, was refused or is unclear, in a sentence; empty when there is nothing to say. */
export function useBatchWhy(): (batch: Batch) => string {
  const { t, i18n } = useTranslation('batches')
  return ({ why }) => {
    if (!why) return ''
    const kind = known.find((each) => each === why.kind)
    if (!kind) return why.message
    // Our own English sentences are more exact than the general word for their kind.
    return i18n.language === 'en' && why.message !== '' && kind !== 'service-refused' ? why.message : t(`why.${kind}`, { message: why.message })
  }
}
