package sharing

import (
	"context"
	"fmt"
	"math"

	"fenhu/optimize"
)

// Nucleolus is the division under which the coalitions are as content as they
// can be, the least content first (RULES AC-06): the excesses x(S) − c(S), sorted
// from the largest, are lexicographically least. It lies in the core when the
// core is not empty. No player pays more than alone, unless all together cost more
// than each alone does.
//
// The game must pass Check. Each linear programme finds the least worst excess of
// the coalitions that are still open; those that a dual value shows to be bound
// by it are fixed at it, with all whose excess follows from theirs (Maschler, Peleg
// and Shapley, 1979), until the shares follow from what is fixed. The error says
// that a programme could not be solved.
func Nucleolus(ctx context.Context, g *Game, solver optimize.Solver) ([]float64, error) {
	n := len(g.Players)
	p := &nucleolus{g: g, solver: solver, fixed: map[Coalition]float64{g.All(): g.Total()}}
	p.span.add(indicator(g.All(), n))
	alone := 0.0
	for i := range n {
		alone += g.Cost[1<<i]
	}
	p.rational = alone >= g.Total()
	x := []float64{g.Total()}
	for len(p.span.rows) < n {
		var err error
		if x, err = p.stage(ctx); err != nil {
			return nil, err
		}
	}
	return x, nil
}

type nucleolus struct {
	g        *Game
	solver   optimize.Solver
	fixed    map[Coalition]float64 // what they pay together
	span     span                  // of the fixed coalitions
	rational bool                  // nobody pays more than alone
}

// stage solves for the least worst excess e of the open coalitions and fixes
// those that it binds.
func (p *nucleolus) stage(ctx context.Context) ([]float64, error) {
	n := len(p.g.Players)
	problem := &optimize.Problem{Cost: make([]float64, n+1)}
	problem.Cost[n] = 1
	var rows []Coalition // of each row
	var open []bool
	inf := math.Inf(1)
	for s := Coalition(1); s <= p.g.All(); s++ {
		if pays, ok := p.fixed[s]; ok {
			rows, open = append(rows, s), append(open, false)
			problem.RowMin, problem.RowMax = append(problem.RowMin, pays), append(problem.RowMax, pays)
		} else if !p.span.contains(indicator(s, n)) {
			rows, open = append(rows, s), append(open, true)
			problem.RowMin, problem.RowMax = append(problem.RowMin, -inf), append(problem.RowMax, p.g.Cost[s])
		}
	}
	for i := range n + 1 {
		most := inf
		if i < n && p.rational {
			most = p.g.Cost[1<<i]
		}
		problem.ColMin, problem.ColMax = append(problem.ColMin, -inf), append(problem.ColMax, most)
		problem.Start = append(problem.Start, int32(len(problem.Index))) //nolint:gosec // at most 13 × 4096
		for r, s := range rows {
			switch {
			case i < n && s.Has(i):
				problem.Index, problem.Value = append(problem.Index, int32(r)), append(problem.Value, 1)
			case i == n && open[r]:
				problem.Index, problem.Value = append(problem.Index, int32(r)), append(problem.Value, -1)
			}
		}
	}
	problem.Start = append(problem.Start, int32(len(problem.Index))) //nolint:gosec // at most 13 × 4096
	session, err := p.solver.Open(problem)
	if err != nil {
		return nil, err
	}
	defer session.Close()
	var sol optimize.Solution
	if err := session.Solve(ctx, &sol); err != nil {
		return nil, err
	}
	if sol.Status != optimize.StatusOptimal {
		return nil, fmt.Errorf("sharing: a programme of the nucleolus ended with %s", sol.Status)
	}
	before := len(p.span.rows)
	for r, s := range rows {
		// The duals of the open rows sum to −1, so one is at most −1/rows.
		if open[r] && sol.RowDual[r] < -0.5/float64(len(rows)) {
			p.fixed[s] = p.g.Cost[s] + sol.X[n]
			p.span.add(indicator(s, n))
		}
	}
	// A bound of one player may carry the worst excess in place of a coalition.
	for i := range n {
		if sol.ColDual[i] < -0.5/float64(len(rows)) && sol.X[i] >= problem.ColMax[i]-slack*(1+math.Abs(problem.ColMax[i])) {
			p.fixed[1<<i] = problem.ColMax[i]
			p.span.add(indicator(1<<i, n))
		}
	}
	if len(p.span.rows) == before {
		return nil, fmt.Errorf("sharing: the nucleolus stands still with %d of %d shares", before, n)
	}
	return sol.X[:n], nil
}

// LeastExcess is the smallest worst excess that any division can have: the
// core is empty when it is above zero. The game must pass Check.
func LeastExcess(ctx context.Context, g *Game, solver optimize.Solver) (float64, error) {
	if len(g.Players) == 1 {
		return 0, nil
	}
	p := &nucleolus{g: g, solver: solver, fixed: map[Coalition]float64{g.All(): g.Total()}}
	p.span.add(indicator(g.All(), len(g.Players)))
	x, err := p.stage(ctx)
	if err != nil {
		return 0, err
	}
	_, e := g.Excess(x)
	return e, nil
}
