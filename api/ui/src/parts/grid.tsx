// A table that is edited, or too long to be drawn whole: only the rows in sight are in the page.
//
// Arrow keys move, Enter or a letter edits, Escape takes back, Delete empties; Shift with arrows or the pointer takes in
// more cells. Copy and paste speak the language of spreadsheets (tabs and lines), so that a block goes to Excel and comes back.
import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { exact } from '../number/format'
import type { Value } from './table'

export interface GridColumn<R> {
  id: string
  title: string
  unit?: string
  width?: number
  align?: 'left' | 'right'
  value: (row: R) => Value
  show?: (row: R) => ComponentChildren
  /** Whether the cells of this column can be changed; absent = no. */
  editable?: (row: R) => boolean
  /** Stays at the left when the others scroll. */
  fixed?: boolean
  class?: (row: R) => string
  hint?: string
}

export interface Edit {
  row: number
  column: string
  text: string
}

interface Props<R> {
  columns: readonly GridColumn<R>[]
  rows: readonly R[]
  label: string
  keyOf: (row: R, i: number) => string
  /** What is typed or pasted, all cells of a block at once. */
  onEdit?: (edits: Edit[]) => void
  /** What is wrong with a cell; it is marked and the text is shown under it. */
  faultOf?: (row: R, column: string) => string | undefined
  isChanged?: (row: R, column: string) => boolean
  onChoose?: (row: R, i: number) => void
  height?: number
}

const rowHeight = 30

/** Cells of a block that was copied from a spreadsheet. */
export function cellsOf(text: string): string[][] {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n')
  return lines.map((line) => line.split('\t').map((c) => (/^".*"$/s.test(c) ? c.slice(1, -1).replace(/""/g, '"') : c).trim()))
}

/** A number as people type and paste it: with groups, a true minus, full-width digits. */
export function plainNumber(text: string): number | undefined {
  const t = text.normalize('NFKC').replace(/[\s,\u202f\u00a0]/g, '').replace(/\u2212/g, '-')
  return t !== '' && Number.isFinite(Number(t)) ? Number(t) : undefined
}

export function Grid<R>({ columns, rows, label, keyOf, onEdit, faultOf, isChanged, onChoose, height = 520 }: Props<R>) {
  const box = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  const [seen, setSeen] = useState(height)
  const [at, setAt] = useState({ r: 0, c: 0 })
  const [to, setTo] = useState({ r: 0, c: 0 })
  const [typed, setTyped] = useState<string | null>(null)
  const input = useRef<HTMLInputElement>(null)

  useEffect(() => {
    const o = new ResizeObserver(() => box.current && setSeen(box.current.clientHeight))
    o.observe(box.current!)
    return () => o.disconnect()
  }, [])
  useEffect(() => {
    if (typed !== null) input.current?.focus()
  }, [typed !== null])

  const first = Math.max(0, Math.floor(top / rowHeight) - 6)
  const last = Math.min(rows.length, Math.ceil((top + seen) / rowHeight) + 6)
  const block = { r0: Math.min(at.r, to.r), r1: Math.max(at.r, to.r), c0: Math.min(at.c, to.c), c1: Math.max(at.c, to.c) }
  const lefts: number[] = []
  columns.reduce((sum, c, i) => ((lefts[i] = sum), sum + (c.fixed ? (c.width ?? 110) : 0)), 0)
  const canEdit = (r: number, c: number) => Boolean(onEdit && rows[r] && columns[c]?.editable?.(rows[r]))

  const move = (r: number, c: number, extend = false) => {
    const next = { r: Math.min(rows.length - 1, Math.max(0, r)), c: Math.min(columns.length - 1, Math.max(0, c)) }
    setTo(next)
    if (!extend) setAt(next)
    if (rows[next.r] && !extend) onChoose?.(rows[next.r]!, next.r)
    const b = box.current!
    const y = next.r * rowHeight
    const head = 44
    if (y < b.scrollTop) b.scrollTop = y
    if (y + rowHeight + head > b.scrollTop + b.clientHeight) b.scrollTop = y + rowHeight + head - b.clientHeight
    const cell = b.querySelector<HTMLElement>(`[data-column="${next.c}"]`)
    cell?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }
  const textOf = (r: number, c: number) => {
    const v = columns[c]!.value(rows[r]!)
    return typeof v === 'number' ? exact(v) : (v ?? '')
  }
  const commit = (text: string | null) => {
    setTyped(null)
    box.current?.focus()
    if (text !== null && text !== textOf(at.r, at.c)) onEdit?.([{ row: at.r, column: columns[at.c]!.id, text }])
  }
  const onKey = (e: KeyboardEvent) => {
    if (typed !== null) {
      if (e.key === 'Enter' || e.key === 'Tab') {
        e.preventDefault()
        commit(typed)
        if (e.key === 'Enter') move(at.r + 1, at.c)
        else move(at.r, at.c + (e.shiftKey ? -1 : 1))
      } else if (e.key === 'Escape') commit(null)
      return
    }
    const steps: Record<string, [number, number]> = {
      ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-15, 0], PageDown: [15, 0],
      Home: [0, -columns.length], End: [0, columns.length],
    }
    const step = steps[e.key]
    if (step) {
      e.preventDefault()
      const jump = e.ctrlKey || e.metaKey ? rows.length : 1
      move(to.r + step[0] * jump, to.c + step[1], e.shiftKey)
    } else if (e.key === 'Enter' || e.key === 'F2') {
      e.preventDefault()
      if (canEdit(at.r, at.c)) setTyped(textOf(at.r, at.c))
    } else if ((e.key === 'Delete' || e.key === 'Backspace') && onEdit) {
      e.preventDefault()
      fill(() => '')
    } else if (e.key.length === 1 && !e.ctrlKey && !e.metaKey && !e.altKey && canEdit(at.r, at.c)) {
      e.preventDefault()
      setTyped(e.key)
    }
  }
  const fill = (text: (r: number, c: number) => string) => {
    const edits: Edit[] = []
    for (let r = block.r0; r <= block.r1; r++) {
      for (let c = block.c0; c <= block.c1; c++) if (canEdit(r, c)) edits.push({ row: r, column: columns[c]!.id, text: text(r, c) })
    }
    if (edits.length > 0) onEdit?.(edits)
  }
  const onCopy = (e: ClipboardEvent) => {
    if (typed !== null) return
    const lines: string[] = []
    for (let r = block.r0; r <= block.r1; r++) {
      lines.push(Array.from({ length: block.c1 - block.c0 + 1 }, (_, i) => textOf(r, block.c0 + i).replace(/[\t\n]/g, ' ')).join('\t'))
    }
    e.clipboardData?.setData('text/plain', lines.join('\n'))
    e.preventDefault()
  }
  const onPaste = (e: ClipboardEvent) => {
    if (typed !== null || !onEdit) return
    e.preventDefault()
    const cells = cellsOf(e.clipboardData?.getData('text/plain') ?? '')
    const edits: Edit[] = []
    if (cells.length === 1 && cells[0]!.length === 1) return fill(() => cells[0]![0]!)
    cells.forEach((line, i) => line.forEach((text, j) => {
      const [r, c] = [block.r0 + i, block.c0 + j]
      if (r < rows.length && c < columns.length && canEdit(r, c)) edits.push({ row: r, column: columns[c]!.id, text })
    }))
    if (edits.length > 0) onEdit(edits)
    setAt({ r: block.r0, c: block.c0 })
    setTo({ r: Math.min(rows.length - 1, block.r0 + cells.length - 1), c: Math.min(columns.length - 1, block.c0 + (cells[0]?.length ?? 1) - 1) })
  }

  const cellClass = (c: GridColumn<R>) => `${c.align === 'right' ? 'right' : ''} ${c.fixed ? 'fixed' : ''}`
  const cellStyle = (c: GridColumn<R>, i: number) => ({ width: `${c.width ?? 110}px`, left: c.fixed ? `${lefts[i]}px` : undefined })
  return (
    <div class="grid" ref={box} role="grid" aria-label={label} aria-rowcount={rows.length + 1} aria-colcount={columns.length} tabIndex={0}
      aria-activedescendant={rows.length > 0 ? `cell-${at.r}-${at.c}` : undefined} style={{ maxHeight: `${height}px` }} onScroll={() => setTop(box.current!.scrollTop)}
      onKeyDown={onKey} onCopy={onCopy} onPaste={onPaste}>
      <div class="grid-row grid-head" role="row" aria-rowindex={1}>
        {columns.map((c, i) => (
          <div key={c.id} role="columnheader" title={c.hint} aria-colindex={i + 1} class={`grid-cell ${cellClass(c)}`} style={cellStyle(c, i)}>
            {c.title}
            {c.unit && <small>{c.unit}</small>}
          </div>
        ))}
      </div>
      <div class="grid-space" role="presentation" style={{ height: `${rows.length * rowHeight}px` }}>
        {rows.slice(first, last).map((row, k) => {
          const r = first + k
          return (
            <div key={keyOf(row, r)} role="row" aria-rowindex={r + 2} class="grid-row" style={{ transform: `translateY(${r * rowHeight}px)` }}>
              {columns.map((c, i) => {
                const fault = faultOf?.(row, c.id)
                const active = at.r === r && at.c === i
                const chosen = r >= block.r0 && r <= block.r1 && i >= block.c0 && i <= block.c1
                return (
                  <div key={c.id} id={`cell-${r}-${i}`} data-column={r === to.r ? i : undefined} role="gridcell" aria-colindex={i + 1} aria-selected={chosen} aria-invalid={fault ? true : undefined}
                    aria-readonly={!canEdit(r, i)} title={fault}
                    class={`grid-cell ${cellClass(c)} ${c.class?.(row) ?? ''} ${active ? 'active' : ''} ${chosen ? 'chosen' : ''} ${fault ? 'faulty' : ''} ${isChanged?.(row, c.id) ? 'changed' : ''} ${canEdit(r, i) ? 'editable' : ''}`}
                    style={cellStyle(c, i)}
                    onMouseDown={(e) => {
                      if (typed !== null && !active) commit(typed)
                      move(r, i, e.shiftKey)
                    }}
                    onMouseMove={(e) => e.buttons === 1 && typed === null && (to.r !== r || to.c !== i) && move(r, i, true)}
                    onDblClick={() => canEdit(r, i) && setTyped(textOf(r, i))}>
                    {active && typed !== null ? (
                      <input ref={input} class="grid-input" aria-label={c.title} value={typed} onInput={(e) => setTyped(e.currentTarget.value)} onBlur={() => typed !== null && commit(typed)} />
                    ) : c.show ? c.show(row) : textOf(r, i)}
                    {fault && active && <span class="grid-fault">{fault}</span>}
                  </div>
                )
              })}
            </div>
          )
        })}
      </div>
    </div>
  )
}
