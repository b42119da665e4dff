import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { orpc } from '../../bridge/client.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { useNow } from '../../i18n/use-now.ts'

/** Nothing needs anybody; what goes on meanwhile, and when the next answer is due. */
export function CalmState() {
  const { t } = useTranslation('needs-you')
  const format = useFormat()
  const now = useNow(60_000)
  const cue = useQuery(orpc.cue.get.queryOptions({ input: {} }))
  const inReview = cue.data?.counts['in-review'] ?? 0
  const nextAnswerAt = cue.data?.nextAnswerAt ?? null
  const parts = [t('calm')]
  if (inReview > 0) parts.push(t('calmInReview', { inReview: format.number(inReview) }))
  if (inReview > 0 && nextAnswerAt !== null) parts.push(t('calmNextAnswer', { at: format.when(nextAnswerAt, now) }))
  return <EmptyState role="cleared" sentence={parts.join(t('sentenceGap'))} />
}
