package optimize

import (
	"context"
	"math"

	"fenhu/network"
)

// The valuation prices the plan at its margin: what one more m³ here would be
// worth if nobody gave up what the plan gives. It is a programme of its own,
// with the plan as its starting point:
//
//	minimise  Σ cost·x − Σ loss·gain + keepFactor·Σ loss·given-up   [万元]
//
// over the original bounds, where gain ≤ demand − delivered and given-up ≤
// delivered of the plan. keepFactor is so large that no exchange between users
// pays, so the plan stays optimal; a small extra amount of water that may be
// used everywhere (nudge) makes the duals those of more water, not of less.
//
// Lexicographic passes cannot give these values themselves: their fairness rows
// hold volumes that one more m³ would change.
const (
	keepFactor = 100.0
	nudge      = 1e-3 // [万m³]
)

// value runs the valuation from the plan in r.sol and returns its duals. The
// plan itself is untouched.
func (r *run) value(ctx context.Context) (*Solution, error) {
	m := r.m
	plan := append([]float64(nil), r.sol.X...)
	copy(r.lp.ColMin, m.p.ColMin)
	copy(r.lp.ColMax, m.p.ColMax)
	copy(r.lp.RowMin, m.p.RowMin)
	copy(r.lp.RowMax, m.p.RowMax)
	clear(r.lp.Cost)
	arcCosts(m, r.lp.Cost)
	m.eachBand(func(w, b, t int) {
		loss, delivered := m.g.Wants[w].Loss, 0.0
		for k := range tiers {
			col := m.blockOf(w, b, k) + t
			delivered += plan[col]
			r.lp.ColMax[col] = 0
		}
		kept, gained := m.blockOf(w, b, 0)+t, m.blockOf(w, b, 1)+t
		r.lp.ColMax[kept], r.lp.Cost[kept] = math.Max(0, delivered), r.lp.Cost[kept]-keepFactor*loss
		if more := m.g.Wants[w].Bands[b].Volume[t] - delivered; more > 10*nudge {
			r.lp.ColMax[gained], r.lp.Cost[gained] = more, r.lp.Cost[gained]-loss
		}
	})
	for v := range m.g.Vertices {
		if c := m.softCol[v]; c >= 0 {
			for t := range m.t {
				r.lp.ColMax[c+t] = math.Max(0, plan[c+t])
			}
		}
		if c := m.endCol[v]; c >= 0 {
			r.lp.ColMax[c] = math.Max(0, plan[c])
		}
		if c := m.keepCol[v]; c >= 0 {
			for i := range len(m.g.Vertices[v].Store.Reserves) * m.t {
				r.lp.ColMax[c+i] = math.Max(0, plan[c+i])
			}
		}
		for t := range m.t {
			r.lp.RowMax[m.balanceRow(v, t)] += nudge
			if m.storCol[v] >= 0 { // room for the extra water
				r.lp.ColMax[m.storCol[v]+t] += nudge
			}
		}
	}
	m.holdExcess(r.lp, plan)
	for a := range m.g.Arcs {
		if m.blocks[a] == 1 && m.g.Arcs[a].Max != nil {
			for t := range m.t {
				if m.g.Arcs[a].Max[t] > 0 || !r.openOnly {
					r.lp.ColMax[m.arcCol[a]+t] += nudge
				}
			}
		}
	}
	for i := range m.g.Limits {
		r.lp.RowMax[m.rowBase.limit+i] += nudge
		r.lp.RowMin[m.rowBase.limit+i] -= nudge
	}
	cols, rows := make([]int32, len(r.lp.ColMin)), make([]int32, len(r.lp.RowMin))
	for j := range cols {
		cols[j] = i32(j)
	}
	for i := range rows {
		rows[i] = i32(i)
	}
	if err := r.sendCols(cols); err != nil {
		return nil, err
	}
	if err := r.sendRows(rows); err != nil {
		return nil, err
	}
	if err := r.s.SetCosts(r.lp.Cost); err != nil {
		return nil, err
	}
	sol := new(Solution)
	return sol, r.s.Solve(ctx, sol)
}

// eachBand calls f for every band and step of every want.
func (m *model) eachBand(f func(w, b, t int)) {
	for w := range m.g.Wants {
		for b := range m.g.Wants[w].Bands {
			for t := range m.t {
				f(w, b, t)
			}
		}
	}
}

// Values are the marginal values of a window [元/m³], all ≥ 0 where more is
// better.
type Values struct {
	Node  packed `json:"node"`  // −dual of each balance row: value of one more m³ at a vertex and step
	Arc   packed `json:"arc"`   // value of one more m³ of capacity, per arc and step
	Limit packed `json:"limit"` // value of one more m³ of each limit
}

// values reads the duals of a valuation; nil when it was not solved.
func (r *run) values(sol *Solution) *Values {
	m := r.m
	if sol == nil || sol.Status != StatusOptimal {
		return nil
	}
	v := &Values{Node: make(packed, len(m.g.Vertices)*m.t), Arc: make(packed, len(m.g.Arcs)*m.t), Limit: make(packed, len(m.g.Limits))}
	for i := range v.Node {
		v.Node[i] = clean(-sol.RowDual[m.rowBase.balance+i])
	}
	for a := range m.g.Arcs {
		if m.blocks[a] != 1 || m.g.Arcs[a].Max == nil {
			continue
		}
		for t := range m.t {
			if d := sol.ColDual[m.arcCol[a]+t]; d < 0 && !math.IsInf(m.g.Arcs[a].Max[t], 1) {
				v.Arc[a*m.t+t] = clean(-d)
			}
		}
	}
	for i := range v.Limit {
		v.Limit[i] = clean(math.Abs(sol.RowDual[m.rowBase.limit+i]))
	}
	return v
}

// readValues copies the first n steps of the values of a window into s.
func (s *State) readValues(g *network.Graph, v *Values, at, n int) {
	if v == nil {
		return
	}
	t := g.Horizon.Len()
	for i := range g.Vertices {
		copy(s.Value[i][at:at+n], v.Node[i*t:i*t+n])
	}
	for i := range g.Arcs {
		copy(s.Capacity[i][at:at+n], v.Arc[i*t:i*t+n])
	}
	for i, x := range v.Limit {
		s.LimitValue[i] = math.Max(s.LimitValue[i], x)
	}
}
