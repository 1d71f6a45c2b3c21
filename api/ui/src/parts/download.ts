// Files made in the browser: a table as CSV or XLSX, a chart as PNG.
import { exact } from '../number/format'
import type { Column, Value } from './table'

/** A table as it is written to a file. */
export interface Sheet {
  columns: { title: string; unit?: string }[]
  rows: Value[][]
}

export const sheetOf = <R>(columns: readonly Column<R>[], rows: readonly R[]): Sheet => ({
  columns: columns.map((c) => ({ title: c.group ? `${c.group} ${c.title}` : c.title, unit: c.unit })),
  rows: rows.map((r) => columns.map((c) => c.value(r))),
})

/** A text that a spreadsheet would run as a formula is kept from it. */
const safe = (text: string): string => (/^[=+\-@\t\r]/.test(text) && !/^[+-]?[\d.]+$/.test(text) ? "'" + text : text)

const heading = (c: { title: string; unit?: string }): string => (c.unit ? `${c.title} (${c.unit})` : c.title)

/** CSV with a byte order mark, so that Excel reads it as UTF-8. */
export function csv(s: Sheet): string {
  const cell = (v: Value) => {
    const text = typeof v === 'number' ? exact(v) : safe(v ?? '')
    return /[",\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text
  }
  return '\ufeff' + [s.columns.map(heading), ...s.rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n'
}

export function saveBlob(blob: Blob, name: string) {
  const a = document.createElement('a')
  a.href = URL.createObjectURL(blob)
  a.download = name.replace(/[\\/:*?"<>|]+/g, '-')
  document.body.append(a)
  a.click()
  a.remove()
  setTimeout(() => URL.revokeObjectURL(a.href), 10_000)
}

export const saveCSV = (s: Sheet, name: string) => saveBlob(new Blob([csv(s)], { type: 'text/csv;charset=utf-8' }), name + '.csv')

export async function saveXLSX(s: Sheet, name: string) {
  const { default: write } = await import('write-excel-file/browser')
  const head = s.columns.map((c) => ({ value: heading(c), fontWeight: 'bold' as const, backgroundColor: '#EEF2F4' }))
  const rows = s.rows.map((row) => row.map((v) => (typeof v === 'number' ? (Number.isFinite(v) ? v : null) : (v ?? null))))
  const blob = await write([head, ...rows], { columns: s.columns.map((_, i) => ({ width: i === 0 ? 24 : 14 })), stickyRowsCount: 1 }).toBlob()
  saveBlob(blob, name + '.xlsx')
}
