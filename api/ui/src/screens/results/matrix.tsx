// County × sector: shortage, demand or delivery. Rows and columns add up as they are shown.
import { Card, Choice } from '../../parts/card'
import { saveCSV, saveXLSX, type Sheet } from '../../parts/download'
import { Icon } from '../../parts/icons'
import { Menu } from '../../parts/menu'
import { shortageColour, shortageRamp } from '../../parts/palette'
import { exact, fixed, percent, volumeUnit } from '../../number/format'
import { roundTable } from '../../number/rounding'
import { convert, decimals, unit } from '../../number/unit'
import { daysOf, type Allocation } from '../../service/result'
import { param, set } from '../../shell/place'
import { nameOf, say, words } from '../../words/words'
import { sectorNames, terms } from '../../words/terms'

const w = words({
  title: ['行政区 × 行业', 'County by sector'],
  what: ['显示什么', 'What is shown'],
  rate: ['缺水率', 'shortage rate'],
  hint: ['点击格子查看缺水原因。颜色为缺水率：', 'Click a cell to see why. The colour is the shortage rate:'],
  ask: (name: string, sector: string, v: string) => [`${name}${sector}缺水 ${v}，查看原因`, `${name}, ${sector}: short of ${v}; see why`],
  download: ['下载', 'Download'],
})

const kinds = ['shortage', 'demand', 'delivery', 'rate'] as const
type Kind = (typeof kinds)[number]

export function Matrix({ a }: { a: Allocation }) {
  const kind: Kind = kinds.find((k) => k === param('show')) ?? 'shortage'
  const days = daysOf(a)
  const sectors = Object.keys(sectorNames).filter((s) => a.counties.some((c) => c.sectors.some((x) => x.sector === s)))
  const of = (i: number, s: string) => a.counties[i]!.sectors.find((x) => x.sector === s)
  const what = kind === 'rate' ? 'shortage' : kind
  const places = decimals[unit.value]
  const rounded = roundTable(a.counties.map((_, i) => sectors.map((s) => convert(of(i, s)?.[what] ?? 0, unit.value, days))), places)
  const share = (short: number, demand: number) => (demand > 0 ? short / demand : 0)
  const total = (s: string, key: 'shortage' | 'demand') => a.counties.reduce((sum, _, i) => sum + (of(i, s)?.[key] ?? 0), 0)
  const sheet: Sheet = {
    columns: [{ title: terms.county }, ...sectors.map((s) => ({ title: say(sectorNames[s]!), unit: kind === 'rate' ? '%' : '万m³' })), { title: terms.total, unit: kind === 'rate' ? '%' : '万m³' }],
    rows: a.counties.map((c, i) => [nameOf(c), ...sectors.map((s) => value(of(i, s))), value(c)]),
  }
  function value(x: { shortage: number; demand: number; delivery: number } | undefined): number | null {
    if (!x) return null
    return kind === 'rate' ? 100 * share(x.shortage, x.demand) : x[what]
  }
  const number = (v: number) => (v === 0 && kind === 'shortage' ? '·' : fixed(v, places))
  return (
    <Card title={w.title} unit={kind === 'rate' ? '%' : volumeUnit()} period={`${a.periods[0]?.label ?? ''} – ${a.periods[a.periods.length - 1]?.label ?? ''} · ${terms.net}`} flush
      actions={
        <>
          <Choice<Kind> label={w.what} value={kind} options={kinds.map((k) => ({ value: k, label: k === 'rate' ? w.rate : terms[k] }))} onChange={(k) => set({ show: k === 'shortage' ? '' : k })} />
          <Menu class="right" label={<Icon name="save" />} title={w.download}>
            <button type="button" onClick={() => saveCSV(sheet, `${w.title} ${kind}`)}>CSV</button>
            <button type="button" onClick={() => saveXLSX(sheet, `${w.title} ${kind}`)}>Excel</button>
          </Menu>
        </>
      }
      note={
        <>
          {w.hint}{' '}
          {shortageRamp.map((c, i) => (
            <span class="ramp" key={c}>
              <i style={{ background: c }} /> {['< 5 %', '5–10', '10–20', '20–35', '35–50', '> 50 %'][i]}
            </span>
          ))}
        </>
      }>
      <div class="table-scroll" tabIndex={0} role="region" aria-label={w.title}>
        <table class="table matrix">
          <caption class="unseen">{w.title}</caption>
          <thead>
            <tr>
              <th scope="col">{terms.county}</th>
              {sectors.map((s) => (
                <th key={s} scope="col" class="right">{say(sectorNames[s]!)}</th>
              ))}
              <th scope="col" class="right">{terms.total}</th>
              <th scope="col" class="right">{w.rate}</th>
            </tr>
          </thead>
          <tbody>
            {a.counties.map((c, i) => (
              <tr key={c.id}>
                <th scope="row">{nameOf(c)}</th>
                {sectors.map((s, j) => {
                  const x = of(i, s)
                  if (!x) return <td key={s} class="right matrix-none">—</td>
                  const rate = share(x.shortage, x.demand)
                  const colour = kind === 'shortage' || kind === 'rate' ? shortageColour(rate) : 'transparent'
                  const text = kind === 'rate' ? (rate > 0.0005 ? percent(rate) : '·') : number(rounded.cells[i]![j]!)
                  return (
                    <td key={s} class="cell" style={{ background: colour }}>
                      <button type="button" class={`matrix-cell ${rate >= 0.35 && colour !== 'transparent' ? 'dark' : ''} ${param('county') === c.id && param('sector') === s ? 'here' : ''}`} title={`${exact(value(x))}`}
                        aria-label={w.ask(nameOf(c), say(sectorNames[s]!), text)} data-cell={`${c.id}/${s}`} onClick={() => set({ county: c.id, sector: s })}>
                        {text}
                      </button>
                    </td>
                  )
                })}
                <td class="right"><strong>{kind === 'rate' ? percent(share(c.shortage, c.demand)) : fixed(rounded.rows[i], places)}</strong></td>
                <td class="right">{percent(share(c.shortage, c.demand))}</td>
              </tr>
            ))}
            <tr class="total">
              <th scope="row">{terms.total}</th>
              {sectors.map((s, j) => (
                <td key={s} class="right">{kind === 'rate' ? percent(share(total(s, 'shortage'), total(s, 'demand'))) : fixed(rounded.columns[j], places)}</td>
              ))}
              <td class="right">{kind === 'rate' ? percent(share(a.indicators.shortage, a.indicators.demand)) : fixed(rounded.total, places)}</td>
              <td class="right">{percent(share(a.indicators.shortage, a.indicators.demand))}</td>
            </tr>
          </tbody>
        </table>
      </div>
    </Card>
  )
}
