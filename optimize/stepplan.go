package optimize

import (
	"fmt"
	"math"
	"slices"
	"sync"

	"fenhu/network"
)

// stepPlan is what the programmes of all steps of a horizon have in common and
// where they differ: one layout, and for each step the bounds, the coefficients and
// the groups. What depends on the state (storages, water on its way, quotas used)
// and on the inflows is left out; a stepper fills it in. A plan is made once and
// read by all workers.
type stepPlan struct {
	g        *network.Graph // of the horizon, end rules as targets
	m        *model         // layout; levels and groups are those of the steps
	problem  *Problem       // programme of the first step, over the entries of all steps
	varying  []int32        // entries of problem whose values differ between steps
	rowOf    []int32        // row of each varying entry
	colOf    []int32        // column of each varying entry
	steps    []stepBounds
	families []limitFamily
	lags     map[float64][][]network.Arrival

	mu      sync.Mutex
	drought map[droughtKey]*stepBounds // steps under measures of drought plans, as they turn up
}

// droughtKey is a step and the levels of all drought plans.
type droughtKey struct {
	step   int
	levels string
}

// mostDrought bounds the steps under drought that are kept; more are made anew each time.
const mostDrought = 5000

// stepBounds is the programme of one step without its state. Slices that equal
// those of the step before are shared with it.
type stepBounds struct {
	colMin, colMax, rowMin, rowMax []float64
	value                          []float64 // of the varying entries; NaN = any, its row is free
	cost                           []float64 // of supply [万元 per 万m³]
	levels                         []level
	groups                         []group
}

// limitFamily is a list of limits over the same terms whose ranges do not
// overtake each other, such as one quota in all its years. In any one step they
// are one row, with the tightest of their bounds.
type limitFamily struct{ limits []int }

// families groups the limits of a graph.
func families(limits []network.Limit) []limitFamily {
	var out []limitFamily
	byID := map[string][]int{} // families of a rule or node
	for i := range limits {
		l := &limits[i]
		found := false
		for _, f := range byID[l.ID+"\x00"+l.Kind] {
			last := &limits[out[f].limits[len(out[f].limits)-1]]
			if last.From <= l.From && last.To <= l.To && slices.Equal(last.Terms, l.Terms) {
				out[f].limits = append(out[f].limits, i)
				found = true
				break
			}
		}
		if !found {
			key := l.ID + "\x00" + l.Kind
			byID[key] = append(byID[key], len(out))
			out = append(out, limitFamily{[]int{i}})
		}
	}
	return out
}

// newStepPlan lays out the steps of a graph, whose end rules become targets.
func newStepPlan(g *network.Graph) (*stepPlan, error) {
	endsAsTargets(g)
	p := &stepPlan{
		g: g, families: families(g.Limits), lags: lagTable(g), steps: make([]stepBounds, g.Horizon.Len()),
		drought: map[droughtKey]*stepBounds{},
	}
	problems := make([]*Problem, len(p.steps))
	var places sparse
	for t := range p.steps {
		m, bounds, err := p.model(t, cutGraph(g, t, 1))
		if err != nil {
			return nil, err
		}
		p.steps[t] = bounds
		problems[t] = m.p
		for j := range m.p.NumCols() {
			for k := m.p.Start[j]; k < m.p.Start[j+1]; k++ {
				places.add(int(m.p.Index[k]), j, 1)
			}
		}
		if t%24 == 23 { // so that long horizons do not gather all their entries
			places = compact(&places, m.p)
		}
		p.share(t)
	}
	first := *p.m.p
	p.problem = &first
	p.problem.Start, p.problem.Index, p.problem.Value = places.columns(first.NumRows(), first.NumCols())
	p.entries(problems)
	return p, nil
}

// compact is the set of places gathered so far, each once.
func compact(s *sparse, p *Problem) sparse {
	start, index, _ := s.columns(p.NumRows(), p.NumCols())
	var out sparse
	for j := range p.NumCols() {
		for k := start[j]; k < start[j+1]; k++ {
			out.add(int(index[k]), j, 1)
		}
	}
	return out
}

// model lays out step t from a graph of that step alone, which is left as it is:
// with empty stores, without inflow, and with one limit for each family.
func (p *stepPlan) model(t int, step *network.Graph) (*model, stepBounds, error) {
	w := *step
	w.Supplies, w.Limits, w.Vertices = nil, nil, slices.Clone(step.Vertices)
	for v := range w.Vertices {
		if w.Vertices[v].Store == nil {
			continue
		}
		s := *w.Vertices[v].Store
		s.Initial = 0
		if p.g.Vertices[v].Store.EndTarget >= 0 {
			s.EndTarget = max(0, s.EndTarget) // the column must exist in every step
		}
		w.Vertices[v].Store = &s
	}
	for _, f := range p.families {
		l := p.g.Limits[f.limits[0]]
		l.From, l.To, l.Min, l.Max = 0, 1, -inf, inf
		w.Limits = append(w.Limits, l)
	}
	if p.g.Response != nil {
		w.Levels = p.g.Response.Levels
	}
	m := build(&w, nil, true)
	if p.m == nil {
		p.m = m
	}
	if m.p.NumCols() != p.m.p.NumCols() || m.p.NumRows() != p.m.p.NumRows() || len(m.groups) != len(p.m.groups) {
		return nil, stepBounds{}, fmt.Errorf("the programme of step %d has another layout than that of the first", t)
	}
	if t < len(p.steps)-1 { // end rules are targets of the last step alone
		m.levels = slices.DeleteFunc(m.levels, func(l level) bool { return l.Objective == network.ObjectiveEndStorage })
	}
	cost := make([]float64, m.p.NumCols())
	arcCosts(m, cost)
	return m, stepBounds{
		colMin: m.p.ColMin, colMax: m.p.ColMax, rowMin: m.p.RowMin, rowMax: m.p.RowMax,
		cost: cost, levels: m.levels, groups: m.groups,
	}, nil
}

// under is step t under the measures that are on its graph. What the measures make of
// volumes, bounds and prices follows from the step and the levels of the plans
// alone; limits and reserves, which also depend on the state, are the stepper's.
func (p *stepPlan) under(t int, levels string, step *network.Graph) (*stepBounds, error) {
	key := droughtKey{t, levels}
	p.mu.Lock()
	b := p.drought[key]
	p.mu.Unlock()
	if b != nil {
		return b, nil
	}
	m, bounds, err := p.model(t, step)
	if err != nil {
		return nil, err
	}
	values := p.valuesOf(m.p)
	bounds.value = make([]float64, len(p.varying))
	for i, k := range p.varying {
		bounds.value[i] = values[k]
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.drought) < mostDrought {
		p.drought[key] = &bounds
	}
	return &bounds, nil
}

// share lets step t use the slices of the step before where they are equal.
func (p *stepPlan) share(t int) {
	if t == 0 {
		return
	}
	now, before := &p.steps[t], &p.steps[t-1]
	for _, pair := range [][2]*[]float64{
		{&now.colMin, &before.colMin},
		{&now.colMax, &before.colMax},
		{&now.rowMin, &before.rowMin},
		{&now.rowMax, &before.rowMax},
		{&now.cost, &before.cost},
	} {
		if slices.Equal(*pair[0], *pair[1]) {
			*pair[0] = *pair[1]
		}
	}
	if slices.Equal(now.groups, before.groups) && len(now.levels) == len(before.levels) {
		now.groups, now.levels = before.groups, before.levels
	}
}

// entries finds the entries that differ between the steps.
func (p *stepPlan) entries(problems []*Problem) {
	values := make([][]float64, len(problems))
	for t, q := range problems {
		values[t] = p.valuesOf(q)
	}
	copy(p.problem.Value, values[0])
	shares := make([]bool, p.problem.NumCols()) // columns of λ, whose entries are demands, which drought plans cut
	for l := range p.m.levels {
		for _, col := range p.m.levels[l].lambda {
			shares[col] = p.g.Response != nil
		}
	}
	for j := range p.problem.NumCols() {
		for k := p.problem.Start[j]; k < p.problem.Start[j+1]; k++ {
			for t := range values {
				if v := values[t][k]; shares[j] || v != p.problem.Value[k] && !math.IsNaN(v) { // NaN in the first step differs from all
					p.varying = append(p.varying, k)
					p.rowOf, p.colOf = append(p.rowOf, p.problem.Index[k]), append(p.colOf, i32(j))
					break
				}
			}
		}
	}
	for t := range values {
		p.steps[t].value = make([]float64, len(p.varying))
		for i, k := range p.varying {
			p.steps[t].value[i] = values[t][k]
		}
		if t > 0 && slices.Equal(p.steps[t].value, p.steps[t-1].value) {
			p.steps[t].value = p.steps[t-1].value
		}
	}
	for k, v := range p.problem.Value {
		if math.IsNaN(v) {
			p.problem.Value[k] = 0
		}
	}
}

// valuesOf are the values of q at the entries of the plan's programme. The λ of
// a group that wants nothing in the step may have any value.
func (p *stepPlan) valuesOf(q *Problem) []float64 {
	out := make([]float64, len(p.problem.Index))
	for j := range q.NumCols() {
		at := p.problem.Start[j]
		for k := q.Start[j]; k < q.Start[j+1]; k++ {
			for p.problem.Index[at] != q.Index[k] {
				at++
			}
			out[at] = q.Value[k]
		}
	}
	for l := range p.m.levels {
		for _, col := range p.m.levels[l].lambda {
			for k := p.problem.Start[col]; k < p.problem.Start[col+1]; k++ {
				if out[k] == 0 {
					out[k] = math.NaN()
				}
			}
		}
	}
	return out
}

// openable is the programme of the first step without the entries that it does
// not have, as a solver takes it.
func (p *stepPlan) openable() *Problem {
	q := p.problem.clone()
	q.Start, q.Index = slices.Clone(q.Start), slices.Clone(q.Index)
	q.Start, q.Index, q.Value = dropTiny(q.Start, q.Index, q.Value)
	return q
}
