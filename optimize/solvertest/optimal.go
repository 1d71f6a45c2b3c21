package solvertest

import (
	"math"
	"testing"

	"fenhu/optimize"
)

// CheckOptimal fails tb unless s is a proven optimum of p: feasible, with duals
// of the documented signs that satisfy the definition of ColDual, complementary
// slackness and strong duality. Differences up to tol times the size of the
// numbers are allowed. It reports whether all held.
func CheckOptimal(tb testing.TB, p *optimize.Problem, s *optimize.Solution, tol float64) bool {
	tb.Helper()
	faults := 0
	fail := func(format string, args ...any) {
		tb.Helper()
		if faults++; faults <= 5 {
			tb.Errorf(format, args...)
		}
	}
	n, m := p.NumCols(), p.NumRows()
	if s.Status != optimize.StatusOptimal {
		tb.Errorf("status is %v", s.Status)
		return false
	}
	if len(s.X) != n || len(s.ColDual) != n || len(s.RowActivity) != m || len(s.RowDual) != m {
		tb.Errorf("%d x, %d column duals, %d activities, %d row duals for %d columns and %d rows",
			len(s.X), len(s.ColDual), len(s.RowActivity), len(s.RowDual), n, m)
		return false
	}

	// A·x and c − Aᵀ·y from the matrix, with the sizes that rounding is measured by.
	activity, size := make([]float64, m), make([]float64, m)
	var objective, terms float64
	for j := range n {
		reduced, weight := p.Cost[j], 1+math.Abs(p.Cost[j])
		for k := p.Start[j]; k < p.Start[j+1]; k++ {
			i, a := p.Index[k], p.Value[k]
			activity[i] += a * s.X[j]
			size[i] += math.Abs(a * s.X[j])
			reduced -= a * s.RowDual[i]
			weight += math.Abs(a * s.RowDual[i])
		}
		if !(math.Abs(reduced-s.ColDual[j]) <= tol*weight) {
			fail("column %d: dual %.9g, but cost less Aᵀ·y is %.9g", j, s.ColDual[j], reduced)
		}
		objective += p.Cost[j] * s.X[j]
		terms += math.Abs(p.Cost[j] * s.X[j])
	}
	if !(math.Abs(objective-s.Objective) <= tol*(1+terms)) {
		fail("objective %.9g, but cost·x is %.9g", s.Objective, objective)
	}
	for i := range m {
		if !(math.Abs(activity[i]-s.RowActivity[i]) <= tol*(1+size[i])) {
			fail("row %d: activity %.9g, but A·x is %.9g", i, s.RowActivity[i], activity[i])
		}
	}

	// Signs, slackness, and the dual objective Σ bound·dual.
	var dual, dualTerms float64
	judge := func(what string, i int, lo, x, up, d, scale float64) {
		if !(x >= lo-tol*(1+math.Abs(lo)+scale)) || !(x <= up+tol*(1+math.Abs(up)+scale)) {
			fail("%s %d: %.9g outside [%g, %g]", what, i, x, lo, up)
		}
		at := x // a dual of nothing but rounding may stand anywhere
		switch {
		case d > tol:
			at = lo
		case d < -tol:
			at = up
		}
		if math.IsInf(at, 0) || math.Abs(x-at) > tol*(1+math.Abs(at)+scale) {
			fail("%s %d: dual %.9g at %.9g in [%g, %g]", what, i, d, x, lo, up)
			return
		}
		dual += at * d
		dualTerms += math.Abs(at * d)
	}
	for j := range n {
		judge("column", j, p.ColMin[j], s.X[j], p.ColMax[j], s.ColDual[j], 0)
	}
	for i := range m {
		judge("row", i, p.RowMin[i], s.RowActivity[i], p.RowMax[i], s.RowDual[i], size[i])
	}
	if !(math.Abs(dual-s.Objective) <= tol*(1+terms+dualTerms)) {
		fail("objective %.9g, but the duals give %.9g", s.Objective, dual)
	}
	return faults == 0
}
