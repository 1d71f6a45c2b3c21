// A table that is read. One that is edited or has thousands of rows is a Grid.
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { exact } from '../number/format'

export type Value = string | number | null | undefined

export interface Column<R> {
  id: string
  title: string
  /** Shown under the title, as in 万m³. */
  unit?: string
  /** Figures stand at the right. */
  align?: 'left' | 'right'
  /** What is exported and sorted by; numbers with full precision. */
  value: (row: R) => Value
  /** What is shown, when it is not the value as it is. */
  show?: (row: R) => ComponentChildren
  /** A title over several columns. */
  group?: string
  width?: number
  /** Colour of the cell. */
  class?: (row: R) => string
}

interface Props<R> {
  columns: readonly Column<R>[]
  rows: readonly R[]
  /** Says what the table is, for those who hear it. */
  label: string
  keyOf?: (row: R, i: number) => string
  /** Rows that count up the others. */
  isTotal?: (row: R) => boolean
  isChosen?: (row: R) => boolean
  onPick?: (row: R) => void
  sortable?: boolean
  most?: number
}

export function Table<R>({ columns, rows, label, keyOf, isTotal, isChosen, onPick, sortable }: Props<R>) {
  const [by, setBy] = useState<{ id: string; down: boolean } | null>(null)
  const column = by && columns.find((c) => c.id === by.id)
  let shown = rows
  if (column) {
    const order = (a: R, b: R) => {
      const [x, y] = [column.value(a), column.value(b)]
      if (x === null || x === undefined) return 1
      if (y === null || y === undefined) return -1
      return typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y), 'zh')
    }
    const totals = rows.filter((r) => isTotal?.(r))
    shown = rows.filter((r) => !isTotal?.(r)).sort((a, b) => (by.down ? order(b, a) : order(a, b))).concat(totals)
  }
  const groups: { title: string; span: number }[] = []
  for (const c of columns) {
    const last = groups[groups.length - 1]
    if (last && last.title === (c.group ?? '') && c.group) last.span++
    else groups.push({ title: c.group ?? '', span: 1 })
  }
  const grouped = columns.some((c) => c.group)
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={label}>
      <table class="table">
        <caption class="unseen">{label}</caption>
        <thead>
          {grouped && (
            <tr class="groups">
              {groups.map((g, i) => (
                <th key={i} colSpan={g.span} scope="colgroup">
                  {g.title}
                </th>
              ))}
            </tr>
          )}
          <tr>
            {columns.map((c) => (
              <th key={c.id} scope="col" class={c.align === 'right' ? 'right' : ''} style={c.width ? { width: `${c.width}px` } : undefined}
                aria-sort={by?.id === c.id ? (by.down ? 'descending' : 'ascending') : undefined}>
                {sortable ? (
                  <button type="button" class="sort" onClick={() => setBy(by?.id === c.id ? (by.down ? { id: c.id, down: false } : null) : { id: c.id, down: c.align === 'right' })}>
                    {c.title}
                    {by?.id === c.id && <span aria-hidden="true">{by.down ? ' ↓' : ' ↑'}</span>}
                  </button>
                ) : (
                  c.title
                )}
                {c.unit && <small>{c.unit}</small>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((r, i) => (
            <tr key={keyOf ? keyOf(r, i) : i} class={`${isTotal?.(r) ? 'total' : ''} ${isChosen?.(r) ? 'chosen' : ''} ${onPick ? 'pick' : ''}`}
              onClick={onPick && (() => onPick(r))}>
              {columns.map((c, j) => {
                const cls = `${c.align === 'right' ? 'right' : ''} ${c.class?.(r) ?? ''}`
                const content = c.show ? c.show(r) : shownValue(c.value(r))
                return j === 0 ? (
                  <th key={c.id} scope="row" class={cls}>
                    {content}
                  </th>
                ) : (
                  <td key={c.id} class={cls}>
                    {content}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const shownValue = (v: Value): string => (typeof v === 'number' ? exact(v) : (v ?? '—'))
