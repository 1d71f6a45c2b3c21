// 运行: ask for a run, watch it, take it back, do it again.
import { useEffect, useState } from 'preact/hooks'
import { Card, Choice, Tag } from '../parts/card'
import { Dialog } from '../parts/dialog'
import { Field } from '../parts/field'
import { Icon } from '../parts/icons'
import { PageHead } from '../parts/page'
import { Empty, Faults, Shown } from '../parts/state'
import { Table, type Column } from '../parts/table'
import { attempt, tell } from '../parts/toast'
import { took, time, volume, volumeUnit } from '../number/format'
import { api, ask, may, Problem } from '../service/client'
import { useResult, useRuns, useScenarios, type Run } from '../service/result'
import { forget } from '../service/use'
import { useBasin } from '../shell/basin'
import { go, hrefOf, param, set } from '../shell/place'
import { nameOf, say, words } from '../words/words'
import { runStates, terms } from '../words/terms'
import './runs.css'

const w = words({
  title: ['运行', 'Runs'],
  create: ['新建计算', 'New run'],
  none: ['还没有计算', 'No runs yet'],
  noneText: ['选一个来水频率和工程组合，几秒后就有结果。', 'Choose an inflow frequency and the projects; the result is there in seconds.'],
  label: ['标题', 'Title'],
  labelHint: ['写下这次计算要回答的问题；可留空', 'What the run is to answer; may be left empty'],
  p: ['来水频率 P', 'inflow frequency P'],
  pHint: ['95 = 特枯年，75 = 枯水年，50 = 平水年，0 = 多年平均', '95 = very dry, 75 = dry, 50 = normal, 0 = long-term mean'],
  scenarioHint: ['情景的变更最先生效', 'the changes of the scenario come first'],
  basinItself: ['流域本身', 'the basin itself'],
  mode: ['方式', 'mode'],
  foresight: ['全周期优化', 'foresight'],
  rolling: ['滚动（只看前方几个时段）', 'rolling, sees some periods ahead'],
  projects: ['工程', 'Projects'],
  projectsHint: ['「按文档」为该水平年的状态', '“as in the document” is the state of the planning year'],
  asIs: ['按文档', 'as in the document'],
  on: ['启用', 'on'],
  off: ['停用', 'off'],
  submit: ['提交计算', 'Submit the run'],
  sent: ['已提交，进度见列表', 'Submitted; the list shows its progress'],
  cancelled: ['已请求取消', 'Cancellation requested'],
  again: ['以相同输入重算', 'Run the same inputs again'],
  result: ['结果', 'Result'],
  length: ['用时', 'took'],
  level: (name: string, n: number, of: number) => [`${name}（${n}/${of}）`, `${name} (${n} of ${of})`],
  window: (n: number, of: number) => [`窗口 ${n}/${of}`, `window ${n} of ${of}`],
  log: ['记录', 'Record'],
  ask: ['删除这次计算及其结果？', 'Delete this run and its result?'],
  chosen: (n: number) => [`对比所选 ${n} 次`, `Compare the ${n} chosen`],
  choose: ['选择对比', 'choose to compare'],
  readOnly: ['您的角色只能查看计算', 'Your role may only look at runs'],
})

const isOver = (r: Run) => !['queued', 'running'].includes(r.status)

export default function Runs() {
  const { id } = useBasin()
  const runs = useRuns(id)
  const [picked, setPicked] = useState<string[]>([])
  const [shown, setShown] = useState<Run>()
  const active = (runs.data ?? []).filter((r) => !isOver(r)).map((r) => r.id).join(',')
  const progress = useProgress(active)
  return (
    <>
      <PageHead title={w.title}
        actions={
          <>
            {picked.length >= 2 && (
              <a class="button" href={hrefOf('/compare', { runs: picked.join(',') })}>
                <Icon name="compare" /> {w.chosen(picked.length)}
              </a>
            )}
            {may('engineer') ? (
              <button type="button" class="button primary" onClick={() => set({ new: '1' })}>
                <Icon name="plus" /> {w.create}
              </button>
            ) : (
              <Tag>{w.readOnly}</Tag>
            )}
          </>
        } />
      <Card flush>
        <Shown from={runs}>
          {(list) =>
            list.length === 0 ? (
              <Empty icon="runs" title={w.none}>
                <p>{w.noneText}</p>
              </Empty>
            ) : (
              <Table columns={columns(progress, picked, setPicked, setShown)} rows={list} label={w.title} keyOf={(r) => r.id} isChosen={(r) => r.id === param('run')} />
            )
          }
        </Shown>
      </Card>
      {param('new') && may('engineer') && <NewRun basin={id} onClose={() => set({ new: '', like: '' })} />}
      {shown && (
        <Dialog title={shown.title || shown.id} onClose={() => setShown(undefined)}>
          <pre class="runs-record">{JSON.stringify(shown, null, 2)}</pre>
        </Dialog>
      )}
    </>
  )
}

/** The state of runs that are under way, as the service pushes it. */
function useProgress(active: string): Map<string, Run> {
  const [state, setState] = useState(new Map<string, Run>())
  useEffect(() => {
    const sources = active.split(',').filter(Boolean).slice(0, 4).map((id) => {
      const s = new EventSource(`/api/v1/runs/${id}/events`)
      const hear = (e: MessageEvent<string>) => {
        const r = JSON.parse(e.data) as Run
        setState((old) => new Map(old).set(r.id, r))
        if (e.type === 'finished') {
          s.close()
          forget('runs')
        }
      }
      s.addEventListener('progress', hear)
      s.addEventListener('finished', hear)
      return s
    })
    return () => sources.forEach((s) => s.close())
  }, [active])
  return state
}

function columns(progress: Map<string, Run>, picked: string[], setPicked: (p: string[]) => void, show: (r: Run) => void): Column<Run>[] {
  const act = async (r: Run, what: 'cancel' | 'rerun') => {
    const path = { params: { path: { id: r.id } } }
    const done = await attempt(ask(what === 'cancel' ? api.POST('/api/v1/runs/{id}/cancel', path) : api.POST('/api/v1/runs/{id}/rerun', path)), what === 'cancel' ? w.cancelled : w.sent)
    if (done) forget('runs')
  }
  const remove = async (r: Run) => {
    if (!confirm(w.ask)) return
    await attempt(ask(api.DELETE('/api/v1/runs/{id}', { params: { path: { id: r.id } } })))
    forget('runs')
  }
  return [
    {
      id: 'title', title: w.label, value: (r) => r.title || time(r.created), class: () => 'wrap',
      show: (r) => (
        <label class="check">
          <input type="checkbox" aria-label={`${w.choose}: ${r.title || time(r.created)}`} disabled={r.status !== 'done'} checked={picked.includes(r.id)}
            onChange={(e) => setPicked(e.currentTarget.checked ? [...picked, r.id].slice(0, 10) : picked.filter((x) => x !== r.id))} />
          {r.status === 'done' || r.status === 'infeasible' ? <a href={hrefOf('/results', { run: r.id })}>{r.title || time(r.created)}</a> : r.title || time(r.created)}
        </label>
      ),
    },
    { id: 'status', title: terms.status, value: (r) => r.status, show: (r) => <State run={progress.get(r.id) ?? r} /> },
    { id: 'year', title: terms.year, align: 'right', value: (r) => r.summary.year || null },
    { id: 'p', title: 'P', unit: '%', align: 'right', value: (r) => (r.status === 'done' ? r.summary.p : null) },
    { id: 'short', title: terms.shortage, unit: volumeUnit(), align: 'right', value: (r) => r.summary.shortage, show: (r) => (r.status === 'done' ? volume(r.summary.shortage, { days: 365 }) : '—') },
    { id: 'created', title: terms.created, value: (r) => r.created, show: (r) => time(r.created) },
    { id: 'took', title: w.length, align: 'right', value: (r) => took(r.started, r.finished) },
    {
      id: 'do', title: '', value: () => '',
      show: (r) => (
        <span class="runs-actions">
          <button type="button" class="button quiet square" title={w.log} aria-label={w.log} onClick={() => show(progress.get(r.id) ?? r)}>
            <Icon name="data" size={14} />
          </button>
          {may('engineer') && !isOver(r) && (
            <button type="button" class="button quiet square" title={terms.cancel} aria-label={terms.cancel} onClick={() => act(r, 'cancel')}>
              <Icon name="stop" size={14} />
            </button>
          )}
          {may('engineer') && isOver(r) && (
            <>
              <button type="button" class="button quiet square" title={w.again} aria-label={w.again} onClick={() => act(r, 'rerun')}>
                <Icon name="runs" size={14} />
              </button>
              <button type="button" class="button quiet square" title={terms.remove} aria-label={terms.remove} onClick={() => remove(r)}>
                <Icon name="close" size={14} />
              </button>
            </>
          )}
        </span>
      ),
    },
  ]
}

function State({ run }: { run: Run }) {
  const name = say(runStates[run.status] ?? [run.status, run.status])
  if (run.status === 'running') {
    const { done, levels, level, window: at, windows } = run.progress
    const share = windows > 0 ? at / windows : levels > 0 ? done / levels : 0
    return (
      <span class="runs-progress">
        <progress max={1} value={share} aria-label={name} />
        <small>{windows > 0 ? w.window(at, windows) : w.level(level, done, levels)}</small>
      </span>
    )
  }
  const tone = run.status === 'done' ? 'good' : run.status === 'queued' ? 'accent' : run.status === 'cancelled' ? 'plain' : 'bad'
  return (
    <>
      <Tag tone={tone}>{name}</Tag> {run.error && <small>{run.error}</small>}
    </>
  )
}

function NewRun({ basin, onClose }: { basin: string; onClose: () => void }) {
  const runs = useRuns(basin)
  const done = (runs.data ?? []).filter((r) => r.status === 'done')
  const like = done.find((r) => r.id === param('like')) ?? done[0]
  const known = useResult(like?.id ?? '')
  const scenarios = useScenarios(basin)
  const [title, setTitle] = useState('')
  const [p, setP] = useState('95')
  const [year, setYear] = useState('2025')
  const [scenario, setScenario] = useState(param('scenario'))
  const [mode, setMode] = useState<'foresight' | 'rolling'>('foresight')
  const [switched, setSwitched] = useState<Record<string, 'as' | 'on' | 'off'>>({})
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  const faultOf = (field: string) => problem?.faults.find((f) => f.location === `body.${field}` || f.location.startsWith(`body.${field} `))?.message
  const submit = async (e: Event) => {
    e.preventDefault()
    setBusy(true)
    setProblem(undefined)
    const which = (s: 'on' | 'off') => Object.keys(switched).filter((k) => switched[k] === s)
    try {
      const run = await ask(api.POST('/api/v1/runs', {
        body: {
          basin, title, scenario: scenario || undefined, p: p === '' ? undefined : Number(p), year: year === '' ? undefined : Number(year), mode, on: which('on'), off: which('off'),
        },
      }))
      tell(w.sent)
      forget('runs')
      go('/runs', { run: run.id })
    } catch (x) {
      setProblem(x instanceof Problem ? x : new Problem(0, { detail: String(x) }))
      setBusy(false)
    }
  }
  return (
    <Dialog wide title={w.create} onClose={onClose}
      footer={
        <>
          <button type="button" class="button" onClick={onClose}>{terms.cancel}</button>
          <button class="button primary" form="new-run" disabled={busy}>{w.submit}</button>
        </>
      }>
      <form id="new-run" onSubmit={submit}>
        {problem && <Faults problem={problem} />}
        <Field label={w.label} hint={w.labelHint} fault={faultOf('title')}>
          {(its) => <input {...its} maxLength={200} value={title} onInput={(e) => setTitle(e.currentTarget.value)} />}
        </Field>
        <div class="fields">
          <Field label={w.p} unit="%" hint={w.pHint} fault={faultOf('p')}>
            {(its) => <input {...its} type="number" min={0} max={99.9} step="any" value={p} onInput={(e) => setP(e.currentTarget.value)} />}
          </Field>
          <Field label={terms.year} fault={faultOf('year')}>
            {(its) => <input {...its} type="number" min={1900} max={2200} value={year} onInput={(e) => setYear(e.currentTarget.value)} />}
          </Field>
          <Field label={terms.scenario} hint={w.scenarioHint} fault={faultOf('scenario')}>
            {(its) => (
              <select {...its} value={scenario} onChange={(e) => setScenario(e.currentTarget.value)}>
                <option value="">{w.basinItself}</option>
                {(scenarios.data ?? []).map((s) => <option key={s.id} value={s.id}>{nameOf(s)}</option>)}
              </select>
            )}
          </Field>
          <Field label={w.mode} fault={faultOf('mode')}>
            {(its) => (
              <select {...its} value={mode} onChange={(e) => setMode(e.currentTarget.value as 'foresight')}>
                <option value="foresight">{w.foresight}</option>
                <option value="rolling">{w.rolling}</option>
              </select>
            )}
          </Field>
        </div>
        {known.data && known.data.projects.length > 0 && (
          <fieldset class="runs-projects">
            <legend>{w.projects} <small>{w.projectsHint}</small></legend>
            {known.data.projects.map((x) => (
              <div key={x.id}>
                <span>{nameOf(x)}</span>
                <Choice<'as' | 'on' | 'off'> label={nameOf(x)} value={switched[x.id] ?? 'as'} options={[{ value: 'as', label: w.asIs }, { value: 'on', label: w.on }, { value: 'off', label: w.off }]}
                  onChange={(v) => setSwitched({ ...switched, [x.id]: v })} />
              </div>
            ))}
          </fieldset>
        )}
      </form>
    </Dialog>
  )
}
