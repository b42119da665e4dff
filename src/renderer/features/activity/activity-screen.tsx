import { Button, SegmentedControl, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { orpc } from '../../bridge/client.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { LoadingBlocks } from '../../components/loading-blocks.tsx'
import { NewRowsNotice } from '../../components/new-rows-notice.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { Screen } from '../../components/screen.tsx'
import classes from './activity.module.css'
import { ActivityDay } from './activity-day.tsx'
import { byDay } from './days.ts'
import { useActivity, type ActivityFilter } from './use-activity.ts'
import { useEventWords } from './use-event-words.ts'

const everything: ActivityFilter = { actor: null, groupId: null }

/** What was done, by whom, why; newest first. */
export function ActivityScreen() {
  const { t } = useTranslation('activity')
  const [filter, setFilter] = useState<ActivityFilter>(everything)
  const groups = useQuery(orpc.groups.list.queryOptions({ input: {} }))
  const { query, shown, fresh, showFresh } = useActivity(filter)
  const names = new Map(groups.data?.map(({ id, name }) => [id, name]))
  const words = useEventWords((id) => names.get(id))
  const narrowed = filter.actor !== null || filter.groupId !== null
  return (
    <Screen>
      <PageHeader title={t('title')}>{t('intro')}</PageHeader>
      <div className={classes.filters}>
        <SegmentedControl
          aria-label={t('filter.label')} value={filter.actor ?? 'all'}
          onChange={(value) => setFilter({ ...filter, actor: value === 'people' || value === 'system' ? value : null })}
          data={[{ value: 'all', label: t('filter.all') }, { value: 'people', label: t('filter.people') }, { value: 'system', label: t('filter.system') }]}
        />
        {groups.data && groups.data.length > 0 && (
          <Select
            aria-label={t('filter.person')} searchable={groups.data.length > 10} w={260} value={String(filter.groupId ?? '')}
            data={[{ value: '', label: t('filter.everyone') }, ...groups.data.map(({ id, name }) => ({ value: String(id), label: name }))]}
            onChange={(value) => setFilter({ ...filter, groupId: value ? Number(value) : null })}
          />
        )}
      </div>
      <NewRowsNotice count={fresh} onShow={showFresh} />
      {query.isPending && <LoadingBlocks count={8} height={44} gap={4} />}
      {query.error && <ProblemNote error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && shown.length === 0 && (
        <EmptyState sentence={narrowed ? t('emptyFiltered') : t('empty')} action={narrowed ? <Button data-shows onClick={() => setFilter(everything)}>{t('clear')}</Button> : undefined} />
      )}
      {shown.length > 0 && (
        <Panel flush>
          {byDay(shown).map((day) => <ActivityDay key={day.at} day={day} words={words} personName={(id) => names.get(id)} />)}
        </Panel>
      )}
      {shown.length > 0 && (
        <div className={classes.foot}>
          {query.hasNextPage ? <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('older')}</Button> : <span>{t('end')}</span>}
        </div>
      )}
    </Screen>
  )
}
