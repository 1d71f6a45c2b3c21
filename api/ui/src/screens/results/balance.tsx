// 供需平衡: gross demand, supply by origin and shortage of each county, as the planning tables have it.
import { Card } from '../../parts/card'
import { Table, type Column } from '../../parts/table'
import { percent, volume, volumeUnit } from '../../number/format'
import { daysOf, tableFile, type Allocation, type County } from '../../service/result'
import { lang, nameOf, say, words } from '../../words/words'
import { originNames, terms } from '../../words/terms'

const w = words({
  title: ['水资源供需平衡', 'Supply–demand balance'],
  rate: ['缺水率', 'shortage rate'],
  supply: ['供水量', 'supply'],
  official: ['分行业的完整表格：', 'The whole table by sector:'],
})

type Row = Pick<County, 'id' | 'name_zh' | 'name_en' | 'gross'> & { total?: boolean }

export function Balance({ a, run }: { a: Allocation; run: string }) {
  const m = { days: daysOf(a) }
  const sum: Row = {
    id: 'total', name_zh: '合计', name_en: 'total', total: true,
    gross: {
      demand: a.indicators.gross_demand, withdrawal: a.indicators.withdrawal, shortage: a.indicators.gross_shortage,
      sources: Object.fromEntries(Object.keys(originNames).map((o) => [o, a.counties.reduce((s, c) => s + (c.gross.sources?.[o] ?? 0), 0)])),
    },
  }
  const figure = (id: string, title: string, of: (r: Row) => number, group?: string): Column<Row> => ({ id, title, group, align: 'right', value: of, show: (r) => volume(of(r), m) })
  const columns: Column<Row>[] = [
    { id: 'name', title: terms.county, value: nameOf },
    figure('demand', terms.demand, (r) => r.gross.demand),
    ...Object.entries(originNames).map(([o, name]) => figure(o, say(name), (r) => r.gross.sources?.[o] ?? 0, w.supply)),
    figure('withdrawal', terms.total, (r) => r.gross.withdrawal, w.supply),
    figure('shortage', terms.shortage, (r) => r.gross.shortage),
    { id: 'rate', title: w.rate, align: 'right', value: (r) => r.gross.shortage / Math.max(1e-9, r.gross.demand), show: (r) => percent(r.gross.shortage / Math.max(1e-9, r.gross.demand)) },
  ]
  return (
    <Card title={w.title} unit={volumeUnit()} period={`${a.periods[0]?.label} – ${a.periods[a.periods.length - 1]?.label} · ${terms.gross}`} flush
      note={
        <>
          {w.official} <a href={tableFile(run, 'balance', 'xlsx', lang.value)} download>Excel</a> · <a href={tableFile(run, 'balance', 'csv', lang.value)} download>CSV</a>
        </>
      }>
      <Table columns={columns} rows={[...(a.counties as Row[]), sum]} label={w.title} keyOf={(r) => r.id} isTotal={(r) => Boolean(r.total)} />
    </Card>
  )
}
