// Control sections: hydrograph against the target, or the curve of durations.
import { useMemo } from 'preact/hooks'
import { Card, Choice } from '../../parts/card'
import { ChartCard } from '../../parts/chart'
import { Table, type Column } from '../../parts/table'
import { tip } from '../../parts/tip'
import { fixed, percent } from '../../number/format'
import type { Schemas } from '../../service/client'
import type { Allocation } from '../../service/result'
import { param, set } from '../../shell/place'
import { lang, nameOf, words } from '../../words/words'
import { terms } from '../../words/terms'

const w = words({
  title: ['控制断面', 'Control sections'],
  river: ['河流', 'river'],
  target: ['目标', 'target'],
  flow: ['流量', 'flow'],
  met: ['达标时段', 'periods met'],
  deficit: ['基流缺口', 'deficit'],
  time: ['过程线', 'Hydrograph'],
  duration: ['历时曲线', 'Duration curve'],
  exceeded: ['超过时段占比', 'share of periods exceeded'],
})

type Section = Schemas['SectionResult']

export function Sections({ a }: { a: Allocation }) {
  const s = a.sections.find((x) => x.id === param('section')) ?? a.sections[0]
  const columns: Column<Section>[] = [
    { id: 'name', title: terms.name, value: nameOf, show: (x) => <button type="button" class="sort" onClick={() => set({ section: x.id })}>{nameOf(x)}</button> },
    { id: 'met', title: w.met, align: 'right', value: (x) => x.met_share, show: (x) => percent(x.met_share, 0), class: (x) => (x.met_share < 1 ? 'bad' : '') },
    { id: 'deficit', title: w.deficit, unit: '万m³', align: 'right', value: (x) => x.deficit, show: (x) => fixed(x.deficit, 0) },
  ]
  return (
    <div class="cards">
      <Card class="third" title={w.title} flush>
        <Table columns={columns} rows={a.sections} label={w.title} keyOf={(x) => x.id} isChosen={(x) => x.id === s?.id} />
      </Card>
      <div class="two-thirds">{s && <One a={a} s={s} />}</div>
    </div>
  )
}

function One({ a, s }: { a: Allocation; s: Section }) {
  const curve = param('curve') === 'duration'
  const labels = a.periods.map((p) => (lang.value === 'en' ? p.label_en || p.label : p.label))
  const sorted = useMemo(() => [...s.flow_m3s].sort((x, y) => y - x).map((q, i) => [(100 * (i + 1)) / (s.flow_m3s.length + 1), q] as const), [s])
  const option = useMemo(() => {
    const shown = (list: { dataIndex: number; color: string; seriesName: string; value: number | number[] }[]) =>
      tip(curve ? percent(sorted[list[0]!.dataIndex]![0] / 100) : labels[list[0]!.dataIndex]!, list.map((x) => ({ colour: x.color, name: x.seriesName, value: `${fixed(Array.isArray(x.value) ? x.value[1] : x.value, 2)} m³/s` })))
    const base = { legend: {}, yAxis: { type: 'value', name: 'm³/s' }, tooltip: { trigger: 'axis', formatter: shown } }
    return curve
      ? { ...base, xAxis: { type: 'value', min: 0, max: 100, name: '%' }, series: [{ type: 'line', name: w.flow, data: sorted, symbolSize: 5 }] }
      : {
          ...base,
          xAxis: { type: 'category', data: labels },
          series: [
            { type: 'line', name: w.flow, data: s.flow_m3s, symbolSize: 5, lineStyle: { width: 2 }, areaStyle: { opacity: 0.1 } },
            { type: 'line', name: w.target, data: s.target_m3s, symbol: 'none', step: 'middle', color: '#b4472b', lineStyle: { type: 'dashed', width: 1.4 } },
          ],
        }
  }, [s, curve, lang.value])
  return (
    <ChartCard title={nameOf(s)} unit="m³/s" period={`${labels[0]} – ${labels[labels.length - 1]}`} option={option} height={340} file={nameOf(s)} places={2}
      actions={<Choice label={w.title} value={curve ? 'duration' : 'time'} options={[{ value: 'time', label: w.time }, { value: 'duration', label: w.duration }]} onChange={(v) => set({ curve: v === 'time' ? '' : v })} />}
      sheet={curve
        ? { columns: [{ title: w.exceeded, unit: '%' }, { title: w.flow, unit: 'm³/s' }], rows: sorted.map((x) => [...x]) }
        : { columns: [{ title: terms.period }, { title: w.flow, unit: 'm³/s' }, { title: w.target, unit: 'm³/s' }], rows: labels.map((l, t) => [l, s.flow_m3s[t], s.target_m3s?.[t]]) }} />
  )
}
