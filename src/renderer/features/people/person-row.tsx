import { Tooltip } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Group } from '../../../contract/models/group.ts'
import { CountButton } from '../../components/count-button.tsx'
import { ListRow } from '../../components/list-row.tsx'
import { SegmentedBar } from '../../components/segmented-bar.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { clipsLink } from '../clips-link.ts'
import classes from './people.module.css'
import { personSums, sumOf } from './person-sums.ts'
import { TimeLeft } from './time-left.tsx'

/** One person in 44 px: name, bar, counts, time left. */
export function PersonRow({ group }: { group: Group }) {
  const { t } = useTranslation('people')
  const format = useFormat()
  return (
    <ListRow>
      <Link href={`/people/${group.id}`} className={classes.rowName} title={group.name}>{group.name}</Link>
      <div className={classes.rowBar}><SegmentedBar counts={group.counts} /></div>
      <div className={classes.rowCounts}>
        {personSums.map(({ key, states, role }) => {
          const count = sumOf(group.counts, states)
          const word = t(`sum.${key}`)
          return (
            <span key={key} className={classes.rowCount}>
              {count > 0 && (
                <Tooltip label={word}>
                  <span><CountButton count={count} href={clipsLink({ groupId: group.id, states: [...states] })} fill={`var(--gr-${role}-fill)`} label={t('sumLabel', { name: group.name, word, formatted: format.number(count) })} /></span>
                </Tooltip>
              )}
            </span>
          )
        })}
      </div>
      <div className={classes.rowTime}><TimeLeft group={group} /></div>
    </ListRow>
  )
}
