import { describe, expect, it } from 'vitest'
import type { Allocation } from '../../service/result'
import { explain } from './trace'

// One user, short of 10 in the second of two months, with three ways to it: a reservoir that is empty then, a pipe that is
// full, and an aquifer whose quota is used up.
const node = (id: string, value: number[], more = {}) => ({ id, kind: '', name_zh: id, name_en: id, inflow: [0, 0], outflow: [0, 0], water_value: value, ...more })
const link = (name: string, from: string, to: string, more = {}) => ({ node: name, role: 'supply', from, to, share: 1, volume: 0, flow: [0, 0], ...more })
const a = {
  periods: [{ label: '2025-01', days: 30 }, { label: '2025-02', days: 30 }],
  nodes: [
    node('user', [0, 20], { demand: [5, 30], delivery: [5, 20] }),
    node('dam', [0, 20]), node('works', [0, 1]), node('well', [0, 0]),
  ],
  links: [
    link('canal', 'dam', 'user'),
    link('pipe', 'works', 'user', { capacity: 12, flow: [1, 6] }),
    link('pump', 'well', 'user'),
  ],
  reservoirs: [{ id: 'dam', storage: [50, 10], dead: 10, max: [100, 100] }],
  quotas: [{ id: 'licence', sense: '≤', from: '2025-01', to: '2025-02', binding: true, used: 9, limit: 9, share: 1, water_value: 20 }],
} as unknown as Allocation

describe('why a user is short', () => {
  const why = explain(a, a.nodes[0]!, [{ id: 'licence', flows: [{ node: 'pump' }] }])
  it('says when and how much', () => {
    expect(why.short).toEqual([{ period: 1, volume: 10 }])
    expect(why.value).toBe(20)
  })
  it('finds what is empty, what is full and what is used up', () => {
    expect(why.ways.map((x) => x.cause.kind)).toEqual(['empty', 'capacity', 'quota'])
  })
  it('asks nothing of a user that has all it wants', () => {
    const content = { ...a.nodes[0]!, delivery: [5, 30] }
    expect(explain(a, content, []).ways).toEqual([])
  })
})
