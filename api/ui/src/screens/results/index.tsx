// 结果: one run, from the matrix of shortages to what each reservoir did. A cell of the matrix asks why.
import { Card, Choice, Figure, Tag } from '../../parts/card'
import { Icon } from '../../parts/icons'
import { Menu } from '../../parts/menu'
import { PageHead } from '../../parts/page'
import { Empty, Shown } from '../../parts/state'
import { percent, time, volume, volumeUnit } from '../../number/format'
import { daysOf, tableFile, useResult, useRuns, type Allocation, type Run } from '../../service/result'
import { useBasin } from '../../shell/basin'
import { hrefOf, param, set } from '../../shell/place'
import { lang, say, words } from '../../words/words'
import { runStates, terms } from '../../words/terms'
import { Balance } from './balance'
import { Flows } from './flows'
import { Infeasible } from './infeasible'
import { Matrix } from './matrix'
import { Monthly } from './monthly'
import { Reservoirs } from './reservoirs'
import { Sections } from './sections'
import { Values } from './values'
import { Why } from './why'
import './results.css'

const w = words({
  title: ['结果', 'Results'],
  none: ['这个流域还没有完成的计算', 'This basin has no finished run yet'],
  newRun: ['新建计算', 'New run'],
  views: ['结果的各个方面', 'Views of the result'],
  matrix: ['缺水矩阵', 'Shortages'],
  monthly: ['逐月', 'By month'],
  balance: ['供需平衡表', 'Balance table'],
  flows: ['水的去向', 'Where it goes'],
  sections: ['断面', 'Sections'],
  reservoirs: ['水库', 'Reservoirs'],
  values: ['水量价值', 'Water values'],
  save: ['下载', 'Download'],
  workbook: ['全部表格（Excel）', 'All tables, Excel'],
  compare: ['与另一次对比', 'Compare with another'],
  kept: ['保留', 'kept'],
})

const views = ['matrix', 'monthly', 'balance', 'flows', 'sections', 'reservoirs', 'values'] as const
type View = (typeof views)[number]

export default function Results() {
  const { id } = useBasin()
  const runs = useRuns(id)
  return (
    <Shown from={runs}>
      {(list) => {
        const over = list.filter((r) => r.status === 'done' || r.status === 'infeasible')
        const run = over.find((r) => r.id === param('run')) ?? over[0]
        if (!run) {
          return (
            <>
              <PageHead title={w.title} />
              <Card>
                <Empty icon="results" title={w.none}>
                  <a class="button primary" href={hrefOf('/runs', { new: '1' })}>
                    {w.newRun}
                  </a>
                </Empty>
              </Card>
            </>
          )
        }
        return <Of run={run} runs={over} />
      }}
    </Shown>
  )
}

function Of({ run, runs }: { run: Run; runs: Run[] }) {
  const result = useResult(run.id)
  const view: View = views.find((v) => v === param('view')) ?? 'matrix'
  const other = runs.find((r) => r.id !== run.id)
  return (
    <>
      <PageHead title={w.title}
        actions={
          <>
            {other && (
              <a class="button" href={hrefOf('/compare', { runs: `${run.id},${other.id}` })}>
                <Icon name="compare" /> {w.compare}
              </a>
            )}
            <Menu class="right" title={w.save} label={<><Icon name="save" /> {w.save}</>}>
              <a href={tableFile(run.id, 'all', 'xlsx', lang.value)} download>
                {w.workbook}
              </a>
              <a href={tableFile(run.id, 'balance', 'csv', lang.value)} download>
                {w.balance} CSV
              </a>
              <a href={`/api/v1/runs/${run.id}/result`} download={`${run.id}.json`}>
                JSON
              </a>
            </Menu>
          </>
        }>
        <select aria-label={terms.run} value={run.id} onChange={(e) => set({ run: e.currentTarget.value, county: '', sector: '' })}>
          {runs.map((r) => (
            <option key={r.id} value={r.id}>
              {(r.title || time(r.created)) + (r.status === 'infeasible' ? ` (${say(runStates.infeasible!)})` : '')}
            </option>
          ))}
        </select>
        {run.pinned && <Tag>{w.kept}</Tag>}
      </PageHead>
      <Shown from={result}>{(a) => (a.infeasible ? <Infeasible a={a} /> : <Board a={a} run={run} view={view} />)}</Shown>
    </>
  )
}

function Board({ a, run, view }: { a: Allocation; run: Run; view: View }) {
  const days = daysOf(a)
  return (
    <>
      <div class="figures">
        <Figure name={terms.frequency} value={a.observed ? '—' : `${a.p} %`} aside={`${terms.year} ${a.year}`} />
        <Figure name={terms.demand} value={volume(a.indicators.demand, { days })} unit={volumeUnit()} />
        <Figure name={terms.delivery} value={volume(a.indicators.delivery, { days })} unit={volumeUnit()} />
        <Figure name={terms.shortage} value={volume(a.indicators.shortage, { days })} unit={volumeUnit()} tone={a.indicators.shortage > 0.5 ? 'bad' : 'good'} />
        <Figure name={terms.satisfaction} value={percent(a.indicators.satisfaction)} />
      </div>
      <div class="tabs">
        <Choice<View> label={w.views} value={view} options={views.map((v) => ({ value: v, label: w[v] }))} onChange={(v) => set({ view: v === 'matrix' ? '' : v })} />
      </div>
      {view === 'matrix' && <Matrix a={a} />}
      {view === 'monthly' && <Monthly a={a} />}
      {view === 'balance' && <Balance a={a} run={run.id} />}
      {view === 'flows' && <Flows a={a} />}
      {view === 'sections' && <Sections a={a} />}
      {view === 'reservoirs' && <Reservoirs a={a} />}
      {view === 'values' && <Values a={a} />}
      {param('county') && <Why a={a} county={param('county')} sector={param('sector')} />}
      {(a.estimates || a.estimates_en) && <p class="faint estimates">{lang.value === 'en' ? a.estimates_en : a.estimates}</p>}
    </>
  )
}
