// 总览: what the last run of the basin says, who is short, what is used up, and what runs next.
import { useMemo } from 'preact/hooks'
import { Card, Figure, Tag } from '../parts/card'
import { PageHead } from '../parts/page'
import { Empty, Shown } from '../parts/state'
import { Table, type Column } from '../parts/table'
import { shortageColour } from '../parts/palette'
import { fixed, percent, time, volume, volumeUnit } from '../number/format'
import { all, api, ask, type Schemas } from '../service/client'
import { daysOf, useResult, useRuns, type Allocation, type County, type Run } from '../service/result'
import { useAsked } from '../service/use'
import { useBasin } from '../shell/basin'
import { hrefOf, param, set } from '../shell/place'
import { lang, nameOf, say, words, type Pair } from '../words/words'
import { runStates, terms } from '../words/terms'
import './overview.css'

const w = words({
  title: ['总览', 'Overview'],
  noRuns: ['这个流域还没有计算', 'This basin has no runs yet'],
  firstRun: ['提交第一次计算后，这里显示缺水、指标与水库的全貌。', 'After the first run this page shows shortages, quotas and reservoirs.'],
  newRun: ['新建计算', 'New run'],
  of: ['计算', 'run'],
  shortCounties: ['各县缺水', 'Shortage by county'],
  rate: ['缺水率', 'shortage rate'],
  cost: ['供水成本', 'cost of supply'],
  wanYuan: ['万元', '10⁴ yuan'],
  sections: ['断面达标', 'sections on target'],
  fair: ['最低满足程度', 'least satisfied'],
  quotas: ['指标与总量控制', 'Quotas and caps'],
  used: ['已用', 'used'],
  limit: ['上限', 'limit'],
  binds: ['用尽', 'used up'],
  reservoirs: ['水库期末蓄水', 'Reservoirs at the end'],
  of2: (a: string, b: string) => [`${a}，满足程度 ${b}`, `${a}, satisfaction ${b}`],
  short: (n: number) => [`${n} 个县缺水`, `${n} counties short`],
  lastRuns: ['最近的计算', 'Last runs'],
  next: ['下次定时计算', 'Next scheduled run'],
  none: ['没有定时计算', 'no schedule'],
  alerts: ['未确认的预警', 'Open alerts'],
  noAlerts: ['没有未确认的预警', 'No open alerts'],
  why: ['查看原因', 'See why'],
  whole: (from: string, to: string) => [`${from} 至 ${to}`, `${from} to ${to}`],
  storage: ['蓄水', 'storage'],
  change: ['较期初', 'since the start'],
})

export default function Overview() {
  const { id } = useBasin()
  const runs = useRuns(id)
  return (
    <Shown from={runs}>
      {(list) => {
        const over = list.filter((r) => r.status === 'done')
        const run = over.find((r) => r.id === param('run')) ?? over[0]
        if (!run) {
          return (
            <>
              <PageHead title={w.title} />
              <Card>
                <Empty icon="runs" title={w.noRuns}>
                  <p>{w.firstRun}</p>
                  <a class="button primary" href={hrefOf('/runs', { new: '1' })}>
                    {w.newRun}
                  </a>
                </Empty>
              </Card>
            </>
          )
        }
        return <Of run={run} runs={over} all={list} />
      }}
    </Shown>
  )
}

function Of({ run, runs, all: list }: { run: Run; runs: Run[]; all: Run[] }) {
  const result = useResult(run.id)
  return (
    <>
      <PageHead title={w.title}>
        <select aria-label={w.of} value={run.id} onChange={(e) => set({ run: e.currentTarget.value })}>
          {runs.map((r) => (
            <option key={r.id} value={r.id}>
              {r.title || time(r.created)}
            </option>
          ))}
        </select>
      </PageHead>
      <Shown from={result}>{(a) => <Board run={run} a={a} runs={list} />}</Shown>
    </>
  )
}

function Board({ run, a, runs }: { run: Run; a: Allocation; runs: Run[] }) {
  const days = daysOf(a)
  const period = w.whole(a.periods[0]?.label ?? '', a.periods[a.periods.length - 1]?.label ?? '')
  const met = a.sections.filter((s) => s.met_share >= 1).length
  const worst = a.counties.find((c) => c.id === a.indicators.worst_id)
  const short = a.counties.filter((c) => c.shortage > 0.5).length
  return (
    <>
      <div class="figures">
        <Figure name={terms.demand} value={volume(a.indicators.demand, { days })} unit={volumeUnit()} aside={`${a.year}，P = ${a.p} %`} />
        <Figure name={terms.delivery} value={volume(a.indicators.delivery, { days })} unit={volumeUnit()} aside={`${terms.satisfaction} ${percent(a.indicators.satisfaction)}`} />
        <Figure name={terms.shortage} value={volume(a.indicators.shortage, { days })} unit={volumeUnit()} tone={a.indicators.shortage > 0.5 ? 'bad' : 'good'} aside={w.short(short)}
          href={hrefOf('/results', { run: run.id })} />
        <Figure name={w.fair} value={percent(a.indicators.worst)} aside={nameOf(worst)} />
        <Figure name={w.sections} value={`${met} / ${a.sections.length}`} tone={met < a.sections.length ? 'bad' : 'good'} aside={period} />
        <Figure name={w.cost} value={fixed(a.costs.total, 0)} unit={w.wanYuan} />
      </div>
      <div class="cards">
        <Card class="half" title={w.shortCounties} unit={volumeUnit()} period={period} flush>
          <Shortages counties={a.counties} days={days} run={run.id} />
        </Card>
        <Card class="half" title={w.quotas} unit={volumeUnit()} period={period} flush>
          <Quotas a={a} />
        </Card>
        <Card class="third" title={w.reservoirs} unit="万m³" flush>
          <Reservoirs a={a} />
        </Card>
        <Card class="third" title={w.alerts} flush>
          <Alerts basin={run.basin_id} />
        </Card>
        <Card class="third" title={w.lastRuns} flush>
          <LastRuns runs={runs.slice(0, 6)} basin={run.basin_id} />
        </Card>
      </div>
      {(a.estimates || a.estimates_en) && <p class="faint estimates">{lang.value === 'en' ? a.estimates_en : a.estimates}</p>}
    </>
  )
}

function Shortages({ counties, days, run }: { counties: County[]; days: number; run: string }) {
  const rows = useMemo(() => [...counties].sort((x, y) => y.shortage - x.shortage), [counties])
  const rate = (c: County) => (c.demand > 0 ? c.shortage / c.demand : 0)
  const worst = Math.max(...rows.map(rate)) || 1
  const columns: Column<County>[] = [
    { id: 'name', title: terms.county, value: nameOf, show: (c) => <a href={hrefOf('/results', { run, county: c.id })}>{nameOf(c)}</a> },
    { id: 'demand', title: terms.demand, align: 'right', value: (c) => c.demand, show: (c) => volume(c.demand, { days }) },
    { id: 'shortage', title: terms.shortage, align: 'right', value: (c) => c.shortage, show: (c) => volume(c.shortage, { days }) },
    {
      id: 'bar', title: w.rate, value: rate,
      show: (c) => (
        <span class="meter-cell">
          <span class="meter" aria-hidden="true">
            <i style={{ width: `${(100 * rate(c)) / worst}%`, background: shortageColour(Math.max(0.06, rate(c))) }} />
          </span>
          {percent(rate(c))}
        </span>
      ),
    },
  ]
  return <Table columns={columns} rows={rows} label={w.shortCounties} keyOf={(c) => c.id} />
}

function Quotas({ a }: { a: Allocation }) {
  const byLabel = new Map(a.periods.map((p) => [p.label, p]))
  const daysIn = (from: string, to: string) => {
    const first = a.periods.indexOf(byLabel.get(from)!)
    const last = a.periods.indexOf(byLabel.get(to)!)
    return a.periods.slice(Math.max(0, first), last + 1).reduce((sum, p) => sum + p.days, 0)
  }
  const rows = useMemo(
    () => a.quotas.filter((q) => q.sense === '≤' && q.limit > 0).sort((x, y) => Number(y.binding) - Number(x.binding) || y.share - x.share).slice(0, 12),
    [a],
  )
  const columns: Column<Schemas['QuotaResult']>[] = [
    { id: 'name', title: terms.name, value: nameOf, class: () => 'wrap' },
    { id: 'used', title: w.used, align: 'right', value: (q) => q.used, show: (q) => volume(q.used, { days: daysIn(q.from, q.to) }) },
    { id: 'limit', title: w.limit, align: 'right', value: (q) => q.limit, show: (q) => volume(q.limit, { days: daysIn(q.from, q.to) }) },
    {
      id: 'share', title: '%', value: (q) => q.share,
      show: (q) => (
        <span class="meter-cell">
          <span class="meter" aria-hidden="true">
            <i class={q.binding ? 'full' : ''} style={{ width: `${Math.min(100, 100 * q.share)}%` }} />
          </span>
          {q.binding && q.share > 0.9995 ? <Tag tone="bad">{w.binds}</Tag> : percent(q.share, 0)}
        </span>
      ),
    },
  ]
  return <Table columns={columns} rows={rows} label={w.quotas} keyOf={(q, i) => q.id + i} />
}

function Reservoirs({ a }: { a: Allocation }) {
  const columns: Column<Schemas['ReservoirRes']>[] = [
    { id: 'name', title: terms.name, value: nameOf },
    { id: 'final', title: w.storage, align: 'right', value: (r) => r.final, show: (r) => fixed(r.final, 0) },
    { id: 'change', title: w.change, align: 'right', value: (r) => r.final - r.initial, show: (r) => fixed(r.final - r.initial, 0) },
  ]
  return <Table columns={columns} rows={a.reservoirs} label={w.reservoirs} keyOf={(r) => r.id} />
}

const levels: Pair[] = [['无', 'none'], ['红色', 'red'], ['橙色', 'orange'], ['黄色', 'yellow'], ['蓝色', 'blue']]
const levelName = (n: number): string => say(levels[n] ?? ['', ''])

function Alerts({ basin }: { basin: string }) {
  const open = useAsked(`alerts ${basin}`, () => all((cursor) => ask(api.GET('/api/v1/alerts', { params: { query: { open: true, cursor } } })), 50))
  return (
    <Shown from={open} rows={3}>
      {(list) =>
        list.length === 0 ? (
          <Empty icon="check" title={w.noAlerts} />
        ) : (
          <ul class="lines">
            {list.slice(0, 6).map((x) => (
              <li key={x.id}>
                <Tag tone="warn">{levelName(x.level)}</Tag> {x.rule}
                <span class="spring" />
                <span class="faint">{time(x.since)}</span>
              </li>
            ))}
          </ul>
        )
      }
    </Shown>
  )
}

function LastRuns({ runs, basin }: { runs: Run[]; basin: string }) {
  const schedules = useAsked(`schedules ${basin}`, () => all((cursor) => ask(api.GET('/api/v1/schedules', { params: { query: { basin, cursor } } })), 50))
  const next = (schedules.data ?? []).map((s) => s.next ?? '').filter(Boolean).sort()[0]
  return (
    <ul class="lines">
      {runs.map((r) => (
        <li key={r.id}>
          <a href={hrefOf(r.status === 'done' || r.status === 'infeasible' ? '/results' : '/runs', { run: r.id })}>{r.title || time(r.created)}</a>
          <span class="spring" />
          {r.status === 'done' ? <span class="faint">{time(r.finished)}</span> : <Tag tone={r.status === 'failed' || r.status === 'infeasible' ? 'bad' : 'accent'}>{say(runStates[r.status] ?? ['', ''])}</Tag>}
        </li>
      ))}
      <li class="faint">
        {w.next}
        <span class="spring" />
        {next ? time(next) : w.none}
      </li>
    </ul>
  )
}
