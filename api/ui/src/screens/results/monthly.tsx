// Shortage by county and period as a heat map; one county by sector when it is chosen.
import { useMemo } from 'preact/hooks'
import { ChartCard } from '../../parts/chart'
import { shortageRamp } from '../../parts/palette'
import { tip } from '../../parts/tip'
import { fixed, percent, volume, volumeUnit } from '../../number/format'
import { convert, unit } from '../../number/unit'
import type { Allocation, County } from '../../service/result'
import { lang, nameOf, words } from '../../words/words'
import { terms } from '../../words/terms'

const w = words({
  title: ['各县逐时段缺水率', 'Shortage rate by county and period'],
  supply: ['逐时段供需', 'Demand and delivery by period'],
  rate: ['缺水率', 'shortage rate'],
  all: ['规划区合计', 'planned area'],
})

const at = (c: County, t: number, key: 'demand' | 'delivery') => c.sectors.reduce((sum, s) => sum + (s.periods[t]?.[key] ?? 0), 0)
const lack = (c: County, t: number) => c.sectors.reduce((sum, s) => sum + Math.max(0, (s.periods[t]?.demand ?? 0) - (s.periods[t]?.delivery ?? 0) - (s.periods[t]?.restriction ?? 0)), 0)

export function Monthly({ a }: { a: Allocation }) {
  const labels = a.periods.map((p) => (lang.value === 'en' ? p.label_en || p.label : p.label))
  const period = `${labels[0]} – ${labels[labels.length - 1]}`
  const heat = useMemo(() => {
    const data = a.counties.flatMap((c, i) => a.periods.map((_, t) => {
      const d = at(c, t, 'demand')
      return [t, i, d > 0 ? Math.max(0, lack(c, t) / d) : 0] as const
    }))
    return {
      grid: { left: 8, right: 16, top: 8, bottom: 52, containLabel: true },
      xAxis: { type: 'category', data: labels, axisLine: { show: false }, axisTick: { show: false } },
      yAxis: { type: 'category', data: a.counties.map(nameOf), inverse: true, axisLine: { show: false }, axisTick: { show: false }, axisLabel: { color: '#1c2b33', fontSize: 12 } },
      visualMap: {
        type: 'piecewise', orient: 'horizontal', left: 'center', bottom: 0, itemWidth: 16, itemHeight: 10, textStyle: { fontSize: 11 },
        pieces: [
          { value: 0, label: '0', color: '#ffffff' },
          ...[0, 0.05, 0.1, 0.2, 0.35, 0.5].map((min, i, l) => ({ gt: min === 0 ? 1e-9 : min, lte: l[i + 1] ?? 1, label: l[i + 1] ? `≤ ${100 * l[i + 1]!} %` : '> 50 %', color: shortageRamp[i] })),
        ],
      },
      tooltip: {
        formatter: (p: { value: [number, number, number] }) => {
          const [t, i, rate] = p.value
          const c = a.counties[i]!
          const m = { days: a.periods[t]!.days }
          return tip(`${nameOf(c)} ${labels[t]}`, [
            { name: terms.demand, value: `${volume(at(c, t, 'demand'), m)} ${volumeUnit()}` },
            { name: terms.delivery, value: `${volume(at(c, t, 'delivery'), m)} ${volumeUnit()}` },
            { name: w.rate, value: percent(rate) },
          ])
        },
      },
      series: [{ type: 'heatmap', name: w.rate, data, itemStyle: { borderColor: '#fff', borderWidth: 2 }, emphasis: { itemStyle: { borderColor: '#0b5f80' } } }],
    }
  }, [a, lang.value, unit.value])
  const bars = useMemo(() => {
    const sum = (t: number, key: 'demand' | 'delivery') => a.counties.reduce((s, c) => s + at(c, t, key), 0)
    const inUnit = (t: number, v: number) => convert(v, unit.value, a.periods[t]!.days)
    const delivered = a.periods.map((_, t) => inUnit(t, sum(t, 'delivery')))
    const short = a.periods.map((_, t) => inUnit(t, sum(t, 'demand') - sum(t, 'delivery')))
    return {
      legend: {},
      xAxis: { type: 'category', data: labels },
      yAxis: { type: 'value', name: volumeUnit() },
      tooltip: {
        trigger: 'axis',
        formatter: (list: { dataIndex: number; color: string; seriesName: string; value: number }[]) =>
          tip(labels[list[0]!.dataIndex]!, list.map((x) => ({ colour: x.color, name: x.seriesName, value: `${fixed(x.value, 2)} ${volumeUnit()}` }))),
      },
      series: [
        { type: 'bar', stack: 's', name: terms.delivery, data: delivered, color: '#7fa9bd', barMaxWidth: 34 },
        { type: 'bar', stack: 's', name: terms.shortage, data: short, color: '#b4472b', barMaxWidth: 34 },
      ],
    }
  }, [a, lang.value, unit.value])
  return (
    <div class="cards">
      <ChartCard title={w.title} unit="%" period={period} option={heat} height={a.counties.length * 27 + 90} file={w.title} places={1}
        sheet={{
          columns: [{ title: terms.county }, ...labels.map((l) => ({ title: l, unit: '%' }))],
          rows: a.counties.map((c) => [nameOf(c), ...a.periods.map((_, t) => (at(c, t, 'demand') > 0 ? (100 * lack(c, t)) / at(c, t, 'demand') : 0))]),
        }} />
      <ChartCard title={w.supply} unit={volumeUnit()} period={`${period} · ${w.all}`} option={bars} file={w.supply}
        sheet={{
          columns: [{ title: terms.period }, { title: terms.demand, unit: '万m³' }, { title: terms.delivery, unit: '万m³' }],
          rows: a.periods.map((_, t) => [labels[t], a.counties.reduce((s, c) => s + at(c, t, 'demand'), 0), a.counties.reduce((s, c) => s + at(c, t, 'delivery'), 0)]),
        }} />
    </div>
  )
}
