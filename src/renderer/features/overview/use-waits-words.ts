import { useTranslation } from 'react-i18next'
import type { Waits } from '../../../contract/models/overview.ts'
import { useFormat } from '../../i18n/use-format.ts'

/** Puts what waits for the network into a sentence. */
export function useWaitsWords(): (waits: Waits) => string {
  const { t } = useTranslation('overview')
  const format = useFormat()
  return ({ clips, bytes, durationMs }) => {
    const what = t(bytes > 0 ? 'waits.clipsAndBytes' : 'waits.clips', { count: clips, number: format.number(clips), bytes: format.bytes(bytes) })
    return durationMs === null ? what : `${what} ${t('waits.about', { time: format.duration(Math.max(60_000, durationMs)) })}`
  }
}
