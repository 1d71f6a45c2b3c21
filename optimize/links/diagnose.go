package links

import (
	"context"
	"fmt"
	"math"
	"sort"

	"fenhu/optimize"
)

// Lack is what keeps a node from balancing.
type Lack struct {
	Node string `json:"node"`
	// Amount is the water that is missing there (above 0) or has no outlet (below 0).
	Amount float64 `json:"amount"`
}

// Diagnose finds the least total of water that would have to appear or vanish at
// nodes for a network to balance within its bounds, largest amounts first.
func (t *Table) Diagnose(ctx context.Context, x *Network, solver optimize.Solver) ([]Lack, error) {
	p := x.Problem
	n, m := p.NumCols(), p.NumRows()
	e := &optimize.Problem{
		Cost: make([]float64, n, n+2*m), ColMin: append(make([]float64, 0, n+2*m), p.ColMin...), ColMax: append(make([]float64, 0, n+2*m), p.ColMax...),
		RowMin: p.RowMin, RowMax: p.RowMax,
		Start: append(make([]int32, 0, n+2*m+1), p.Start...),
		Index: append(make([]int32, 0, len(p.Index)+2*m), p.Index...), Value: append(make([]float64, 0, len(p.Value)+2*m), p.Value...),
	}
	for i := range m {
		for _, v := range [...]float64{1, -1} {
			e.Cost, e.ColMin, e.ColMax = append(e.Cost, 1), append(e.ColMin, 0), append(e.ColMax, math.Inf(1))
			e.Index, e.Value = append(e.Index, int32(i)), append(e.Value, v)
			e.Start = append(e.Start, int32(len(e.Index))) //nolint:gosec // Table.Network bounds the entries
		}
	}
	session, err := solver.Open(e)
	if err != nil {
		return nil, err
	}
	defer session.Close()
	var s optimize.Solution
	if err := session.Solve(ctx, &s); err != nil {
		return nil, err
	}
	if s.Status != optimize.StatusOptimal {
		return nil, fmt.Errorf("links: the search for what is missing ended with status %q", s.Status)
	}
	var out []Lack
	for i, node := range x.Node {
		if amount := s.X[n+2*i] - s.X[n+2*i+1]; math.Abs(amount) > smallLack {
			out = append(out, Lack{t.Names.Name(node), amount})
		}
	}
	sort.SliceStable(out, func(a, b int) bool { return math.Abs(out[a].Amount) > math.Abs(out[b].Amount) })
	return out, nil
}

// smallLack: amounts below it are rounding.
const smallLack = 1e-7
