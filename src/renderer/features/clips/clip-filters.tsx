import { ActionIcon, Button, Select, TextInput, Tooltip } from '@mantine/core'
import { IconBaselineDensityMedium, IconBaselineDensitySmall, IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { clipSort, ordersOf } from '../../../contract/models/clip.ts'
import { orpc } from '../../bridge/client.ts'
import classes from './clip-filters.module.css'
import { isNarrowed } from './clip-view-state.ts'
import { FilterMenu } from './filter-menu.tsx'
import { FilterPills } from './filter-pills.tsx'
import { StateFilter } from './state-filter.tsx'
import type { ClipList } from './use-clip-pages.ts'
import type { ClipView } from './use-clip-view.ts'

export interface ClipFiltersProps {
  view: ClipView
  list: ClipList
  /** Where the list is one person's, there is no person to choose. */
  fixedGroupId: number | null
  compact: boolean
  onCompact: (compact: boolean) => void
  searchRef: RefObject<HTMLInputElement | null>
}

/** A closed list that stays in the page would keep Esc from closing the drawer. */
const unmounted = { shadow: 'md', keepMounted: false } as const

/** A pause in typing, so that a library is not searched for every letter. */
const searchAfterMs = 250

function Search({ value, onChange, inputRef }: { value: string; onChange: (text: string) => void; inputRef: RefObject<HTMLInputElement | null> }) {
  const { t } = useTranslation('clips')
  const [text, setText] = useState(value)
  const [known, setKnown] = useState(value)
  const change = useRef(onChange)
  useEffect(() => {
    change.current = onChange
  })
  // The address was changed elsewhere: "clear filters", a link.
  if (value !== known) {
    setKnown(value)
    setText(value)
  }
  useEffect(() => {
    if (text === known) return undefined
    const timer = setTimeout(() => change.current(text), searchAfterMs)
    return () => clearTimeout(timer)
  }, [text, known])
  return (
    <TextInput
      ref={inputRef} type="search" value={text} className={classes.search} placeholder={t('filter.search')} aria-label={t('filter.search')} aria-keyshortcuts="/"
      leftSection={<IconSearch size={16} aria-hidden />} maxLength={200} onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onChange(text)
        if (event.key === 'Escape' && text !== '') {
          event.preventDefault()
          event.stopPropagation()
          setText('')
          onChange('')
        }
      }}
    />
  )
}

/** Above a list of clips: what it is narrowed to, in which order, and how much there is of each state. */
export function ClipFilters({ view, list, fixedGroupId, compact, onCompact, searchRef }: ClipFiltersProps) {
  const { t } = useTranslation('clips')
  const groups = useQuery(orpc.groups.list.queryOptions({ input: {}, enabled: fixedGroupId === null }))
  const { filter } = view
  const orders = ordersOf(filter)
  const density = t(compact ? 'density.comfortable' : 'density.compact')
  return (
    <div className={classes.filters}>
      <div className={classes.line}>
        <Search value={filter.search ?? ''} inputRef={searchRef} onChange={(text) => view.setFilter({ search: text.trim() === '' ? undefined : text })} />
        {fixedGroupId === null && (
          <Select
            className={classes.person} comboboxProps={unmounted} aria-label={t('filter.person')} placeholder={t('filter.everyone')} clearable searchable={(groups.data ?? []).length > 8}
            data={(groups.data ?? []).map(({ id, name }) => ({ value: String(id), label: name }))}
            value={filter.groupId === undefined ? null : String(filter.groupId)}
            onChange={(id) => view.setFilter({ groupId: id === null ? undefined : Number(id) })}
          />
        )}
        <FilterMenu filter={filter} known={list.view.known} onChange={view.setFilter} />
        <FilterPills filter={filter} withStates={fixedGroupId !== null} onChange={view.setFilter} />
        {isNarrowed(filter, fixedGroupId) && <Button data-shows variant="subtle" onClick={view.clear}>{t('filter.clear')}</Button>}
        <span className={classes.rest} />
        <Select
          className={classes.sort} comboboxProps={unmounted} aria-label={t('sort.label')} value={view.sort} disabled={orders.length === 1}
          data={orders.map((value) => ({ value, label: t(`sort.${value}`) }))}
          onChange={(value) => view.setSort(clipSort.parse(value))}
        />
        <Tooltip label={density}>
          <ActionIcon data-shows variant="default" className={classes.density} aria-label={density} aria-pressed={compact} onClick={() => onCompact(!compact)}>
            {compact ? <IconBaselineDensityMedium size={16} /> : <IconBaselineDensitySmall size={16} />}
          </ActionIcon>
        </Tooltip>
      </div>
      {/* A person's header has the numbers by state already. */}
      {fixedGroupId === null && <StateFilter counts={list.counts} chosen={filter.states ?? []} onChange={(states) => view.setFilter({ states: states.length > 0 ? states : undefined })} />}
    </div>
  )
}
