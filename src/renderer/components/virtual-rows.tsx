import { useElementSize, useMergedRef } from '@mantine/hooks'
import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { geometryOf, physicalTopOf, rowsInView, scrolledTo, topToShow, type ScrollPlace } from './scaled-scroll.ts'
import classes from './virtual-rows.module.css'

export interface VirtualRowsProps {
  /** Names the list for a screen reader. */
  label: string
  /** How many rows there are, loaded or not; up to some millions. */
  total: number
  /** Height of every row in px. */
  rowHeight: number
  /** Draws one row; asked only for rows in view. Rows not loaded yet are drawn as blocks by the caller. */
  renderRow: (index: number) => ReactNode
  /** Tells a row apart from its neighbours when rows come and go; the index by default. */
  rowKey?: (index: number) => string | number
  /** Told after the view changed: load what is missing between `first` and `last`, both included. */
  onRange?: (first: number, last: number) => void
  /** The row the keys act on. */
  activeIndex?: number | null
  onActive?: (index: number) => void
  /** Enter, or a click on the row. */
  onOpen?: (index: number) => void
  /** Space; `range` when Shift was held. */
  onToggle?: (index: number, range: boolean) => void
  isSelected?: (index: number) => boolean
  overscan?: number
  /** Id of a header row drawn elsewhere, which belongs to this grid all the same. */
  headId?: string
}

const step: Record<string, (at: number, page: number, total: number) => number> = {
  ArrowDown: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  PageDown: (at, page) => at + page,
  PageUp: (at, page) => at - page,
  Home: () => 0,
  End: (_at, _page, total) => total - 1,
}

/**
 * Rows of one height, drawn only where they are seen. Fills its parent (a flex column). ↑ ↓ Home End and
 * the page keys move the active row, Enter opens it, Space selects it.
 */
export function VirtualRows(props: VirtualRowsProps) {
  const { label, total, rowHeight, renderRow, rowKey, onRange, activeIndex = null, onActive, onOpen, onToggle, isSelected, overscan = 6, headId } = props
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const { ref: sized, height: viewport } = useElementSize<HTMLDivElement>()
  const ref = useMergedRef(scroller, sized)
  const [place, setPlace] = useState<ScrollPlace>({ virtualTop: 0, physicalTop: 0 })
  const geometry = geometryOf(total, rowHeight, viewport)
  const scaled = geometry.virtualHeight > geometry.physicalHeight
  const most = Math.max(0, geometry.virtualHeight - viewport)
  const virtualTop = Math.min(place.virtualTop, most)
  const range = rowsInView(geometry, virtualTop, total, rowHeight, overscan)
  const first = range?.first ?? 0
  const last = range?.last ?? -1

  const told = useRef(onRange)
  useEffect(() => {
    told.current = onRange
  })
  useEffect(() => {
    if (last >= first) told.current?.(first, last)
  }, [first, last, total])

  // Where a move of ours ends exactly: the scroll event that follows carries whole pixels only.
  const wanted = useRef<ScrollPlace | null>(null)
  function moveTo(next: number): void {
    if (!scroller.current) return
    const near = Math.abs(next - virtualTop) <= viewport * 2
    const physicalTop = Math.round(near ? place.physicalTop + next - virtualTop : physicalTopOf(geometry, next))
    wanted.current = { virtualTop: next, physicalTop }
    scroller.current.scrollTop = physicalTop
  }

  // A wheel turned for long lets the bar drift from its place among all rows: put it right when at rest.
  useEffect(() => {
    if (!scaled) return
    const timer = setTimeout(() => {
      const physicalTop = Math.round(physicalTopOf(geometry, virtualTop))
      if (Math.abs(physicalTop - place.physicalTop) < 1 || !scroller.current) return
      setPlace({ virtualTop, physicalTop })
      scroller.current.scrollTop = physicalTop
    }, 150)
    return () => clearTimeout(timer)
  })

  const shown = useRef(activeIndex)
  useLayoutEffect(() => {
    if (shown.current === activeIndex || activeIndex === null) return
    shown.current = activeIndex
    const next = topToShow(geometry, virtualTop, activeIndex, rowHeight)
    if (next !== virtualTop) moveTo(next)
  })

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    // Keys pressed inside a row (a button, a field) belong to it.
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return
    const move = step[event.key]
    if (move && onActive && total > 0) {
      event.preventDefault()
      const page = Math.max(1, Math.floor(viewport / rowHeight) - 1)
      const at = activeIndex ?? (event.key === 'ArrowDown' ? -1 : 0)
      onActive(Math.min(Math.max(move(at, page, total), 0), total - 1))
      return
    }
    if (activeIndex === null) return
    if (event.key === 'Enter' && onOpen) {
      event.preventDefault()
      onOpen(activeIndex)
    } else if (event.key === ' ' && onToggle) {
      event.preventDefault()
      onToggle(activeIndex, event.shiftKey)
    }
  }

  const indexes = Array.from({ length: Math.max(0, last - first + 1) }, (_, offset) => first + offset)
  const activeShown = activeIndex !== null && activeIndex >= first && activeIndex <= last
  return (
    <div
      ref={ref}
      className={classes.scroller}
      data-scrolls={geometry.physicalHeight > viewport || undefined}
      role="grid"
      aria-label={label}
      aria-owns={headId}
      aria-rowcount={headId ? total + 1 : total}
      aria-multiselectable={onToggle ? true : undefined}
      aria-activedescendant={activeShown ? `${id}-${activeIndex}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onScroll={(event) => {
        const top = event.currentTarget.scrollTop
        const exact = wanted.current
        wanted.current = null
        if (exact && Math.abs(top - exact.physicalTop) < 1) setPlace(exact)
        else if (Math.abs(top - place.physicalTop) >= 1) setPlace((from) => scrolledTo(geometry, { ...from, virtualTop: Math.min(from.virtualTop, most) }, top))
      }}
    >
      <div className={classes.spacer} style={{ height: geometry.physicalHeight }} role="presentation">
        {indexes.map((index) => (
          <div
            key={rowKey?.(index) ?? index}
            id={`${id}-${index}`}
            role="row"
            aria-rowindex={index + (headId ? 2 : 1)}
            aria-selected={isSelected?.(index)}
            data-active={index === activeIndex || undefined}
            className={classes.row}
            style={{ height: rowHeight, transform: `translateY(${Math.round(scaled ? place.physicalTop + index * rowHeight - virtualTop : index * rowHeight)}px)` }}
            onClick={(event) => {
              if (event.target instanceof Element && event.target.closest('a,button,input,label,[role=checkbox]')) return
              onActive?.(index)
              onOpen?.(index)
            }}
          >
            {renderRow(index)}
          </div>
        ))}
      </div>
    </div>
  )
}
