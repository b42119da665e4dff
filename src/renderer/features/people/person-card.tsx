import { IconPlayerPause, IconTrendingDown } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Group } from '../../../contract/models/group.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { CountsRow } from '../../components/count-button.tsx'
import { Mono } from '../../components/mono.tsx'
import { SegmentedBar } from '../../components/segmented-bar.tsx'
import { Chip } from '../../components/state-chip.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { useNow } from '../../i18n/use-now.ts'
import { clipsLink } from '../clips-link.ts'
import classes from './people.module.css'

/** One person in the list of people: who, which group and project, bar, counts as links, until when. */
export function PersonCard({ group }: { group: Group }) {
  const { t } = useTranslation('people')
  const format = useFormat()
  const now = useNow(30_000)
  return (
    <article className={classes.card} aria-label={group.name}>
      <div className={classes.cardHead}>
        <Link href={`/people/${group.id}`} className={classes.cardName}>{group.name}</Link>
        {group.stop && <Chip role="you" icon={IconTrendingDown} word={t('stopped')} />}
        {group.paused && <Chip role="quiet" icon={IconPlayerPause} word={t('paused')} />}
        <span className={classes.cardTime}>{group.doneAt !== null && !group.paused && !group.stop && t('doneAt', { at: format.when(group.doneAt, now) })}</span>
      </div>
      <div className={classes.cardFacts}>
        <Mono>{group.remoteId}</Mono>
        <CopyButton value={group.remoteId} what={t('groupId')} />
        <span>{t('project', { name: group.projectName })}</span>
        {group.mode === 'certain' && <span>{t('certain')}</span>}
        {group.consentNote && <span className={classes.cardNote} title={group.consentNote}>{group.consentNote}</span>}
      </div>
      <SegmentedBar counts={group.counts} />
      <CountsRow counts={group.counts} hrefFor={(state) => clipsLink({ groupId: group.id, states: [state] })} />
    </article>
  )
}
