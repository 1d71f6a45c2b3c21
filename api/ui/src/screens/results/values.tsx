// Water values: what one more m³ of each limit and each project would be worth.
import { Card, Tag } from '../../parts/card'
import { Table, type Column } from '../../parts/table'
import { fixed, percent } from '../../number/format'
import type { Schemas } from '../../service/client'
import type { Allocation } from '../../service/result'
import { nameOf, words } from '../../words/words'
import { terms } from '../../words/terms'

const w = words({
  limits: ['指标与总量控制的水量价值', 'Value of one more m³ of each limit'],
  projects: ['工程能力的水量价值', 'Value of one more m³ of capacity of each project'],
  used: ['已用', 'used'],
  limit: ['限值', 'limit'],
  share: ['占比', 'share'],
  when: ['时段', 'period'],
  worth: ['价值', 'value'],
  yuan: ['元/m³', 'yuan/m³'],
  volume: ['供水量', 'volume'],
  use: ['利用率', 'utilisation'],
  on: ['启用', 'on'],
  off: ['未启用', 'off'],
})

export function Values({ a }: { a: Allocation }) {
  const limits: Column<Schemas['QuotaResult']>[] = [
    { id: 'name', title: terms.name, value: nameOf, class: () => 'wrap' },
    { id: 'when', title: w.when, value: (q) => `${q.from} – ${q.to}` },
    { id: 'used', title: w.used, unit: '万m³', align: 'right', value: (q) => q.used, show: (q) => fixed(q.used, 0) },
    { id: 'limit', title: w.limit, unit: '万m³', align: 'right', value: (q) => q.limit, show: (q) => `${q.sense} ${fixed(q.limit, 0)}` },
    { id: 'share', title: w.share, align: 'right', value: (q) => q.share, show: (q) => percent(q.share, 0) },
    { id: 'worth', title: w.worth, unit: w.yuan, align: 'right', value: (q) => q.water_value, show: (q) => (q.water_value > 0.0005 ? <strong>{fixed(q.water_value, 2)}</strong> : '—') },
  ]
  const projects: Column<Schemas['ProjectResult']>[] = [
    { id: 'name', title: terms.name, value: nameOf, class: () => 'wrap' },
    { id: 'on', title: terms.status, value: (p) => (p.on ? 1 : 0), show: (p) => (p.on ? <Tag tone="accent">{w.on}</Tag> : <Tag>{w.off}</Tag>) },
    { id: 'volume', title: w.volume, unit: '万m³', align: 'right', value: (p) => p.volume, show: (p) => fixed(p.volume, 0) },
    { id: 'use', title: w.use, align: 'right', value: (p) => p.utilisation, show: (p) => percent(p.utilisation, 0) },
    { id: 'worth', title: w.worth, unit: w.yuan, align: 'right', value: (p) => p.water_value, show: (p) => (p.water_value > 0.0005 ? <strong>{fixed(p.water_value, 2)}</strong> : '—') },
  ]
  const sorted = [...a.quotas].sort((x, y) => y.water_value - x.water_value)
  return (
    <div class="cards">
      <Card title={w.limits} flush><Table columns={limits} rows={sorted} label={w.limits} keyOf={(q, i) => q.id + i} sortable /></Card>
      <Card title={w.projects} flush><Table columns={projects} rows={a.projects} label={w.projects} keyOf={(p) => p.id} sortable /></Card>
    </div>
  )
}
