import { useTranslation } from 'react-i18next'
import type { Group } from '../../../contract/models/group.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useNow } from '../../i18n/use-now.ts'
import { minutesUp } from './minutes-up.ts'
import { personSums, sumOf } from './person-sums.ts'

/** Until when a person's clips are under way, or why they are not. */
export function TimeLeft({ group }: { group: Group }) {
  const { t } = useTranslation('people')
  const format = useFormat()
  const now = useNow(30_000)
  if (group.stop) return <>{t('stopped')}</>
  if (group.paused) return <>{t('paused')}</>
  const underWay = personSums.filter(({ key }) => key === 'review' || key === 'waiting').reduce((sum, { states }) => sum + sumOf(group.counts, states), 0)
  if (underWay === 0 || group.doneAt === null) return null
  return <span title={t('doneAt', { at: format.when(group.doneAt, now) })}>{format.duration(minutesUp(group.doneAt - now))}</span>
}
