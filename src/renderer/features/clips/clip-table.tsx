import { Checkbox } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useRef, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Clip } from '../../../contract/models/clip.ts'
import { DataTable, type Column } from '../../components/data-table.tsx'
import { NewRowsNotice } from '../../components/new-rows-notice.tsx'
import { Age } from '../../components/times.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { Thumbnail } from '../previews/thumbnail.tsx'
import { BatchCell, NameCell, ReasonCell, SelectCell, StateCell } from './clip-cells.tsx'
import { extended, isChosen, toggled, type ClipChoice } from './clip-choice.ts'
import { columnsFor, columnWidth, widthOf, type ClipColumnKey } from './clip-columns.ts'
import classes from './clip-table.module.css'
import { RowActions } from './row-actions.tsx'
import type { ClipActions } from './use-clip-actions.ts'
import type { ClipList } from './use-clip-pages.ts'

export interface ClipTableProps {
  list: ClipList
  actions: ClipActions
  choice: ClipChoice
  onChoice: (choice: ClipChoice) => void
  activeIndex: number | null
  onActive: (index: number) => void
  onOpen: (id: number) => void
  /** Whether each row says whose clip it is. */
  withPerson: boolean
  compact: boolean
}

const least: readonly ClipColumnKey[] = ['select', 'picture', 'name', 'state']

/** Clips as rows, however many; the columns that do not fit give way. */
export function ClipTable({ list, actions, choice, onChoice, activeIndex, onActive, onOpen, withPerson, compact }: ClipTableProps) {
  const { t } = useTranslation('clips')
  const format = useFormat()
  const { ref, width } = useElementSize<HTMLDivElement>()
  const box = useRef<HTMLDivElement>(null)
  const { pages, view } = list
  const shown = columnsFor(width === 0 ? widthOf(least) : width)

  const toggle = (index: number, range: boolean) => {
    const row = view.rowAt(index)
    if (!row) return
    onChoice(range ? extended(choice, index, view.rowAt) : toggled(choice, row, index, view.known()))
  }
  const chosenCount = choice.kind === 'all' ? view.count : choice.chosen.size
  const all = choice.kind === 'all' || (view.count > 0 && chosenCount >= view.count)

  const columns: Record<ClipColumnKey, Column> = {
    select: {
      key: 'select', label: t('column.select'), width: columnWidth.select,
      header: (
        <Checkbox
          checked={all} indeterminate={!all && chosenCount > 0} readOnly className={classes.selectAll} aria-label={t('column.selectAll')}
          onClick={() => onChoice(chosenCount > 0 ? { kind: 'some', chosen: new Map(), anchor: null } : { kind: 'all' })}
        />
      ),
    },
    picture: { key: 'picture', label: t('column.picture'), width: columnWidth.picture, quiet: true },
    name: { key: 'name', label: t('column.name'), width: `minmax(${columnWidth.name}px, 1fr)` },
    state: { key: 'state', label: t('column.state'), width: columnWidth.state },
    reason: { key: 'reason', label: t('column.reason'), width: columnWidth.reason },
    batch: { key: 'batch', label: t('column.batch'), width: columnWidth.batch },
    attempts: { key: 'attempts', label: t('column.attempts'), width: columnWidth.attempts, align: 'end', header: <span title={t('column.attempts')}>{t('column.attemptsShort')}</span> },
    age: { key: 'age', label: t('column.age'), width: columnWidth.age, align: 'end' },
    action: { key: 'action', label: t('column.action'), width: columnWidth.action, align: 'end', quiet: true, action: true },
  }
  const cell: Record<ClipColumnKey, (clip: Clip, index: number) => ReactNode> = {
    select: (clip, index) => <SelectCell name={clip.name} checked={isChosen(choice, clip.id)} onToggle={(range) => toggle(index, range)} />,
    picture: (clip) => <Thumbnail clip={clip} />,
    name: (clip) => <NameCell clip={clip} withPerson={withPerson} compact={compact} />,
    state: (clip) => <StateCell clip={clip} />,
    reason: (clip) => <ReasonCell clip={clip} />,
    batch: (clip) => <BatchCell clip={clip} />,
    attempts: (clip) => (clip.attempts > 0 ? format.number(clip.attempts) : null),
    age: (clip) => <Age since={clip.stateSince} />,
    action: (clip, index) => <RowActions clip={clip} actions={actions} reachable={index === activeIndex} />,
  }

  /** Shift with an arrow takes rows along. */
  function onKeyDownCapture(event: KeyboardEvent): void {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (!event.shiftKey || by === 0 || !(event.target instanceof Element) || event.target.getAttribute('role') !== 'grid') return
    event.preventDefault()
    event.stopPropagation()
    const from = activeIndex ?? 0
    const to = Math.min(Math.max(from + by, 0), Math.max(0, view.count - 1))
    const anchored = choice.kind === 'some' && choice.anchor === null ? extended(choice, from, view.rowAt) : choice
    onChoice(extended(anchored, to, view.rowAt))
    onActive(to)
  }

  function showNew(): void {
    pages.showAll()
    box.current?.querySelector('[role=grid]')?.scrollTo(0, 0)
  }

  return (
    <div ref={box} className={classes.box} onKeyDownCapture={onKeyDownCapture}>
      <div ref={ref} className={classes.measure} />
      <DataTable
        label={t('table')}
        columns={shown.map((key) => columns[key])}
        total={view.count}
        rowHeight={compact ? 36 : 48}
        minWidth={widthOf(least)}
        row={(index) => {
          const clip = view.rowAt(index)
          return clip && { key: clip.id, cells: shown.map((key) => cell[key](clip, index)) }
        }}
        notice={
          <>
            <NewRowsNotice count={view.waiting} onShow={showNew} />
            {view.reached !== null && <div className={classes.reading} role="status">{t('reading', { number: format.number(view.reached), of: format.number(view.count) })}</div>}
          </>
        }
        onRange={pages.want}
        activeIndex={activeIndex}
        onActive={onActive}
        onOpen={(index) => {
          const clip = view.rowAt(index)
          if (clip) onOpen(clip.id)
        }}
        onToggle={toggle}
        isSelected={(index) => {
          const clip = view.rowAt(index)
          return clip !== null && isChosen(choice, clip.id)
        }}
      />
    </div>
  )
}
