package simplex

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime/debug"
	"slices"

	"fenhu/optimize"
)

// MaxSize is the largest sum of rows and columns that Open accepts. A network near
// it takes some seconds, one of 200 half a second, one of 60 some milliseconds.
const MaxSize = 400

// Solver opens sessions. It holds no state.
type Solver struct{}

var _ optimize.Solver = (*Solver)(nil)

// New returns a solver.
func New() *Solver { return new(Solver) }

// Name is "simplex".
func (*Solver) Name() string { return "simplex" }

// Version is that of gonum, whose simplex this is, e.g. "gonum v0.17.0".
func (*Solver) Version() string {
	const gonum = "gonum.org/v1/gonum"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Path == gonum {
				return "gonum " + m.Version
			}
		}
	}
	return "gonum"
}

// Open copies p, which must pass p.Check and have at most MaxSize rows and columns.
func (*Solver) Open(p *optimize.Problem) (optimize.Session, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	n, m := p.NumCols(), p.NumRows()
	if n+m > MaxSize {
		return nil, fmt.Errorf("simplex: %d rows and %d columns are more than %d; use HiGHS", m, n, MaxSize)
	}
	s := &session{
		cost:   slices.Clone(p.Cost),
		colMin: slices.Clone(p.ColMin), colMax: slices.Clone(p.ColMax),
		rowMin: slices.Clone(p.RowMin), rowMax: slices.Clone(p.RowMax),
		a: make([][]float64, m),
	}
	for i := range s.a {
		s.a[i] = make([]float64, n)
	}
	for j := range n {
		for k := p.Start[j]; k < p.Start[j+1]; k++ {
			s.a[p.Index[k]][j] = p.Value[k]
		}
	}
	return s, nil
}

// session is a problem with its matrix written out.
type session struct {
	cost, colMin, colMax, rowMin, rowMax []float64

	a      [][]float64 // by row
	closed bool
}

var errClosed = errors.New("simplex: session is closed")

// SetCosts replaces all costs.
func (s *session) SetCosts(cost []float64) error {
	if s.closed {
		return errClosed
	}
	if len(cost) != len(s.cost) {
		return fmt.Errorf("simplex: %d costs for %d columns", len(cost), len(s.cost))
	}
	for j, c := range cost {
		if math.IsNaN(c) || math.IsInf(c, 0) {
			return fmt.Errorf("simplex: column %d has cost %g", j, c)
		}
	}
	copy(s.cost, cost)
	return nil
}

// SetColBounds replaces the bounds of the listed columns, each listed once.
func (s *session) SetColBounds(cols []int32, lo, up []float64) error {
	return s.setBounds("column", cols, lo, up, s.colMin, s.colMax)
}

// SetRowBounds replaces the bounds of the listed rows, each listed once.
func (s *session) SetRowBounds(rows []int32, lo, up []float64) error {
	return s.setBounds("row", rows, lo, up, s.rowMin, s.rowMax)
}

func (s *session) setBounds(what string, set []int32, lo, up, mins, maxs []float64) error {
	if s.closed {
		return errClosed
	}
	if len(lo) != len(set) || len(up) != len(set) {
		return fmt.Errorf("simplex: %d %ss with %d lower and %d upper bounds", len(set), what, len(lo), len(up))
	}
	seen := make([]bool, len(mins))
	for k, i := range set {
		if i < 0 || int(i) >= len(mins) {
			return fmt.Errorf("simplex: %s %d of %d", what, i, len(mins))
		}
		if seen[i] {
			return fmt.Errorf("simplex: %s %d is listed twice", what, i)
		}
		seen[i] = true
		if !(lo[k] <= up[k]) || math.IsInf(lo[k], 1) || math.IsInf(up[k], -1) {
			return fmt.Errorf("simplex: %s %d has bounds [%g, %g]", what, i, lo[k], up[k])
		}
	}
	for k, i := range set {
		mins[i], maxs[i] = lo[k], up[k]
	}
	return nil
}

// Basis says that there is none: each solve starts anew.
func (s *session) Basis(b *optimize.Basis) error {
	if s.closed {
		return errClosed
	}
	*b = optimize.Basis{}
	return nil
}

// SetBasis checks b, but the next solve starts anew as all do.
func (s *session) SetBasis(b optimize.Basis) error {
	if s.closed {
		return errClosed
	}
	if !b.None() && (len(b.Col) != len(s.cost) || len(b.Row) != len(s.rowMin)) {
		return fmt.Errorf("simplex: a basis of %d columns and %d rows for %d and %d", len(b.Col), len(b.Row), len(s.cost), len(s.rowMin))
	}
	return nil
}

// SetCoeff replaces one coefficient; zero removes it.
func (s *session) SetCoeff(row, col int32, value float64) error {
	if s.closed {
		return errClosed
	}
	if row < 0 || int(row) >= len(s.rowMin) || col < 0 || int(col) >= len(s.cost) {
		return fmt.Errorf("simplex: coefficient (%d, %d) of a %d by %d matrix", row, col, len(s.rowMin), len(s.cost))
	}
	if math.IsNaN(value) || math.IsInf(value, 0) || value != 0 && math.Abs(value) <= 1e-9 {
		return fmt.Errorf("simplex: coefficient (%d, %d) is %g", row, col, value)
	}
	s.a[row][col] = value
	return nil
}

// Close forgets the problem.
func (s *session) Close() { *s = session{closed: true} }

// vast is the bound from which one is first left out, to be put back only if
// the optimum would overstep it. Models write such bounds for "none"; beside
// them all other numbers would be lost in rounding.
const vast = 1e9

// Solve minimises, looking at ctx now and then.
func (s *session) Solve(ctx context.Context, sol *optimize.Solution) error {
	if s.closed {
		return errClosed
	}
	n, m := len(s.cost), len(s.rowMin)
	sol.X, sol.ColDual = resize(sol.X, n), resize(sol.ColDual, n)
	sol.RowActivity, sol.RowDual = resize(sol.RowActivity, m), resize(sol.RowDual, m)
	sol.Iterations = 0
	for _, infinite := range []float64{vast, 1e20} {
		sol.Status, sol.Objective = optimize.StatusUnknown, math.NaN()
		form := s.standard(infinite)
		status, z, y, pivots, err := form.solve(ctx)
		sol.Iterations += pivots
		if err != nil {
			return err
		}
		sol.Status = status
		if status == optimize.StatusOptimal {
			s.restore(form, z, y, sol)
		}
		if !form.relaxed || status == optimize.StatusInfeasible || status == optimize.StatusOptimal && s.within(sol) {
			return nil
		}
	}
	return nil
}

// restore turns the solution of a standard form into that of the problem.
func (s *session) restore(f *form, z, y []float64, sol *optimize.Solution) {
	copy(sol.X, f.base)
	for k, c := range f.cols {
		if c.of >= 0 {
			sol.X[c.of] += c.sign * z[k]
		}
	}
	copy(sol.ColDual, s.cost)
	sol.Objective = 0
	for i, row := range s.a {
		sol.RowActivity[i], sol.RowDual[i] = 0, 0
		if f.rowOf[i] >= 0 {
			sol.RowDual[i] = y[f.rowOf[i]]
		}
		for j, v := range row {
			sol.RowActivity[i] += v * sol.X[j]
			sol.ColDual[j] -= v * sol.RowDual[i]
		}
	}
	for j, c := range s.cost {
		sol.Objective += c * sol.X[j]
	}
}

// within says whether sol keeps the bounds that the standard form left out.
func (s *session) within(sol *optimize.Solution) bool {
	for j, x := range sol.X {
		if x < s.colMin[j] && s.colMin[j] <= -vast || x > s.colMax[j] && s.colMax[j] >= vast {
			return false
		}
	}
	for i, a := range sol.RowActivity {
		if a < s.rowMin[i] && s.rowMin[i] <= -vast || a > s.rowMax[i] && s.rowMax[i] >= vast {
			return false
		}
	}
	return true
}

func resize(s []float64, n int) []float64 {
	if cap(s) < n {
		return make([]float64, n)
	}
	return s[:n]
}
