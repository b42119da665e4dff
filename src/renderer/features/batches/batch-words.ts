import { useTranslation } from 'react-i18next'
import type { Batch } from '../../../contract/models/batch.ts'
import type { BatchState } from '../../../contract/models/states.ts'
import { useCoreWords } from '../../i18n/use-core-words.ts'

/** Reasons for which the core gives a sentence of its own in English, more exact than ours. */
const told = ['counts-disagree', 'no-result', 'task-forgotten', 'another-task', 'review-refused', 'unknown-word', 'not-accepted', 'resubmit', 'withdrawn', 'process-ended'] as const
/** Reasons beside which stands only what the service or the network said, as it came. */
const quoted = [
  'outcome-unknown', 'server-error', 'gave-up-waiting', 'not-json', 'web-page', 'cut-short', 'no-task-id', 'contradiction',
  'connection-lost', 'timed-out', 'odd-status',
  'too-fast', 'service-trouble', 'offline', 'key-refused', 'no-balance', 'not-the-api', 'RefusedByService',
] as const

/** States in which only a person can say how it goes on. */
export const unclearStates: readonly BatchState[] = ['outcome-unknown', 'needs-attention']

export function isUnclear(batch: Batch): boolean {
  return unclearStates.includes(batch.state)
}

/** Why a batch waits, was refused or is unclear, in a sentence; empty when there is nothing to say. */
export function useBatchWhy(): (batch: Batch) => string {
  const { t, i18n } = useTranslation('batches')
  const inWords = useCoreWords()
  return ({ why }) => {
    if (!why) return ''
    const ours = told.find((each) => each === why.kind)
    const said = inWords(why.message)
    if (ours) return said !== '' && (i18n.language === 'en' || said !== why.message) ? said : t(`why.${ours}`)
    const kind = quoted.find((each) => each === why.kind)
    if (!kind) return said
    return why.message === '' ? t(`why.${kind}`) : t('quoted', { sentence: t(`why.${kind}`), message: said })
  }
}
