import { VisuallyHidden } from '@mantine/core'
import { useId, type ReactNode } from 'react'
import classes from './data-table.module.css'
import { VirtualRows, type VirtualRowsProps } from './virtual-rows.tsx'

export interface Column {
  key: string
  /** Read out for every column; `quiet` ones do not show it. */
  label: string
  /** Width in px, or a CSS track such as `minmax(160px, 1fr)`. */
  width: number | string
  align?: 'start' | 'end'
  quiet?: boolean
  /** Shown on hover and focus only, but always in the accessibility tree. */
  action?: boolean
  /** Replaces the label in the header, e.g. a "select all" box. */
  header?: ReactNode
}

export interface TableRow {
  key: string | number
  /** One per column, in the columns' order. */
  cells: readonly ReactNode[]
}

export interface DataTableProps extends Omit<VirtualRowsProps, 'renderRow' | 'rowKey' | 'rowHeight' | 'headId'> {
  columns: readonly Column[]
  /** 48, or 36 when compact. */
  rowHeight?: number
  /** The row at an index; null while it is not loaded, which draws still blocks in its place. */
  row: (index: number) => TableRow | null
  /** Below this width the table scrolls sideways. */
  minWidth?: number
  /** Shown beneath the header, above the rows, e.g. a `NewRowsNotice`. */
  notice?: ReactNode
}

/** A list of one kind of row under named columns, of any length. Fills its parent (a flex column). */
export function DataTable({ columns, rowHeight = 48, row, minWidth, notice, ...rows }: DataTableProps) {
  const headId = useId()
  const tracks = columns.map(({ width }) => (typeof width === 'number' ? `${width}px` : width)).join(' ')
  const look = (column: Column) => `${classes.cell} ${column.align === 'end' ? classes.end : ''}`
  return (
    <div className={classes.table}>
      <div className={classes.sideways}>
        <div className={classes.inner} style={{ minWidth }}>
          <div id={headId} role="row" aria-rowindex={1} className={classes.head} style={{ gridTemplateColumns: tracks }}>
            {columns.map((column) => (
              <span key={column.key} role="columnheader" className={look(column)}>
                {column.header ?? (column.quiet ? <VisuallyHidden>{column.label}</VisuallyHidden> : column.label)}
              </span>
            ))}
          </div>
          {notice}
          <VirtualRows
            {...rows}
            headId={headId}
            rowHeight={rowHeight}
            rowKey={(index) => row(index)?.key ?? `blank-${index}`}
            renderRow={(index) => {
              const drawn = row(index)
              const selected = rows.isSelected?.(index) ?? false
              return (
                <div role="presentation" className={`${classes.row} ${rows.onOpen ? classes.openable : ''} ${selected ? classes.selected : ''}`} style={{ gridTemplateColumns: tracks }}>
                  {columns.map((column, at) => (
                    <div key={column.key} role="gridcell" className={`${look(column)} ${column.action ? classes.action : ''}`}>
                      {drawn ? drawn.cells[at] : <div className={classes.loading} aria-hidden />}
                    </div>
                  ))}
                </div>
              )
            }}
          />
        </div>
      </div>
    </div>
  )
}
