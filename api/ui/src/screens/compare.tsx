// 对比: two or more runs against the first: what differs in the inputs, in the results, and in what binds.
import { Card, Figure, Tag } from '../parts/card'
import { sheetOf, saveCSV } from '../parts/download'
import { Icon } from '../parts/icons'
import { PageHead } from '../parts/page'
import { Empty, Shown } from '../parts/state'
import { Table, type Column } from '../parts/table'
import { fixed, signed, time } from '../number/format'
import { api, ask, type Schemas } from '../service/client'
import { useRuns, type Run } from '../service/result'
import { useAsked } from '../service/use'
import { useBasin } from '../shell/basin'
import { hrefOf, param, set } from '../shell/place'
import { lang, nameOf, words } from '../words/words'
import { terms } from '../words/terms'

const w = words({
  title: ['对比', 'Compare'],
  need: ['至少要有两次完成的计算', 'At least two finished runs are needed'],
  newRun: ['新建计算', 'New run'],
  base: ['基准', 'base'],
  with: ['对比', 'with'],
  inputs: ['输入的差别', 'What differs in the inputs'],
  same: ['没有差别', 'no difference'],
  counties: ['各县缺水的变化', 'Change of shortage by county'],
  sectors: ['各行业缺水的变化', 'Change of shortage by sector of each county'],
  sections: ['断面的变化', 'Control sections'],
  projects: ['工程供水的变化', 'Volume of projects'],
  limits: ['起作用的限制的变化', 'Limits that bind in some runs only'],
  binds: ['用尽', 'binds'],
  free: ['有余', 'free'],
  path: ['输入', 'input'],
  save: ['下载 Excel', 'Download, Excel'],
  change: ['变化', 'change'],
  less: ['缺水减少', 'less shortage'],
  more: ['缺水增加', 'more shortage'],
})

type Comparison = Schemas['Comparison']
type Figures = Schemas['FigureChange']

export default function Compare() {
  const { id } = useBasin()
  const runs = useRuns(id)
  return (
    <Shown from={runs}>
      {(list) => {
        const over = list.filter((r) => r.status === 'done')
        const wanted = param('runs').split(',').filter((x) => over.some((r) => r.id === x))
        const chosen = wanted.length >= 2 ? wanted : [over[1]?.id, over[0]?.id].filter((x): x is string => Boolean(x))
        if (chosen.length < 2) {
          return (
            <>
              <PageHead title={w.title} />
              <Card>
                <Empty icon="compare" title={w.need}>
                  <a class="button primary" href={hrefOf('/runs', { new: '1' })}>{w.newRun}</a>
                </Empty>
              </Card>
            </>
          )
        }
        return <Of ids={chosen} runs={over} />
      }}
    </Shown>
  )
}

const titleOf = (r: Run | undefined): string => (r ? r.title || time(r.created) : '—')

function Of({ ids, runs }: { ids: string[]; runs: Run[] }) {
  const key = ids.join(',')
  const comparison = useAsked(`compare ${key}`, () => ask(api.GET('/api/v1/compare', { params: { query: { runs: ids } } })))
  const choose = (i: number, id: string) => set({ runs: ids.map((x, k) => (k === i ? id : x)).join(',') })
  return (
    <>
      <PageHead title={w.title}
        actions={<a class="button" href={`/api/v1/compare/comparison.xlsx?runs=${key}&lang=${lang.value}`} download><Icon name="save" /> {w.save}</a>}>
        {ids.map((id, i) => (
          <label key={i}>
            {i === 0 ? w.base : w.with}{' '}
            <select value={id} onChange={(e) => choose(i, e.currentTarget.value)}>
              {runs.map((r) => <option key={r.id} value={r.id}>{titleOf(r)}</option>)}
            </select>
          </label>
        ))}
      </PageHead>
      <Shown from={comparison}>{(c) => <Board c={c} names={ids.map((id) => titleOf(runs.find((r) => r.id === id)))} />}</Shown>
    </>
  )
}

function Board({ c, names }: { c: Comparison; names: string[] }) {
  const short = c.totals.find((t) => t.id === 'shortage')
  const change = short?.changes[short.changes.length - 1] ?? 0
  const inputs: Column<Schemas['InputChange']>[] = [
    { id: 'path', title: w.path, value: (x) => x.path, show: (x) => <code>{x.path}</code> },
    ...names.map((n, i): Column<Schemas['InputChange']> => ({ id: 'v' + i, title: n, value: (x) => JSON.stringify(x.values[i]) ?? '—', class: () => 'wrap' })),
  ]
  return (
    <>
      <div class="figures">
        {c.totals.map((t) => {
          const places = t.id === 'satisfaction' ? 1 : 0
          const scale = t.id === 'satisfaction' ? 100 : 1
          const d = (t.changes[t.changes.length - 1] ?? 0) * scale
          return <Figure key={t.id} name={nameOf(t)} value={fixed((t.values[t.values.length - 1] ?? 0) * scale, places)} unit={t.id === 'satisfaction' ? '%' : t.unit} aside={`${w.change} ${signed(d, places)}`} />
        })}
        {short && Math.abs(change) > 0.5 && <Figure name={change < 0 ? w.less : w.more} value={fixed(Math.abs(change), 0)} unit="万m³" tone={change < 0 ? 'good' : 'bad'} />}
      </div>
      <div class="cards">
        <Card title={w.inputs} flush>
          {c.inputs.length + c.document.length === 0 ? <Empty icon="check" title={w.same} /> : <Table columns={inputs} rows={[...c.inputs, ...c.document]} label={w.inputs} />}
        </Card>
        <Changes class="half" title={w.counties} rows={c.counties} names={names} />
        <Limits c={c} names={names} />
        <Changes title={w.sectors} rows={c.sectors} names={names} />
        <Changes class="half" title={w.projects} rows={c.projects} names={names} up />
        <Changes class="half" title={w.sections} rows={c.sections} names={names} places={2} up />
      </div>
    </>
  )
}

function Changes({ title, rows, names, places = 0, up, class: extra }: { title: string; rows: Figures[]; names: string[]; places?: number; up?: boolean; class?: string }) {
  const columns: Column<Figures>[] = [
    { id: 'name', title: terms.name, value: nameOf, class: () => 'wrap' },
    ...names.map((n, i): Column<Figures> => ({ id: 'v' + i, title: n, align: 'right', value: (x) => x.values[i], show: (x) => fixed(x.values[i], places) })),
    ...names.slice(1).map((_, i): Column<Figures> => ({
      id: 'd' + i, title: w.change, align: 'right', value: (x) => x.changes[i + 1],
      show: (x) => <strong class={(x.changes[i + 1] ?? 0) < 0 !== Boolean(up) ? 'good' : 'bad'}>{signed(x.changes[i + 1] ?? 0, places)}</strong>,
    })),
  ]
  return (
    <Card title={title} unit={rows[0]?.unit} class={extra} flush
      actions={rows.length > 0 && <button type="button" class="button quiet square" title="CSV" aria-label={`${title} CSV`} onClick={() => saveCSV(sheetOf(columns, rows), title)}><Icon name="save" /></button>}>
      {rows.length === 0 ? <Empty icon="check" title={w.same} /> : <Table columns={columns} rows={rows} label={title} keyOf={(x) => x.id} />}
    </Card>
  )
}

function Limits({ c, names }: { c: Comparison; names: string[] }) {
  const columns: Column<Schemas['LimitChange']>[] = [
    { id: 'name', title: terms.name, value: nameOf, class: () => 'wrap' },
    ...names.map((n, i): Column<Schemas['LimitChange']> => ({
      id: 'b' + i, title: n, value: (x) => (x.binding[i] ? 1 : 0),
      show: (x) => (x.binding[i] ? <Tag tone="bad">{w.binds}</Tag> : <Tag tone="good">{w.free}</Tag>),
    })),
  ]
  return (
    <Card title={w.limits} class="half" flush>
      {c.limits.length === 0 ? <Empty icon="check" title={w.same} /> : <Table columns={columns} rows={c.limits} label={w.limits} keyOf={(x, i) => x.id + i} />}
    </Card>
  )
}
