package optimize

import (
	"context"
	"fmt"
	"math"

	"fenhu/network"
)

// stepper solves the steps of a trace one after the other in one session. Only
// bounds, costs and the few coefficients that change cross over to the solver.
// It is made for one trace: nothing of another trace can be left in it.
type stepper struct {
	plan    *stepPlan
	g       *network.Graph // of the trace
	r       run
	session Session
	start   Basis       // where each step starts
	used    []float64   // of each limit before the step [万m³]
	arrive  [][]float64 // water on its way: per vertex and step, nil where nothing arrives [万m³]
	head    []int       // first limit of each family that has not ended
	all     struct{ cols, rows []int32 }
}

// newStepper opens a session for a trace whose graph is g: the plan's but for
// the volumes of supplies and the bounds of limits.
func newStepper(plan *stepPlan, g *network.Graph, solver Solver, start Basis) (*stepper, error) {
	session, err := solver.Open(plan.openable())
	if err != nil {
		return nil, fmt.Errorf("load into %s: %w", solver.Name(), err)
	}
	m := *plan.m
	s := &stepper{
		plan: plan, g: g, session: session, start: start.Clone(), used: make([]float64, len(g.Limits)), head: make([]int, len(plan.families)),
		arrive: make([][]float64, len(g.Vertices)),
		r:      run{m: &m, s: session, lp: plan.problem.clone(), stepwise: true},
	}
	s.all.cols, s.all.rows = upTo(len(s.r.lp.ColMin)), upTo(len(s.r.lp.RowMin))
	return s, nil
}

func upTo(n int) []int32 {
	out := make([]int32, n)
	for i := range out {
		out[i] = i32(i)
	}
	return out
}

func (s *stepper) close() { s.session.Close() }

// measures is a step on whose graph drought plans have put their measures; the
// zero measures are none.
type measures struct {
	graph  *network.Graph
	levels string // of the plans, the same for the same measures
}

// solve solves step t from the storages before it, which are those of the
// vertices that have a store. The solution is in s.r.sol when the status is optimal.
func (s *stepper) solve(ctx context.Context, t int, storage func(v int) float64, drought measures) (Status, error) {
	at := &s.plan.steps[t]
	s.r.m.g = s.plan.m.g
	if drought.graph != nil {
		var err error
		if at, err = s.plan.under(t, drought.levels, drought.graph); err != nil {
			return StatusUnknown, err
		}
		s.r.m.g = drought.graph
	}
	s.lay(at, t, storage)
	if ok := s.limits(t, drought); !ok {
		return StatusInfeasible, nil
	}
	if err := s.send(at); err != nil {
		return StatusUnknown, err
	}
	first, st, err := s.screen(ctx)
	if st != StatusOptimal || err != nil {
		return st, err
	}
	return s.r.solveFrom(ctx, first)
}

// lay fills in the bounds of step t but for those of limits.
func (s *stepper) lay(at *stepBounds, t int, storage func(v int) float64) {
	g, lp, m := s.g, s.r.lp, s.r.m
	copy(lp.ColMin, at.colMin)
	copy(lp.ColMax, at.colMax)
	copy(lp.RowMin, at.rowMin)
	copy(lp.RowMax, at.rowMax)
	m.levels, m.groups, m.costs = at.levels, at.groups, at.cost
	add := func(v int, x float64) {
		lp.RowMin[m.rowBase.balance+v] += x
		lp.RowMax[m.rowBase.balance+v] += x
	}
	for i := range g.Supplies {
		add(g.Supplies[i].To, g.Supplies[i].Volume[t])
	}
	for v := range g.Vertices {
		if s.arrive[v] != nil {
			add(v, s.arrive[v][t])
		}
		st := g.Vertices[v].Store
		if st == nil {
			continue
		}
		rate, seep := 0.0, 0.0
		if st.EvapRate != nil {
			rate, seep = st.EvapRate[t]+st.SeepRate[t], st.SeepRate[t]
		}
		add(v, storage(v)*(1-rate/2))
		if seep > 0 && st.SeepTo != network.NoVertex {
			add(st.SeepTo, storage(v)*seep/2)
		}
	}
}

// limits fills in what limits leave for step t, and the reserves that drought
// plans hold. It says no when the bounds of a limit contradict each other already.
func (s *stepper) limits(t int, drought measures) bool {
	lp, m := s.r.lp, s.r.m
	for f := range s.plan.families {
		var lo, up float64
		if drought.graph == nil {
			lo, up = s.limit(f, t)
		} else {
			lo, up = -inf, inf
			s.active(f, t, func(i int) {
				lo, up = math.Max(lo, drought.graph.Limits[i].Min), math.Min(up, drought.graph.Limits[i].Max)
			})
		}
		if lo > up {
			if lo-up > limitSlip*(1+math.Abs(up)) {
				return false
			}
			lo = up
		}
		lp.RowMin[m.rowBase.limit+f], lp.RowMax[m.rowBase.limit+f] = lo, up
	}
	if drought.graph == nil {
		return true
	}
	row := m.rowBase.keep
	for v := range m.keepCol {
		if m.keepCol[v] < 0 {
			continue
		}
		for _, r := range drought.graph.Vertices[v].Store.Reserves {
			lp.RowMin[row] = r.Least[0]
			row++
		}
	}
	return true
}

// limitSlip is the rounding, relative to the limit, within which what was used
// before may overstep it.
const limitSlip = 1e-6

// limit is what a family of limits leaves for step t [万m³].
func (s *stepper) limit(f, t int) (lo, up float64) {
	lo, up = -inf, inf
	s.active(f, t, func(i int) {
		l := &s.g.Limits[i]
		if l.To == t+1 { // what is missing earlier can still come later
			lo = math.Max(lo, l.Min-s.used[i])
		}
		most := l.Max - s.used[i]
		if most < 0 && most > -limitSlip*(1+math.Abs(s.used[i])) {
			most = 0
		}
		up = math.Min(up, most)
	})
	return lo, up
}

// active calls do for the limits of a family that hold in step t.
func (s *stepper) active(f, t int, do func(i int)) {
	list := s.plan.families[f].limits
	for s.head[f] < len(list) && s.g.Limits[list[s.head[f]]].To <= t {
		s.head[f]++
	}
	for _, i := range list[s.head[f]:] {
		if s.g.Limits[i].From > t {
			break
		}
		do(i)
	}
}

// send tells the session the bounds and coefficients of a step.
func (s *stepper) send(at *stepBounds) error {
	lp := s.r.lp
	for i, v := range at.value {
		if k := s.plan.varying[i]; lp.Value[k] != v && !math.IsNaN(v) {
			lp.Value[k] = v
			if err := s.session.SetCoeff(s.plan.rowOf[i], s.plan.colOf[i], v); err != nil {
				return err
			}
		}
	}
	if err := s.session.SetColBounds(s.all.cols, lp.ColMin, lp.ColMax); err != nil {
		return err
	}
	return s.session.SetRowBounds(s.all.rows, lp.RowMin, lp.RowMax)
}

// Weights of the screening pass: a level weighs so many times what the next one does.
const screenStep = 10

// screen serves all levels up to the first objective at once, by weights, and
// returns the first level that is not served in full. The weights need not be
// exact: a solution that serves levels in full without drawing on dead storage is
// optimal for these levels whatever led to it, and they are held at it. The rest is
// left to the passes. Where dead storage has to be drawn on, that pass comes first.
func (s *stepper) screen(ctx context.Context) (first int, st Status, err error) {
	r, last := &s.r, 0
	for last < len(r.m.levels) && r.m.levels[last].Objective == "" {
		last++
	}
	weigh := func(m *model, c []float64) {
		weight := 1.0
		for k := last - 1; k >= 0; k-- {
			m.eachLevelColumn(&m.levels[k], func(col int, _ tier) { c[col] = -weight })
			weight *= screenStep
		}
		deadDraw(m, c)
		for _, first := range m.softCol {
			if first >= 0 {
				c[first] *= weight
			}
		}
	}
	clear(r.lp.Cost)
	weigh(r.m, r.lp.Cost)
	if err = s.session.SetCosts(r.lp.Cost); err != nil {
		return 0, StatusUnknown, err
	}
	// Last, since from a basis with the costs that it is optimal for only bounds have moved.
	if err = s.session.SetBasis(s.start); err != nil {
		return 0, StatusUnknown, err
	}
	err = s.session.Solve(ctx, &r.sol)
	if st = r.sol.Status; st != StatusOptimal || err != nil {
		return 0, st, err
	}
	if err = s.session.Basis(&s.start); err != nil {
		return 0, st, err
	}
	var held []int32
	if s.drawn() {
		if st, err = r.deadStorage(ctx); st != StatusOptimal || err != nil {
			return 0, st, err
		}
		if st, err = r.pass(ctx, "screen", "objective", weigh); st != StatusOptimal || err != nil {
			return 0, st, err
		}
	} else {
		for _, c := range r.m.softCol {
			if c >= 0 {
				r.lp.ColMax[c] = 0
				held = append(held, i32(c))
			}
		}
	}
	for ; first < last && s.full(&r.m.levels[first]); first++ {
		r.m.eachLevelColumn(&r.m.levels[first], func(col int, _ tier) {
			r.lp.ColMin[col] = r.lp.ColMax[col]
			held = append(held, i32(col))
		})
	}
	return first, st, r.sendCols(held)
}

// noise is the size [万m³] below which a column counts as zero or at its bound.
const noise = 1e-9

func (s *stepper) drawn() bool {
	for _, c := range s.r.m.softCol {
		if c >= 0 && s.r.sol.X[c] > noise {
			return true
		}
	}
	return false
}

func (s *stepper) full(l *level) bool {
	full := true
	s.r.m.eachLevelColumn(l, func(col int, _ tier) {
		full = full && s.r.sol.X[col] >= s.r.lp.ColMax[col]-noise*(1+s.r.lp.ColMax[col])
	})
	return full
}

// carry takes what step t leaves for later ones from its flows: what limits have
// used up and water on its way.
func (s *stepper) carry(t int, flow func(arc int) float64) {
	g := s.g
	for f := range s.plan.families {
		sum := 0.0
		for _, term := range g.Limits[s.plan.families[f].limits[0]].Terms {
			sum += term.Coef * flow(term.Arc)
		}
		s.active(f, t, func(i int) { s.used[i] += sum })
	}
	for a := range g.Arcs {
		for _, h := range g.Arcs[a].Heads {
			if h.LagDays == 0 {
				continue
			}
			for _, w := range s.plan.lags[h.LagDays][t] {
				if w.Step <= t || w.Step >= g.Horizon.Len() {
					continue
				}
				if s.arrive[h.To] == nil {
					s.arrive[h.To] = make([]float64, g.Horizon.Len())
				}
				s.arrive[h.To][w.Step] += flow(a) * h.Share * w.Share
			}
		}
	}
}
