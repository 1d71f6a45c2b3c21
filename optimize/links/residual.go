package links

import (
	"math"

	"fenhu/optimize"
)

// Residuals say how far a solution is from being proven optimal. They are
// computed from the programme and x and the node duals alone, whatever solver
// these came from.
type Residuals struct {
	Balance float64 `json:"balance"` // largest |inflow − outflow| of a node
	Bound   float64 `json:"bound"`   // largest overstepping of a bound
	// Dual is the largest reduced cost of the wrong sign: of an arc without the
	// bound that it points to.
	Dual float64 `json:"dual"`
	// Gap is objective − dual objective, relative to the sum of the sizes of their terms.
	Gap float64 `json:"gap"`
}

// Residuals judges a solution.
func (x *Network) Residuals(s *optimize.Solution) Residuals {
	p := x.Problem
	var r Residuals
	activity := make([]float64, p.NumRows())
	var primal, dual, size float64
	for j := range p.NumCols() {
		d := p.Cost[j]
		for k := p.Start[j]; k < p.Start[j+1]; k++ {
			activity[p.Index[k]] += p.Value[k] * s.X[j]
			d -= p.Value[k] * s.RowDual[p.Index[k]]
		}
		r.Bound = max(r.Bound, p.ColMin[j]-s.X[j], s.X[j]-p.ColMax[j])
		primal += p.Cost[j] * s.X[j]
		at := p.ColMin[j]
		if d < 0 {
			at = p.ColMax[j]
		}
		if math.IsInf(at, 0) {
			r.Dual = max(r.Dual, math.Abs(d))
			at = s.X[j]
		}
		dual += d * at
		size += math.Abs(p.Cost[j]*s.X[j]) + math.Abs(d*at)
	}
	for i, a := range activity {
		r.Balance = max(r.Balance, p.RowMin[i]-a, a-p.RowMax[i])
		dual += s.RowDual[i] * p.RowMin[i]
	}
	r.Gap = (primal - dual) / max(1, size)
	return r
}
