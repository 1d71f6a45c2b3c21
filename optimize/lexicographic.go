package optimize

import (
	"context"
	"fmt"
	"math"
	"slices"

	"fenhu/network"
)

// Tolerances of the passes.
const (
	// activeDual is the magnitude above which a dual says that a bound holds the
	// objective: ten times HiGHS's dual feasibility tolerance (1e-7).
	activeDual = 1e-6
	// fullShare: a level is fully served when every λ is at least this.
	fullShare = 1 - 1e-9
	// loadSlack is the room that a frozen group leaves, relative to 1 万m³ and what it
	// gets, where targets of water quality hold: through a chain of loads the rounding
	// of a volume grows beyond the solver's tolerance, and the next pass would find no plan.
	loadSlack = 1e-6
)

// run solves a model level by level.
//
// After a pass every column with a nonzero reduced cost is fixed at its bound
// and every row with a nonzero dual at its active side: what remains is exactly
// the set of optimal solutions of the pass, so later passes cannot give up what
// it reached and there is no tolerance to trade against (see HiGHS's own
// blending, which loses the lower levels).
type run struct {
	m        *model
	s        Session
	sol      Solution
	lp       *Problem // the programme with the bounds and costs of the current pass
	passes   []Pass
	progress func(Progress)
	priced   *Values
	stepwise bool // passes are not recorded
	openOnly bool // closed arcs stay closed in the valuation
}

// Progress says how far a run is.
type Progress struct {
	Window, Windows int
	Level           string
	Done, Levels    int // levels done of levels in all
}

// newRun opens a session on the model.
func newRun(solver Solver, m *model, progress func(Progress)) (*run, error) {
	s, err := solver.Open(m.p)
	if err != nil {
		return nil, fmt.Errorf("load into %s: %w", solver.Name(), err)
	}
	return &run{m: m, s: s, lp: m.p.clone(), progress: progress}, nil
}

func (r *run) close() { r.s.Close() }

// solve runs all levels. The status is that of the first pass that was not
// optimal, else optimal with the last solution in r.sol.
func (r *run) solve(ctx context.Context) (Status, error) {
	if st, err := r.deadStorage(ctx); st != StatusOptimal || err != nil {
		return st, err
	}
	return r.solveFrom(ctx, 0)
}

// solveFrom runs the levels from the given one on.
func (r *run) solveFrom(ctx context.Context, first int) (Status, error) {
	for k := first; k < len(r.m.levels); k++ {
		l := &r.m.levels[k]
		if r.progress != nil {
			r.progress(Progress{Level: l.ID, Done: k, Levels: len(r.m.levels)})
		}
		var st Status
		var err error
		if o := objectiveByID(l.Objective); o != nil {
			st, err = r.pursue(ctx, l, o)
		} else {
			st, err = r.serve(ctx, l)
		}
		if st != StatusOptimal || err != nil {
			return st, err
		}
	}
	return StatusOptimal, nil
}

// pass sets the costs, solves, and records the pass.
func (r *run) pass(ctx context.Context, level, kind string, cost func(*model, []float64)) (Status, error) {
	clear(r.lp.Cost)
	cost(r.m, r.lp.Cost)
	if err := r.s.SetCosts(r.lp.Cost); err != nil {
		return StatusUnknown, err
	}
	if err := r.s.Solve(ctx, &r.sol); err != nil {
		return StatusUnknown, fmt.Errorf("level %s: %w", level, err)
	}
	if r.sol.Status == StatusOptimal && !r.stepwise {
		r.record(level, kind)
	}
	return r.sol.Status, nil
}

// record keeps what a certificate says of the last pass.
func (r *run) record(level, kind string) {
	p := Pass{Level: level, Kind: kind, Duals: append([]float64(nil), r.sol.RowDual...), Iterations: r.sol.Iterations}
	for k := range r.m.levels {
		for _, first := range r.m.levels[k].lambda {
			for i := range r.m.lambdaTiers() {
				if v := r.sol.X[first+i]; v != 0 {
					p.Shares = append(p.Shares, ShareValue{first + i, v})
				}
			}
		}
	}
	p.Quality = quality(r.lp, r.sol.X, r.sol.RowDual)
	r.passes = append(r.passes, p)
}

// deadStorage keeps dead storage from being drawn on where nature allows it.
func (r *run) deadStorage(ctx context.Context) (Status, error) {
	soft := slices.ContainsFunc(r.m.softCol, func(c int) bool { return c >= 0 })
	st, err := r.pass(ctx, "dead-storage", "objective", deadDraw)
	if st != StatusOptimal || err != nil || !soft {
		return st, err
	}
	return st, r.fix()
}

// pursue minimises the objective of a level and holds what it reached.
func (r *run) pursue(ctx context.Context, l *level, o *objective) (Status, error) {
	if o.id == network.ObjectiveReserve && !r.m.reserved(l) || o.id == network.ObjectiveQuality && r.m.targets == nil {
		return StatusOptimal, nil
	}
	st, err := r.pass(ctx, l.ID, "objective", func(m *model, c []float64) { o.cost(m, l, c) })
	if st != StatusOptimal || err != nil {
		return st, err
	}
	return st, r.fix()
}

// reserved says whether the level has a reserve to keep.
func (m *model) reserved(l *level) bool {
	slot := network.ReserveSlot(l.ID)
	for v := range m.g.Vertices {
		if m.keepCol[v] >= 0 && slices.ContainsFunc(m.g.Vertices[v].Store.Reserves[slot].Least, func(x float64) bool { return x > 0 }) {
			return true
		}
	}
	return false
}

// serve shares the water of a level: rounds of max–min between the groups of
// each year, then a pass that spreads shortage over the periods.
func (r *run) serve(ctx context.Context, l *level) (Status, error) {
	if len(l.groups) == 0 {
		return StatusOptimal, nil
	}
	if err := r.openLevel(l); err != nil {
		return StatusUnknown, err
	}
	left := append([]int(nil), l.groups...)
	for len(left) > 0 {
		st, err := r.pass(ctx, l.ID, "share", func(m *model, c []float64) {
			// The weight of a year is its demand, so that the duals of volumes are
			// about 1 and far from the solver's tolerance whatever the size of the basin.
			for _, g := range left {
				for i, k := range m.lambdaTiers() {
					c[l.lambda[m.groups[g].year]+i] -= k.weight * m.groups[g].demand
				}
			}
		})
		if st != StatusOptimal || err != nil {
			return st, err
		}
		if len(left) == len(l.groups) && r.fullyServed(l) {
			return StatusOptimal, r.serveAll(l)
		}
		if left, err = r.freeze(l, left); err != nil {
			return StatusUnknown, err
		}
	}
	if err := r.closeLambda(l); err != nil {
		return StatusUnknown, err
	}
	st, err := r.pass(ctx, l.ID, "spread", func(m *model, c []float64) {
		m.eachLevelColumn(l, func(col int, k tier) { c[col] = -k.weight })
	})
	if st != StatusOptimal || err != nil {
		return st, err
	}
	return st, r.fix()
}

// openLevel lets λ rise and makes the equity rows bind.
func (r *run) openLevel(l *level) error {
	var cols []int32
	for _, first := range l.lambda {
		for i, k := range r.m.lambdaTiers() {
			cols = append(cols, i32(first+i))
			r.lp.ColMin[first+i], r.lp.ColMax[first+i] = 0, k.width
		}
	}
	if err := r.sendCols(cols); err != nil {
		return err
	}
	var rows []int32
	for _, g := range l.groups {
		rows = append(rows, i32(r.m.groups[g].row))
		r.lp.RowMin[r.m.groups[g].row] = 0
	}
	return r.sendRows(rows)
}

// lambda is λ of a level in a year.
func (r *run) lambda(l *level, year int) float64 {
	sum := 0.0
	for i := range r.m.lambdaTiers() {
		sum += r.sol.X[l.lambda[year]+i]
	}
	return sum
}

func (r *run) fullyServed(l *level) bool {
	for _, g := range l.groups {
		if r.lambda(l, r.m.groups[g].year) < fullShare {
			return false
		}
	}
	return true
}

// serveAll fixes a level that every group gets in full, without further passes.
func (r *run) serveAll(l *level) error {
	var cols []int32
	r.m.eachLevelColumn(l, func(col int, _ tier) {
		r.lp.ColMin[col] = r.lp.ColMax[col]
		cols = append(cols, i32(col))
	})
	if err := r.sendCols(cols); err != nil {
		return err
	}
	var rows []int32
	for _, g := range l.groups {
		r.lp.RowMin[r.m.groups[g].row] = -inf
		rows = append(rows, i32(r.m.groups[g].row))
	}
	if err := r.sendRows(rows); err != nil {
		return err
	}
	return r.closeLambda(l)
}

// freeze holds the groups whose rows carry λ: by complementary slackness a row
// with a positive dual is tight in every optimal solution, so its group cannot
// rise any further. It returns the groups that may still rise, and lets λ of
// their years go on from where it is.
func (r *run) freeze(l *level, left []int) ([]int, error) {
	still := map[int]bool{} // years in which λ may go on
	for _, g := range left {
		if r.lambda(l, r.m.groups[g].year) < fullShare {
			still[r.m.groups[g].year] = true
		}
	}
	var rest []int
	var rows []int32
	for _, g := range left {
		x := &r.m.groups[g]
		if still[x.year] && r.sol.RowDual[x.row] <= activeDual {
			rest = append(rest, g)
			continue
		}
		served := r.sol.RowActivity[x.row] + x.demand*r.lambda(l, x.year)
		if r.m.targets != nil {
			served -= loadSlack * (1 + served)
		}
		if x.held >= 0 {
			r.lp.RowMin[x.row], r.lp.RowMin[x.held] = -inf, served
			rows = append(rows, i32(x.row), i32(x.held))
			continue
		}
		for i := range r.m.lambdaTiers() {
			if err := r.dropCoefficient(x.row, l.lambda[x.year]+i); err != nil {
				return nil, err
			}
		}
		r.lp.RowMin[x.row] = served
		rows = append(rows, i32(x.row))
	}
	if len(rows) == 0 { // cannot be: the duals of a year sum to the weight of its λ
		return nil, fmt.Errorf("level %s: sharing does not come to an end", l.ID)
	}
	if err := r.sendRows(rows); err != nil {
		return nil, err
	}
	var cols []int32
	for _, first := range l.lambda {
		for i := range r.m.lambdaTiers() {
			col := first + i
			r.lp.ColMin[col] = math.Min(math.Max(r.sol.X[col], 0), r.lp.ColMax[col])
			cols = append(cols, i32(col))
		}
	}
	return rest, r.sendCols(cols)
}

func (r *run) closeLambda(l *level) error {
	var cols []int32
	for _, first := range l.lambda {
		for i := range r.m.lambdaTiers() {
			r.lp.ColMin[first+i], r.lp.ColMax[first+i] = 0, 0
			cols = append(cols, i32(first+i))
		}
	}
	return r.sendCols(cols)
}

func (r *run) dropCoefficient(row, col int) error {
	r.lp.setCoeff(i32(row), i32(col), 0)
	return r.s.SetCoeff(i32(row), i32(col), 0)
}

// fix restricts the programme to the optimal solutions of the last pass.
func (r *run) fix() error {
	if err := r.sendCols(holdAtBounds(r.sol.ColDual, r.lp.ColMin, r.lp.ColMax)); err != nil {
		return err
	}
	return r.sendRows(holdAtBounds(r.sol.RowDual, r.lp.RowMin, r.lp.RowMax))
}

// holdAtBounds closes the interval of everything whose dual says that a bound
// holds the objective, at that bound, and returns what it closed.
func holdAtBounds(duals, lo, up []float64) []int32 {
	var closed []int32
	for i, d := range duals {
		switch {
		case lo[i] >= up[i]:
			continue
		case d > activeDual && !math.IsInf(lo[i], 0):
			up[i] = lo[i]
		case d < -activeDual && !math.IsInf(up[i], 0):
			lo[i] = up[i]
		default:
			continue
		}
		closed = append(closed, i32(i))
	}
	return closed
}

// sendCols and sendRows tell the session the bounds of the listed columns and rows.
func (r *run) sendCols(cols []int32) error {
	lo, up := boundsOf(cols, r.lp.ColMin, r.lp.ColMax)
	return r.s.SetColBounds(cols, lo, up)
}

func (r *run) sendRows(rows []int32) error {
	lo, up := boundsOf(rows, r.lp.RowMin, r.lp.RowMax)
	return r.s.SetRowBounds(rows, lo, up)
}

func boundsOf(list []int32, lo, up []float64) (listLo, listUp []float64) {
	listLo, listUp = make([]float64, len(list)), make([]float64, len(list))
	for i, at := range list {
		listLo[i], listUp[i] = lo[at], up[at]
	}
	return listLo, listUp
}
