// Where the water goes: origin → county → sector, as a Sankey.
import { useMemo } from 'preact/hooks'
import { ChartCard } from '../../parts/chart'
import { originColours } from '../../parts/palette'
import { tip } from '../../parts/tip'
import { volume, volumeUnit } from '../../number/format'
import { convert, unit } from '../../number/unit'
import { daysOf, type Allocation } from '../../service/result'
import { lang, nameOf, say, words } from '../../words/words'
import { originNames, sectorNames, terms } from '../../words/terms'

const w = words({ title: ['水源 → 行政区 → 行业', 'Origin → county → sector'] })

export function Flows({ a }: { a: Allocation }) {
  const days = daysOf(a)
  const rows = useMemo(() => a.counties.flatMap((c) => c.sectors.flatMap((s) => Object.entries(s.sources ?? {}).filter(([, v]) => v > 0.5).map(([o, v]) => ({ o, c, s: s.sector as string, v })))), [a])
  const option = useMemo(() => {
    const names = new Map<string, string>()
    const links = new Map<string, { source: string; target: string; value: number; lineStyle: { color: string } }>()
    const add = (source: string, target: string, v: number, color: string) => {
      const key = source + '>' + target
      const had = links.get(key)
      if (had) had.value += convert(v, unit.value, days)
      else links.set(key, { source, target, value: convert(v, unit.value, days), lineStyle: { color } })
    }
    for (const { o, c, s, v } of rows) {
      names.set('o ' + o, say(originNames[o] ?? [o, o])).set('c ' + c.id, nameOf(c)).set('s ' + s, say(sectorNames[s] ?? [s, s]))
      add('o ' + o, 'c ' + c.id, v, originColours[o] ?? '#9aa7ae')
      add('c ' + c.id, 's ' + s, v, '#b7c8d0')
    }
    return {
      tooltip: {
        formatter: (p: { dataType: string; name: string; value: number; data: { source?: string; target?: string } }) =>
          tip(p.dataType === 'edge' ? `${names.get(p.data.source!)} → ${names.get(p.data.target!)}` : (names.get(p.name) ?? p.name), [{ name: terms.delivery, value: `${p.value.toFixed(unit.value === 'wan' ? 0 : 3)} ${volumeUnit()}` }]),
      },
      series: [{
        type: 'sankey', left: 8, right: 110, top: 8, bottom: 8, nodeGap: 7, nodeWidth: 12, layoutIterations: 40, emphasis: { focus: 'adjacency' },
        data: [...names.keys()].map((name) => ({ name, itemStyle: { color: name.startsWith('o ') ? originColours[name.slice(2)] : name.startsWith('c ') ? '#0b5f80' : '#7f93a0' } })),
        links: [...links.values()],
        label: { fontSize: 12, formatter: (p: { name: string }) => names.get(p.name) ?? p.name },
        lineStyle: { opacity: 0.45, curveness: 0.5 },
      }],
    }
  }, [rows, lang.value, unit.value])
  return (
    <ChartCard title={w.title} unit={volumeUnit()} period={`${a.periods[0]?.label} – ${a.periods[a.periods.length - 1]?.label} · ${terms.net}`} option={option} height={560} file={w.title}
      sheet={{
        columns: [{ title: terms.source }, { title: terms.county }, { title: terms.sector }, { title: terms.delivery, unit: '万m³' }],
        rows: rows.map((r) => [say(originNames[r.o] ?? [r.o, r.o]), nameOf(r.c), say(sectorNames[r.s] ?? [r.s, r.s]), r.v]),
      }}
      note={`${terms.total} ${volume(rows.reduce((s, r) => s + r.v, 0), { days })} ${volumeUnit()}`} />
  )
}
