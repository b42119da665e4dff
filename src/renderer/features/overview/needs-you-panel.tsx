import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Cause } from '../../../contract/models/overview.ts'
import { CauseRow } from '../../components/cause-card.tsx'
import { Panel } from '../../components/panel.tsx'
import { CalmState } from '../needs-you/calm-state.tsx'
import { causeKey } from '../needs-you/cause-key.ts'
import { useCauseWords } from '../needs-you/use-cause-words.tsx'
import { useMany } from '../needs-you/use-many.ts'
import classes from './overview.module.css'

/** Up to four are all shown; of more, three, and how many there are besides. */
const rows = 4

/** The causes that wait for a person, each one row that leads to its card. */
export function NeedsYouPanel({ causes }: { causes: readonly Cause[] }) {
  const { t } = useTranslation('overview')
  const many = useMany()
  const words = useCauseWords()
  const shown = causes.length > rows ? causes.slice(0, rows - 1) : causes
  const more = causes.length - shown.length
  return (
    <Panel title={t('needs.title')} flush aside={causes.length > 0 && <Link href="/needs-you" className={classes.aside}>{t('needs.all')}</Link>}>
      {causes.length === 0 && <CalmState />}
      {shown.map((cause) => {
        const key = causeKey(cause)
        const { title, ...rest } = words(cause)
        const href = `/needs-you?cause=${encodeURIComponent(key)}`
        return <CauseRow key={key} title={<span className={classes.oneLine} title={title}>{title}</span>} {...rest} affects={<span className={classes.oneLine}>{rest.affects}</span>} buttons={<Button component={Link} href={href} aria-label={`${t('needs.look')}: ${title}`}>{t('needs.look')}</Button>} />
      })}
      {more > 0 && <Link href="/needs-you" className={classes.more}>{t('needs.more', many(more))}</Link>}
    </Panel>
  )
}
