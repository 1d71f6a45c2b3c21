// Why a user is short, read from the prices of the result. Along a way that could carry more water the value of water only
// changes by what is lost; where it falls by more than that, something on this stretch is full. So each way to the user is
// followed upstream until it meets what is full, or a source that has no more.
import type { Allocation } from '../../service/result'
import type { Schemas } from '../../service/client'

type Link = Schemas['LinkResult']
type Node = Schemas['NodeResult']
type Quota = Schemas['QuotaResult']

export interface Rule {
  id: string
  flows?: { node: string }[]
  aquifers?: string[]
}

export type Cause =
  | { kind: 'capacity'; link: Link; periods: number[] }
  | { kind: 'quota'; quota: Quota }
  | { kind: 'limit'; link: Link }
  | { kind: 'empty'; node: Node; periods: number[] }
  | { kind: 'source'; node: Node }

export interface Step {
  from: Node
  link: Link
  /** Mean values in the short periods, weighted by what is missing [元/m³]. */
  valueFrom: number
  valueTo: number
}

export interface Way {
  steps: Step[]
  cause: Cause
}

export interface Why {
  user: Node
  /** Periods in which water is missing, and how much [万m³]. */
  short: { period: number; volume: number }[]
  missing: number
  value: number
  ways: Way[]
}

const depth = 8

export function explain(a: Allocation, user: Node, rules: readonly Rule[]): Why {
  const nodes = new Map(a.nodes.map((n) => [n.id, n]))
  const into = new Map<string, Link[]>()
  for (const l of a.links) into.set(l.to, [...(into.get(l.to) ?? []), l])
  const short = (user.demand ?? [])
    .map((d, period) => ({ period, volume: d - (user.delivery?.[period] ?? 0) - (user.restriction?.[period] ?? 0) }))
    .filter((s) => s.volume > 1e-3)
  const missing = short.reduce((sum, s) => sum + s.volume, 0)
  const mean = (n: Node | undefined) => (missing > 0 && n?.water_value ? short.reduce((sum, s) => sum + s.volume * (n.water_value![s.period] ?? 0), 0) / missing : 0)
  const days = a.periods.reduce((sum, p) => sum + p.days, 0)

  /** What holds a stretch up: its capacity, a quota, or a limit that the result does not name. */
  const onLink = (l: Link): Cause => {
    const full = short.map((s) => s.period).filter((t) => l.capacity !== undefined && l.flow !== undefined && l.flow[t]! >= 0.999 * l.capacity * (a.periods[t]!.days / days))
    if (full.length > 0) return { kind: 'capacity', link: l, periods: full }
    const touches = (q: Quota) => {
      if (q.id === l.from) return true
      const rule = rules.find((r) => r.id === q.id)
      return Boolean(rule?.flows?.some((f) => f.node === l.node) || rule?.aquifers?.includes(l.from))
    }
    const inTime = (q: Quota) => short.some((s) => a.periods[s.period]!.label >= q.from && a.periods[s.period]!.label <= q.to)
    const quota = a.quotas.filter((q) => q.binding && q.sense === '≤' && touches(q) && inTime(q)).sort((x, y) => y.water_value - x.water_value)[0]
    return quota ? { kind: 'quota', quota } : { kind: 'limit', link: l }
  }

  const follow = (l: Link, behind: Step[], seen: Set<string>): Way[] => {
    const from = nodes.get(l.from)
    const to = nodes.get(l.to)
    if (!from) return []
    const [valueFrom, valueTo] = [mean(from), mean(to)]
    const steps = [...behind, { from, link: l, valueFrom, valueTo }]
    const carried = valueTo * l.share
    if (carried - valueFrom > Math.max(0.5, 0.08 * carried)) return [{ steps, cause: onLink(l) }]
    const storage = a.reservoirs.find((r) => r.id === from.id)
    if (storage) {
      const empty = short.map((s) => s.period).filter((t) => storage.storage[t]! <= storage.dead + 1e-3 * Math.max(1, storage.max[t] ?? 0))
      if (empty.length > 0) return [{ steps, cause: { kind: 'empty', node: from, periods: empty } }]
    }
    const above = (into.get(from.id) ?? []).filter((x) => !seen.has(x.from) && x.role !== 'delivery' && x.role !== 'treated' && x.role !== 'bypass')
    if (above.length === 0 || steps.length >= depth) return [{ steps, cause: { kind: 'source', node: from } }]
    return above.flatMap((x) => follow(x, steps, new Set([...seen, from.id])))
  }

  const ways = (into.get(user.id) ?? []).filter((l) => l.role === 'supply').flatMap((l) => follow(l, [], new Set([user.id])))
  return { user, short, missing, value: mean(user), ways: missing > 0 ? dedupe(ways) : [] }
}

/** Ways that end at the same thing say it once, by the shortest of them. */
function dedupe(ways: Way[]): Way[] {
  const out = new Map<string, Way>()
  for (const way of ways) {
    const c = way.cause
    const key = `${way.steps[0]!.link.from} ${c.kind} ${'quota' in c ? c.quota.id : 'link' in c ? c.link.node + c.link.from : c.node.id}`
    const had = out.get(key)
    if (!had || had.steps.length > way.steps.length) out.set(key, way)
  }
  return [...out.values()]
}
