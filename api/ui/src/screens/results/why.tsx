// Why a county or one of its sectors is short: the ways to each user, what holds each up, and what more water is worth.
import { useMemo } from 'preact/hooks'
import { Dialog } from '../../parts/dialog'
import { Shown } from '../../parts/state'
import { Tag } from '../../parts/card'
import { fixed, percent, volume, volumeUnit } from '../../number/format'
import { api, ask } from '../../service/client'
import { daysOf, useRun, type Allocation } from '../../service/result'
import { useAsked } from '../../service/use'
import { useBasin } from '../../shell/basin'
import { hrefOf, param, set } from '../../shell/place'
import { lang, nameOf, say, words } from '../../words/words'
import { sectorNames } from '../../words/terms'
import { explain, type Cause, type Rule, type Why as Reason } from './trace'

const w = words({
  title: (name: string) => [`${name}：为什么缺水`, `Why ${name} is short`],
  none: ['这里不缺水。', 'There is no shortage here.'],
  short: (v: string, share: string) => [`缺水 ${v}，占需水 ${share}`, `short of ${v}, ${share} of the demand`],
  when: ['缺水时段', 'Short in'],
  worth: ['多 1 m³ 水值', 'One more m³ is worth'],
  yuan: ['元', 'yuan'],
  more: (v: string) => [`每增加 1 万m³，减少损失约 ${v} 万元`, `each further 10⁴ m³ takes about ${v} ×10⁴ yuan off the losses`],
  ways: ['每一路来水卡在哪里', 'Where each way is held up'],
  via: ['经', 'via'],
  capacity: (name: string, n: number) => [`工程能力用满：${name}（${n} 个缺水时段）`, `the capacity is used up: ${name} (in ${n} of the short periods)`],
  quota: (name: string, used: string, limit: string) => [`指标用尽：${name}（${used} / ${limit} 万m³）`, `the quota is used up: ${name} (${used} of ${limit} 万m³)`],
  quotaWorth: (v: string) => [`该指标每增加 1 m³ 值 ${v} 元`, `one more m³ of it is worth ${v} yuan`],
  limit: (name: string) => [`在 ${name} 处受限：抽水能力、分时段上限或分水规则，上游仍有余水`, `held up at ${name}: a pumping capacity, a limit of the period or a sharing rule; there is water above`],
  empty: (name: string, n: number) => [`${name}已降至死水位（${n} 个缺水时段）`, `${name} is down to its dead storage (in ${n} of the short periods)`],
  source: (name: string) => [`${name}的来水已用完`, `all of ${name} is used`],
  value: (from: string, to: string) => [`水量价值 ${from} → ${to} 元/m³`, `water value ${from} → ${to} yuan/m³`],
  next: ['试一试', 'Try'],
  tryRun: ['打开一项工程再算一次', 'Switch a project on and run again'],
  note: ['价格取自本次计算的水量价值（缺水时段按缺水量加权）。', 'Prices are the water values of this run, weighted by what is missing in the short periods.'],
})

interface Document {
  nodes: { id: string; kind: string; region?: string; sector?: string }[]
}

export function Why({ a, county, sector }: { a: Allocation; county: string; sector: string }) {
  const { id } = useBasin()
  const run = useRun(param('run'))
  const version = run.data?.basin_version ?? 0
  const runId = param('run')
  const document = useAsked(`document ${id} ${version}`, async () =>
    (await ask(api.GET('/api/v1/basins/{id}/document', { params: { path: { id }, query: { version, format: 'json' } }, parseAs: 'json' }))) as unknown as Document)
  const rules = useAsked(`rules ${id} ${version}`, () => ask(api.GET('/api/v1/basins/{id}/rules', { params: { path: { id }, query: { version } } })))
  const c = [...a.counties, ...a.outside].find((x) => x.id === county)
  const close = () => set({ county: '', sector: '' })
  if (!c) return null
  const name = nameOf(c) + (sector ? (lang.value === 'en' ? ', ' : '') + say(sectorNames[sector] ?? ['', '']) : '')
  const part = sector ? c.sectors.find((s) => s.sector === sector) : c
  const m = { days: daysOf(a) }
  return (
    <Dialog side title={w.title(name)} onClose={close}>
      <div class="why">
        {part && (
          <p>
            <strong class={part.shortage > 0.5 ? 'bad' : ''}>
              {part.shortage > 0.005 ? w.short(`${volume(part.shortage, m)} ${volumeUnit()}`, percent(part.shortage / Math.max(1e-9, part.demand))) : w.none}
            </strong>
          </p>
        )}
        <Shown from={document}>
          {(d) => (
            <Shown from={rules}>
              {(r) => <Ways a={a} document={d} rules={r.items.map((x) => x.rule as Rule)} county={county} sector={sector} />}
            </Shown>
          )}
        </Shown>
        <h3>{w.next}</h3>
        <p>
          <a class="button" href={hrefOf('/runs', { new: '1', like: runId })}>
            {w.tryRun}
          </a>
        </p>
        <p class="faint">{w.note}</p>
      </div>
    </Dialog>
  )
}

function Ways({ a, document, rules, county, sector }: { a: Allocation; document: Document; rules: Rule[]; county: string; sector: string }) {
  const reasons = useMemo(() => {
    const users = document.nodes.filter((n) => n.region === county && n.sector && (!sector || n.sector === sector || sectorOf(n.sector) === sector)).map((n) => n.id)
    return a.nodes.filter((n) => users.includes(n.id) && n.demand).map((n) => explain(a, n, rules)).filter((x) => x.missing > 0.005).sort((x, y) => y.missing - x.missing)
  }, [a, document, rules, county, sector])
  return (
    <>
      {reasons.map((x) => (
        <One key={x.user.id} a={a} why={x} />
      ))}
    </>
  )
}

/** Documents may name sectors in more detail than the tables do. */
const sectorOf = (s: string): string => Object.keys(sectorNames).find((k) => s === k || s.startsWith(k + '-')) ?? s

function One({ a, why }: { a: Allocation; why: Reason }) {
  const labels = why.short.map((s) => (lang.value === 'en' ? a.periods[s.period]!.label_en : a.periods[s.period]!.label))
  return (
    <>
      <h3>{nameOf(why.user)}</h3>
      <p>
        {w.when} {labels.length > 6 ? `${labels.slice(0, 5).join('、')} … (${labels.length})` : labels.join(lang.value === 'en' ? ', ' : '、')}
      </p>
      <p>
        {w.worth} <strong>{fixed(why.value, 2)}</strong> {w.yuan}；{w.more(fixed(why.value, 1))}
      </p>
      <p class="faint">{w.ways}</p>
      {why.ways.map((way, i) => (
        <div class="why-way" key={i}>
          <ol class="why-steps">
            {way.steps.map((s, k) => (
              <li key={k}>
                {nameOf(s.from)}
                <small>{w.value(fixed(s.valueFrom, 2), fixed(s.valueTo, 2))}</small>
              </li>
            ))}
            <li class="binds">
              <Tag tone="bad">{short(way.cause)}</Tag> {text(a, way.cause)}
              {way.cause.kind === 'quota' && way.cause.quota.water_value > 0.005 && <small>{w.quotaWorth(fixed(way.cause.quota.water_value, 2))}</small>}
            </li>
          </ol>
        </div>
      ))}
    </>
  )
}

const kinds = words({ capacity: ['能力', 'capacity'], quota: ['指标', 'quota'], limit: ['限制', 'limit'], empty: ['蓄水', 'storage'], source: ['来水', 'inflow'] })
const short = (c: Cause): string => kinds[c.kind]

function text(a: Allocation, c: Cause): string {
  const named = (id: string) => nameOf(a.nodes.find((n) => n.id === id) ?? a.projects.find((p) => p.id === id)) || id
  switch (c.kind) {
    case 'capacity':
      return w.capacity(`${named(c.link.from)} → ${named(c.link.to)}`, c.periods.length)
    case 'quota':
      return w.quota(nameOf(c.quota), fixed(c.quota.used, 0), fixed(c.quota.limit, 0))
    case 'limit':
      return w.limit(`${named(c.link.from)} → ${named(c.link.to)}`)
    case 'empty':
      return w.empty(nameOf(c.node), c.periods.length)
    case 'source':
      return w.source(nameOf(c.node))
  }
}
