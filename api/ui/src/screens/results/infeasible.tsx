// A run whose hard limits contradict each other: which, and the least that has to give way.
import { Card } from '../../parts/card'
import { Table, type Column } from '../../parts/table'
import { fixed } from '../../number/format'
import type { Schemas } from '../../service/client'
import type { Allocation } from '../../service/result'
import { say, words } from '../../words/words'
import { terms } from '../../words/terms'

const w = words({
  title: ['硬性限制相互矛盾', 'Hard limits contradict each other'],
  relax: ['最少需要放宽', 'The least that has to give way'],
  what: ['放宽什么', 'what'],
  amount: ['放宽量', 'by'],
})

export function Infeasible({ a }: { a: Allocation }) {
  const d = a.infeasible!
  const columns: Column<Schemas['Relaxation']>[] = [
    { id: 'name', title: terms.name, value: (r) => say([r.name.zh, r.name.en]) },
    { id: 'what', title: w.what, value: (r) => say([r.what.zh, r.what.en]), class: () => 'wrap' },
    { id: 'period', title: terms.period, value: (r) => r.period },
    { id: 'amount', title: w.amount, unit: '万m³', align: 'right', value: (r) => r.amount, show: (r) => fixed(r.amount, 1) },
  ]
  return (
    <div class="cards">
      <Card title={w.title}><p>{say([d.text.zh, d.text.en])}</p></Card>
      <Card title={w.relax} flush><Table columns={columns} rows={d.relaxations} label={w.relax} /></Card>
    </div>
  )
}
