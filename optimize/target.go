package optimize

import (
	"math"

	"fenhu/network"
	wq "fenhu/network/quality"
)

// targets is where the rows of water quality stand in a model.
type targets struct {
	main   []int // by vertex: the arc that carries on what comes in, −1 = none
	load   []int // by vertex: first column of its load, −1 = none; indicator i of step t is load + i·T + t
	excess []int // by section: first column of its excess, laid out alike
	row    int   // first row of the targets
	rows   int
	scale  []float64 // by indicator: the limit of class Ⅲ [mg/L]
	used   []bool    // by arc: its concentration is assumed in a row
}

// targetColumns makes the loads of rivers and the excess of sections, where a
// level holds the sections to their targets (RULES WQ-08). Loads are in 万m³ of
// water at the limit of class Ⅲ, excess in 万m³ of clean water that would dilute it:
//
//	ℓ[v,i,t] free,   z[s,i,t] ≥ 0                                     [万m³]
func targetColumns(m *model) {
	q := m.g.Quality
	if q == nil || !q.Target || q.Assumed == nil {
		return
	}
	w := &targets{main: mainArcs(m.g), load: make([]int, len(m.g.Vertices)), excess: make([]int, len(q.Sections)), used: make([]bool, len(m.g.Arcs))}
	m.targets = w
	for _, id := range q.Indicators {
		l, _ := wq.LimitOf(id)
		w.scale = append(w.scale, l.Class[2])
	}
	size := len(q.Indicators) * m.t
	for v := range w.load {
		w.load[v] = -1
	}
	var queue []int
	need := func(v int) {
		if w.load[v] >= 0 {
			return
		}
		w.load[v] = m.cols(size, inf)
		for j := range size {
			m.p.ColMin[w.load[v]+j] = -inf
		}
		queue = append(queue, v)
	}
	for s := range q.Sections {
		w.excess[s] = m.cols(size, inf)
		need(m.g.Arcs[q.Sections[s].Arc].From)
	}
	for len(queue) > 0 {
		v := queue[0]
		queue = queue[1:]
		for a := range m.g.Arcs {
			if from := m.g.Arcs[a].From; from != network.Outside && w.main[from] == a {
				for _, h := range m.g.Arcs[a].Heads {
					if h.To == v {
						need(from)
					}
				}
			}
		}
	}
}

// mainArcs finds the arc that carries on the mixed water of every vertex: its
// river, or its only way out. Stores, users, aquifers and treatment works have none.
func mainArcs(g *network.Graph) []int {
	main, ways, rivers := make([]int, len(g.Vertices)), make([]int, len(g.Vertices)), make([]int, len(g.Vertices))
	for v := range main {
		main[v] = -1
	}
	for a := range g.Arcs {
		v := g.Arcs[a].From
		if v == network.Outside {
			continue
		}
		ways[v]++
		if g.Arcs[a].Role == network.RoleFlow {
			rivers[v]++
		}
		if ways[v] == 1 || g.Arcs[a].Role == network.RoleFlow && rivers[v] == 1 {
			main[v] = a
		}
	}
	for v := range main {
		if main[v] >= 0 && (g.Vertices[v].Store != nil || g.Quality.Vertices[v].Fixed != nil || g.Quality.Arcs[main[v]].Effluent != nil || ways[v] > 1 && rivers[v] == 0) {
			main[v] = -1
		}
	}
	return main
}

// targetRows states where a load comes from, and the targets:
//
//	ℓ[v,i,t] = Σ_in Σ_τ share·w[τ→t]·φ[a,i,τ]·ℓ[u,i,τ] + Σ_in Σ_τ share·w·φ·c·x[a,τ] + Σ supply·c − Σ_out c[v,i,t]·x[a,t]
//	ℓ[s,i,t] − (T/S)·x[s,t] − (T/S)·z[s,i,t] ≤ 0                      [万m³]
//
// The first sum is over the rivers that carry on the load of a vertex u, the
// second over all other arcs that come in, the last over the arcs that leave v
// beside its river. φ is what decay leaves of a load, S the scale of loads, c is
// given, or assumed from the plan of the round before ([Rounds]).
func targetRows(m *model) {
	w := m.targets
	if w == nil {
		return
	}
	for v := range m.g.Vertices {
		if w.load[v] >= 0 {
			m.loadRows(v)
		}
	}
	w.row = len(m.p.RowMin)
	q := m.g.Quality
	for s := range q.Sections {
		arc := q.Sections[s].Arc
		for i := range q.Indicators {
			for t := range m.t {
				goal := q.Sections[s].Target[i][t] / w.scale[i]
				if goal <= 0 {
					continue
				}
				row := m.rows(1, -inf, 0)
				m.s.add(row, w.load[m.g.Arcs[arc].From]+i*m.t+t, 1/goal)
				m.s.add(row, w.excess[s]+i*m.t+t, -1)
				for b := range m.blocks[arc] {
					m.s.add(row, m.arcCol[arc]+b*m.t+t, -1)
				}
			}
		}
	}
	w.rows = len(m.p.RowMin) - w.row
}

// loadRows are the rows of the load of a vertex.
func (m *model) loadRows(v int) {
	w, q := m.targets, m.g.Quality
	first := m.rows(len(q.Indicators)*m.t, 0, 0)
	row := func(i, t int) int { return first + i*m.t + t }
	for i := range q.Indicators {
		for t := range m.t {
			m.s.add(row(i, t), w.load[v]+i*m.t+t, 1)
		}
	}
	give := func(i, t int, x float64) { m.p.RowMin[row(i, t)] += x; m.p.RowMax[row(i, t)] += x }
	for k := range m.g.Supplies {
		for i := range q.Indicators {
			for t, volume := range m.g.Supplies[k].Volume {
				if m.g.Supplies[k].To == v {
					give(i, t, volume*q.Supplies[k][i][t]/w.scale[i])
				}
			}
		}
	}
	for a := range m.g.Arcs {
		arc := &m.g.Arcs[a]
		for h, head := range arc.Heads {
			if head.To == v {
				m.loadArrives(a, h, row)
			}
		}
		if arc.From == v && a != w.main[v] {
			w.used[a] = true
			m.eachLoad(a, func(col, i, t int, c float64) { m.s.add(row(i, t), col, c) })
		}
	}
	for u := range m.g.Vertices {
		if st := m.g.Vertices[u].Store; st != nil && st.SeepTo == v && st.SeepRate != nil {
			m.loadSeeps(u, row, give)
		}
	}
}

// eachLoad calls f for the columns of an arc with the load of a unit of flow.
func (m *model) eachLoad(a int, f func(col, i, t int, c float64)) {
	for i := range m.g.Quality.Indicators {
		for t := range m.t {
			if c := m.g.Quality.Assumed[a][i][t] / m.targets.scale[i]; c > 0 {
				for b := range m.blocks[a] {
					f(m.arcCol[a]+b*m.t+t, i, t, c)
				}
			}
		}
	}
}

// loadArrives adds what a head of an arc brings.
func (m *model) loadArrives(a, h int, row func(i, t int) int) {
	arc, w := &m.g.Arcs[a], m.targets
	head := arc.Heads[h]
	add := func(col, i, t int, c float64) {
		if r := m.g.Quality.Arcs[a].Remains; r != nil && h == 0 {
			c *= r[i][t]
		}
		c *= head.Share
		if head.LagDays == 0 {
			m.s.add(row(i, t), col, -c)
			return
		}
		for _, x := range m.g.Horizon.Arrivals(t, head.LagDays) {
			if x.Step < m.t {
				m.s.add(row(i, x.Step), col, -c*x.Share)
			}
		}
	}
	if arc.From != network.Outside && w.main[arc.From] == a {
		for i := range m.g.Quality.Indicators {
			for t := range m.t {
				add(w.load[arc.From]+i*m.t+t, i, t, 1)
			}
		}
		return
	}
	w.used[a] = w.used[a] || arc.From != network.Outside && m.g.Quality.Vertices[arc.From].Fixed == nil
	m.eachLoad(a, add)
}

// loadSeeps adds what seeps out of a store, of the concentration that is assumed
// for the first way out of it.
func (m *model) loadSeeps(u int, row func(i, t int) int, give func(i, t int, x float64)) {
	st, q := m.g.Vertices[u].Store, m.g.Quality
	for a := range m.g.Arcs {
		if m.g.Arcs[a].From != u {
			continue
		}
		for i := range q.Indicators {
			for t := range m.t {
				c := q.Assumed[a][i][t] / m.targets.scale[i] * st.SeepRate[t] / 2
				m.s.add(row(i, t), m.storCol[u]+t, -c)
				if t > 0 {
					m.s.add(row(i, t), m.storCol[u]+t-1, -c)
				} else {
					give(i, t, c*st.Initial)
				}
			}
		}
		return
	}
}

// excessLoads is the water that would dilute the sections to their targets:
// Σ z[s,i,t]   [万m³].
func excessLoads(m *model, c []float64) {
	for s := range m.targets.excess {
		for j := range len(m.g.Quality.Indicators) * m.t {
			c[m.targets.excess[s]+j] = 1
		}
	}
}

// holdExcess lets a valuation exceed no target by more than the plan does.
func (m *model) holdExcess(p *Problem, plan []float64) {
	if m.targets == nil {
		return
	}
	for _, first := range m.targets.excess {
		for j := range len(m.g.Quality.Indicators) * m.t {
			p.ColMax[first+j] = math.Max(0, plan[first+j])
		}
	}
	for i := range m.targets.rows {
		p.RowMax[m.targets.row+i] += nudge
	}
}
