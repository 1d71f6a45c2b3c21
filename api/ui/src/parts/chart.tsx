// A chart with all that belongs to it: title, unit, period, the same figures as a table, and files of both.
import type { ECharts } from 'echarts/core'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { fixed, exact } from '../number/format'
import { terms } from '../words/terms'
import { words } from '../words/words'
import { Card } from './card'
import { saveBlob, saveCSV, saveXLSX, type Sheet } from './download'
import { Icon } from './icons'
import { Menu } from './menu'
import { Empty } from './state'
import { faint, font, ink, rule, series } from './palette'
import { Table, type Column, type Value } from './table'

export type Option = Record<string, unknown>

const w = words({
  table: ['表格', 'Table'],
  chart: ['图', 'Chart'],
  save: ['下载', 'Download'],
  png: ['图片 PNG', 'Image, PNG'],
  csv: ['数据 CSV', 'Data, CSV'],
  xlsx: ['数据 Excel', 'Data, Excel'],
  empty: ['没有可显示的数据', 'There is nothing to show'],
})

interface Props {
  title: string
  unit: string
  period?: string
  /** The chart. It is drawn again when this changes, so make it of what it depends on only (useMemo). */
  option: Option
  /** The figures of the chart, with full precision. */
  sheet: Sheet
  /** Decimals of the figures in the table view. */
  places?: number
  height?: number
  /** The name of files, without ending. */
  file: string
  note?: ComponentChildren
  actions?: ComponentChildren
  /** Files of the service with the same figures, offered instead of those made here. */
  files?: { label: string; href: string }[]
  onPick?: (what: { series: string; index: number; name: string; data: unknown }) => void
}

export function ChartCard(p: Props) {
  const [asTable, setAsTable] = useState(false)
  const chart = useRef<ECharts | undefined>(undefined)
  const nothing = p.sheet.rows.length === 0
  return (
    <Card title={p.title} unit={p.unit} period={p.period} note={p.note} flush={asTable} class="chart-card"
      actions={
        <>
          {p.actions}
          <button type="button" class="button quiet square" aria-pressed={asTable} title={asTable ? w.chart : w.table} aria-label={asTable ? w.chart : w.table}
            onClick={() => setAsTable(!asTable)}>
            <Icon name={asTable ? 'chart' : 'table'} />
          </button>
          <Menu label={<Icon name="save" />} title={w.save} class="right">
            {!asTable && (
              <button type="button" onClick={() => chart.current && savePNG(chart.current, p)}>
                {w.png}
              </button>
            )}
            <button type="button" onClick={() => saveCSV(p.sheet, p.file)}>
              {w.csv}
            </button>
            <button type="button" onClick={() => saveXLSX(p.sheet, p.file)}>
              {w.xlsx}
            </button>
            {p.files?.map((f) => (
              <a key={f.href} href={f.href} download>
                {f.label}
              </a>
            ))}
          </Menu>
        </>
      }>
      {nothing ? <Empty icon="chart" title={w.empty} /> : asTable ? (
        <SheetTable sheet={p.sheet} label={p.title} places={p.places} />
      ) : (
        <Chart option={p.option} height={p.height ?? 280} label={`${p.title}, ${p.unit}`} onReady={(c) => (chart.current = c)} onPick={p.onPick} />
      )}
    </Card>
  )
}

/** The figures of a chart as a table. */
export function SheetTable({ sheet, label, places = 1 }: { sheet: Sheet; label: string; places?: number }) {
  const columns: Column<Value[]>[] = sheet.columns.map((c, j) => ({
    id: String(j),
    title: c.title,
    unit: c.unit,
    align: sheet.rows.some((r) => typeof r[j] === 'number') ? 'right' : 'left',
    value: (r) => r[j],
    show: (r) => {
      const v = r[j]
      return typeof v === 'number' ? <span title={exact(v)}>{fixed(v, places)}</span> : (v ?? '—')
    },
  }))
  return <Table columns={columns} rows={sheet.rows} label={label} sortable />
}

/** The chart alone. ECharts is loaded when the first is shown. */
export function Chart({ option, height, label, onReady, onPick }: {
  option: Option
  height: number
  label: string
  onReady?: (c: ECharts) => void
  onPick?: Props['onPick']
}) {
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<ECharts | undefined>(undefined)
  const pick = useRef(onPick)
  pick.current = onPick
  const [failed, setFailed] = useState(false)
  const latest = useRef(option)
  latest.current = option
  useEffect(() => {
    let gone = false
    let observer: ResizeObserver | undefined
    import('./echarts').then(
      ({ init }) => {
        if (gone || !box.current) return
        const c = init(box.current, theme())
        chart.current = c
        c.setOption(complete(latest.current))
        c.on('click', (e) => pick.current?.({ series: e.seriesName ?? '', index: e.dataIndex, name: e.name, data: e.data }))
        observer = new ResizeObserver(() => c.resize())
        observer.observe(box.current)
        onReady?.(c)
        box.current.dataset.drawn = 'yes'
      },
      () => setFailed(true),
    )
    return () => {
      gone = true
      observer?.disconnect()
      chart.current?.dispose()
      chart.current = undefined
    }
  }, [])
  useEffect(() => {
    chart.current?.setOption(complete(option), { notMerge: true })
  }, [option])
  if (failed) return <Empty icon="warning" title={terms.retry} />
  return <div ref={box} class={`chart ${onPick ? 'picks' : ''}`} role="img" aria-label={label} style={{ height: `${height}px` }} />
}

const complete = (o: Option): Option => ({
  animation: !matchMedia('(prefers-reduced-motion: reduce)').matches && !navigator.webdriver,
  animationDuration: 300,
  ...o,
  tooltip: { confine: true, className: 'tip-frame', transitionDuration: 0, ...((o.tooltip as object) ?? {}) },
})

function theme() {
  const axis = {
    axisLine: { lineStyle: { color: '#b7c2c8' } },
    axisTick: { lineStyle: { color: '#b7c2c8' } },
    axisLabel: { color: faint, fontSize: 11 },
    nameTextStyle: { color: faint, fontSize: 11 },
    splitLine: { lineStyle: { color: rule } },
  }
  return {
    color: series,
    textStyle: { fontFamily: font, color: ink, fontSize: 12 },
    grid: { left: 8, right: 16, top: 34, bottom: 8, containLabel: true },
    categoryAxis: { ...axis, splitLine: { show: false } },
    valueAxis: axis,
    timeAxis: axis,
    logAxis: axis,
    legend: { textStyle: { color: ink, fontSize: 12 }, itemWidth: 14, itemHeight: 8, itemGap: 14, top: 2, left: 0, icon: 'roundRect' },
  }
}

/** The chart with its title and unit above it, at twice the size of the screen. */
function savePNG(chart: ECharts, p: Props) {
  const scale = 2
  const head = 40
  const picture = new Image()
  picture.onload = () => {
    const canvas = document.createElement('canvas')
    canvas.width = picture.width + 32 * scale
    canvas.height = picture.height + (head + 16) * scale
    const c = canvas.getContext('2d')!
    c.fillStyle = '#fff'
    c.fillRect(0, 0, canvas.width, canvas.height)
    c.fillStyle = ink
    c.font = `600 ${15 * scale}px ${font}`
    c.fillText(p.title, 16 * scale, 25 * scale)
    c.fillStyle = faint
    c.font = `${11 * scale}px ${font}`
    const more = [p.unit, p.period].filter(Boolean).join('　')
    c.fillText(more, canvas.width - 16 * scale - c.measureText(more).width, 25 * scale)
    c.drawImage(picture, 16 * scale, head * scale)
    canvas.toBlob((blob) => blob && saveBlob(blob, p.file + '.png'))
  }
  picture.src = chart.getDataURL({ pixelRatio: scale, backgroundColor: '#fff' })
}
