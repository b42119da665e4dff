import { Button } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../components/empty-state.tsx'
import { LoadingBlocks } from '../../components/loading-blocks.tsx'
import { NewRowsNotice } from '../../components/new-rows-notice.tsx'
import { ProblemNote } from '../../components/problem-note.tsx'
import { ClipDrawer } from '../clip-drawer/clip-drawer.tsx'
import { nothingChosen, type ClipChoice } from './clip-choice.ts'
import { ClipFilters } from './clip-filters.tsx'
import { reach } from './clip-permissions.ts'
import { ClipSelectionBar } from './clip-selection-bar.tsx'
import { ClipTable } from './clip-table.tsx'
import { isNarrowed } from './clip-view-state.ts'
import classes from './clips-view.module.css'
import { PrepareDialog } from '../preparation/prepare-dialog.tsx'
import { ResubmitDialog } from './resubmit-dialog.tsx'
import { SubmitAnywayDialog } from './submit-anyway-dialog.tsx'
import { useClipActions } from './use-clip-actions.ts'
import { useClipPages } from './use-clip-pages.ts'
import { useClipView } from './use-clip-view.ts'

export interface ClipsViewProps {
  /** The person whose clips these are; null: everyone's. */
  fixedGroupId: number | null
  /** Shown where there is no clip at all yet. */
  empty: ReactNode
}

/** A list of clips with everything one can do to them: filters, rows, selection, drawer. Fills a flex column. */
export function ClipsView({ fixedGroupId, empty }: ClipsViewProps) {
  const { t } = useTranslation('clips')
  const view = useClipView(fixedGroupId)
  const list = useClipPages(view.filter, view.sort)
  const actions = useClipActions()
  const [compact, setCompact] = useLocalStorage({ key: 'greenroom.compact-rows', defaultValue: false })
  const [activeIndex, setActiveIndex] = useState<number | null>(null)
  const search = useRef<HTMLInputElement>(null)
  const box = useRef<HTMLDivElement>(null)

  // A selection belongs to the list it was made in.
  const listKey = JSON.stringify([view.filter, view.sort])
  const [chosen, setChosen] = useState<{ listKey: string; choice: ClipChoice }>({ listKey, choice: nothingChosen })
  const choice = chosen.listKey === listKey ? chosen.choice : nothingChosen
  const setChoice = (next: ClipChoice) => setChosen({ listKey, choice: next })
  const nothing = choice.kind === 'some' && choice.chosen.size === 0

  const { view: rows, pages } = list
  const { openId, open } = view
  const openIndex = openId === null ? -1 : rows.indexOf(openId)
  const active = activeIndex ?? (openIndex >= 0 ? openIndex : null)

  function walk(by: number): (() => void) | null {
    if (openIndex < 0) return null
    const next = openIndex + by
    const clip = rows.rowAt(next)
    if (!clip) return null
    return () => {
      setActiveIndex(next)
      open(clip.id)
    }
  }

  function activate(index: number): void {
    setActiveIndex(index)
    // While the drawer is open it follows the row.
    const clip = rows.rowAt(index)
    if (openId !== null && clip) open(clip.id)
  }

  useEffect(() => {
    function onKey(event: globalThis.KeyboardEvent): void {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return
      if (event.target instanceof HTMLElement && (event.target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName))) return
      if (document.querySelector('[aria-modal=true]')) return
      event.preventDefault()
      search.current?.focus()
      search.current?.select()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])

  function onKeyDown(event: KeyboardEvent): void {
    if (!(event.target instanceof Element) || event.target.getAttribute('role') !== 'grid') return
    if (event.key.toLowerCase() === 'a' && !event.altKey && !event.shiftKey) {
      event.preventDefault()
      setChoice({ kind: 'all' })
    } else if (event.key === 'Escape' && openId === null && !nothing) {
      event.preventDefault()
      setChoice(nothingChosen)
    }
  }

  const asked = actions.asking
  const isEmpty = rows.status === 'ready' && rows.count === 0
  return (
    <div ref={box} className={`${classes.view} ${openId === null ? '' : classes.beside}`} onKeyDown={onKeyDown}>
      <ClipFilters view={view} list={list} fixedGroupId={fixedGroupId} compact={compact} onCompact={setCompact} searchRef={search} />
      {rows.error !== null && <div className={classes.note}><ProblemNote error={rows.error} onRetry={pages.retry} /></div>}
      {actions.error !== null && actions.error !== undefined && <div className={classes.note}><ProblemNote error={actions.error} /></div>}
      {rows.status === 'loading' && <LoadingBlocks count={8} height={47} gap={1} />}
      {isEmpty && rows.waiting > 0 && <NewRowsNotice count={rows.waiting} onShow={pages.showAll} />}
      {isEmpty && (isNarrowed(view.filter, fixedGroupId) ? <EmptyState sentence={t('noMatch')} action={<Button data-shows onClick={view.clear}>{t('filter.clear')}</Button>} /> : empty)}
      {rows.status === 'ready' && rows.count > 0 && (
        <ClipTable list={list} actions={actions} choice={choice} onChoice={setChoice} activeIndex={active} onActive={activate} onOpen={open} withPerson={fixedGroupId === null} compact={compact} />
      )}
      <ClipSelectionBar list={list} filter={view.filter} choice={choice} actions={actions} room={openId === null ? 3 : 1} onClear={() => setChoice(nothingChosen)} />
      {openId !== null && <ClipDrawer id={openId} actions={actions} onClose={() => open(null)} onPrevious={walk(-1)} onNext={walk(1)} />}
      {asked?.about === 'prepare' && <PrepareDialog selection={asked.selection} onClose={actions.stopAsking} />}
      {asked?.about === 'resubmit' && <ResubmitDialog selection={asked.selection} onClose={actions.stopAsking} />}
      {asked?.about === 'submitAnyway' && (
        <SubmitAnywayDialog selection={asked.selection} count={'ids' in asked.selection ? asked.selection.ids.length : list.counts ? reach('submitAnyway', list.counts) : 0} onClose={actions.stopAsking} />
      )}
    </div>
  )
}
