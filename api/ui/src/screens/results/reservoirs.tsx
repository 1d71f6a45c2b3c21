// Storages against their limits, one chart a reservoir.
import { useMemo } from 'preact/hooks'
import { ChartCard } from '../../parts/chart'
import { Card } from '../../parts/card'
import { Empty } from '../../parts/state'
import { tip } from '../../parts/tip'
import { fixed } from '../../number/format'
import type { Schemas } from '../../service/client'
import type { Allocation } from '../../service/result'
import { lang, nameOf, words } from '../../words/words'

const w = words({
  none: ['这个流域没有水库', 'This basin has no reservoirs'],
  storage: ['时段末蓄水', 'storage, end of period'],
  max: ['允许最高蓄水（汛限）', 'highest allowed'],
  dead: ['死库容', 'dead storage'],
  inflow: ['入库', 'inflow'],
  release: ['出库', 'release'],
})

export function Reservoirs({ a }: { a: Allocation }) {
  if (a.reservoirs.length === 0) return <Card><Empty title={w.none} /></Card>
  return <div class="cards">{a.reservoirs.map((r) => <One key={r.id} a={a} r={r} />)}</div>
}

function One({ a, r }: { a: Allocation; r: Schemas['ReservoirRes'] }) {
  const labels = a.periods.map((p) => (lang.value === 'en' ? p.label_en || p.label : p.label))
  const option = useMemo(() => {
    const line = (name: string, data: number[], color: string, more = {}) => ({ type: 'line', name, data, color, symbol: 'none', lineStyle: { width: 1.3, type: 'dashed' }, ...more })
    return {
      legend: {},
      xAxis: { type: 'category', data: labels },
      yAxis: { type: 'value', name: '万m³' },
      tooltip: {
        trigger: 'axis',
        formatter: (list: { dataIndex: number; color: string; seriesName: string; value: number }[]) => tip(labels[list[0]!.dataIndex]!, list.map((x) => ({ colour: x.color, name: x.seriesName, value: fixed(x.value, 0) }))),
      },
      series: [
        line(w.storage, r.storage, '#0b5f80', { lineStyle: { width: 2.2 }, areaStyle: { opacity: 0.12 } }),
        line(w.max, r.max, '#b4472b', { step: 'end' }),
        line(w.dead, labels.map(() => r.dead), '#7f7f7f'),
        { type: 'bar', name: w.inflow, data: r.inflow, color: '#9cc3d6', barMaxWidth: 9 },
        { type: 'bar', name: w.release, data: r.release, color: '#d9a43b', barMaxWidth: 9 },
      ],
    }
  }, [r, lang.value])
  return (
    <ChartCard title={nameOf(r)} unit="万m³" period={`${labels[0]} – ${labels[labels.length - 1]}`} option={option} height={230} file={nameOf(r)} places={1}
      sheet={{
        columns: [{ title: '' }, { title: w.storage, unit: '万m³' }, { title: w.max, unit: '万m³' }, { title: w.dead, unit: '万m³' }, { title: w.inflow, unit: '万m³' }, { title: w.release, unit: '万m³' }],
        rows: labels.map((l, t) => [l, r.storage[t], r.max[t], r.dead, r.inflow[t], r.release[t]]),
      }} />
  )
}
