package simplex

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"

	"fenhu/optimize"
)

const (
	// dependent is the size, beside a row's largest entry, below which what is
	// left of it after elimination counts as nothing.
	dependent = 1e-10
	// feasible is how far scaled values (the largest right-hand side is 1) may be
	// below zero or rows off; HiGHS allows 1e-7 in unscaled ones.
	feasible = 1e-9
	// optimal is how far scaled reduced costs (the largest cost is 1) may be below zero.
	optimal = 1e-9
)

// solve returns the values z and the duals y of the rows, both of full length,
// when the status is optimal.
func (f *form) solve(ctx context.Context) (status optimize.Status, z, y []float64, pivots int, err error) {
	if err := ctx.Err(); err != nil {
		return optimize.StatusUnknown, nil, nil, 0, err
	}
	status, z, y = optimize.StatusOptimal, make([]float64, len(f.cols)), make([]float64, len(f.b))
	rows, consistent := f.independentRows()
	if !consistent {
		return optimize.StatusInfeasible, nil, nil, 0, nil
	}
	falls := false // a column in no row can fall for ever
	var cols []int
	for k, c := range f.cols {
		switch {
		case len(c.entries) > 0:
			cols = append(cols, k)
		case c.cost < 0:
			falls = true
		}
	}
	if len(rows) > 0 {
		t := f.scale(rows, cols)
		var zs, ys []float64
		status, zs, ys, pivots, err = t.solve(ctx)
		if err != nil || status != optimize.StatusOptimal {
			return status, nil, nil, pivots, err
		}
		for k, v := range zs {
			z[cols[k]] = v * t.colScale[k] * t.size
		}
		for i, v := range ys {
			y[rows[i]] = v * t.rowScale[i] * t.price
		}
	}
	if falls {
		return optimize.StatusUnbounded, nil, nil, pivots, nil
	}
	return status, z, y, pivots, nil
}

// independentRows returns rows that imply all others, unless they contradict each other.
func (f *form) independentRows() (rows []int, consistent bool) {
	n := len(f.cols)
	work := make([][]float64, len(f.b))
	for i := range work {
		work[i] = make([]float64, n+1)
		work[i][n] = f.b[i]
	}
	for k, c := range f.cols {
		for _, e := range c.entries {
			work[e.row][k] = e.value
		}
	}
	var pivots []int
	for i, row := range work {
		size, rhs := norm(row[:n]), math.Abs(row[n])
		for p, r := range rows {
			if q := row[pivots[p]] / work[r][pivots[p]]; q != 0 {
				for k := range row {
					row[k] -= q * work[r][k]
				}
				row[pivots[p]] = 0
				rhs = max(rhs, math.Abs(q*work[r][n]))
			}
		}
		pivot := largest(row[:n])
		if pivot < 0 || math.Abs(row[pivot]) <= dependent*size {
			if math.Abs(row[n]) > feasible*(1+rhs) {
				return nil, false
			}
			continue
		}
		rows, pivots = append(rows, i), append(pivots, pivot)
	}
	return rows, true
}

func largest(v []float64) int {
	at := -1
	for k := range v {
		if v[k] != 0 && (at < 0 || math.Abs(v[k]) > math.Abs(v[at])) {
			at = k
		}
	}
	return at
}

func norm(v []float64) float64 {
	if k := largest(v); k >= 0 {
		return math.Abs(v[k])
	}
	return 0
}

// tableau is a standard form of full row rank whose entries, costs and right-hand
// sides are at most about 1.
type tableau struct {
	a    *mat.Dense
	b, c []float64

	rowScale, colScale []float64
	size, price        float64 // what b and c were divided by
}

func (f *form) scale(rows, cols []int) *tableau {
	m, n := len(rows), len(cols)
	t := &tableau{
		a: mat.NewDense(m, n, nil), b: make([]float64, m), c: make([]float64, n),
		rowScale: make([]float64, m), colScale: make([]float64, n),
	}
	at := make([]int, len(f.b))
	for i := range at {
		at[i] = -1
	}
	for i, r := range rows {
		at[r] = i
	}
	for k, col := range cols {
		for _, e := range f.cols[col].entries {
			if i := at[e.row]; i >= 0 {
				t.a.Set(i, k, e.value)
				t.rowScale[i] = max(t.rowScale[i], math.Abs(e.value))
			}
		}
	}
	for i := range m {
		t.rowScale[i] = 1 / t.rowScale[i]
		t.b[i] = f.b[rows[i]] * t.rowScale[i]
	}
	for k, col := range cols {
		for i := range m {
			t.colScale[k] = max(t.colScale[k], math.Abs(t.a.At(i, k)*t.rowScale[i]))
		}
		t.colScale[k] = 1 / t.colScale[k] // not of zero: a row left out has its columns in those it follows from
		for i := range m {
			t.a.Set(i, k, t.a.At(i, k)*t.rowScale[i]*t.colScale[k])
		}
		t.c[k] = f.cols[col].cost * t.colScale[k]
	}
	t.size, t.price = norm(t.b), norm(t.c)
	if t.size == 0 {
		t.size = 1
	}
	if t.price == 0 {
		t.price = 1
	}
	for i := range t.b {
		t.b[i] /= t.size
	}
	for k := range t.c {
		t.c[k] /= t.price
	}
	return t
}

// solve tries relaxations of falling size until the basis of one proves optimal
// for the tableau itself.
func (t *tableau) solve(ctx context.Context) (status optimize.Status, z, y []float64, pivots int, err error) {
	m, n := t.a.Dims()
	if m == n { // the rows alone determine z
		if z, y, ok := t.proof(count(n)); ok {
			return optimize.StatusOptimal, z, y, 0, nil
		}
	}
	// Fixed seeds: a solve must be repeatable.
	for attempt, slack := range []float64{1e-5, 1e-6, 1e-7, 1e-5, 1e-6, 1e-8} {
		r := rand.New(rand.NewPCG(uint64(attempt), 0)) //nolint:gosec // no secrets here
		relaxed := tableau{a: mat.DenseCopyOf(t.a), b: slices.Clone(t.b), c: slices.Clone(t.c)}
		for k := range n {
			// Columns of another size leave a basis one, but lead gonum to it by
			// another way than that on which it may have failed.
			stretch := 1.0
			if attempt > 0 {
				stretch += 3 * r.Float64()
			}
			by := slack * (1 + r.Float64())
			relaxed.c[k] *= stretch
			for i := range m {
				v := stretch * t.a.At(i, k)
				relaxed.a.Set(i, k, v)
				relaxed.b[i] += by * v
			}
		}
		status, basis, p, err := relaxed.pivot(ctx)
		pivots += p
		if err != nil {
			return optimize.StatusUnknown, nil, nil, pivots, err
		}
		switch status {
		case optimize.StatusInfeasible:
			// Even the relaxed programme is.
			return status, nil, nil, pivots, nil
		case optimize.StatusUnbounded:
			// So is the unrelaxed one, unless it is infeasible by less than was relaxed.
			short, _, p, err := t.phaseOne(ctx)
			pivots += p
			if err != nil {
				return optimize.StatusUnknown, nil, nil, pivots, err
			}
			if short > feasible*float64(m) {
				status = optimize.StatusInfeasible
			}
			return status, nil, nil, pivots, nil
		case optimize.StatusOptimal:
			if z, y, ok := t.proof(basis); ok {
				return status, z, y, pivots, nil
			}
		default: // gonum failed: another relaxation leads it another way
		}
	}
	short, _, p, err := t.phaseOne(ctx)
	pivots += p
	if err == nil && short > feasible*float64(m) {
		return optimize.StatusInfeasible, nil, nil, pivots, nil
	}
	return optimize.StatusUnknown, nil, nil, pivots, err
}

// proof computes the values and duals that belong to a basis, and whether they
// are feasible both, that is, optimal.
func (t *tableau) proof(basis []int) (z, y []float64, ok bool) {
	m, n := t.a.Dims()
	square := mat.NewDense(m, m, nil)
	cost := mat.NewVecDense(m, nil)
	for k, j := range basis {
		square.SetCol(k, mat.Col(nil, j, t.a))
		cost.SetVec(k, t.c[j])
	}
	var values, duals, reduced mat.VecDense
	if values.SolveVec(square, mat.NewVecDense(m, t.b)) != nil || duals.SolveVec(square.T(), cost) != nil {
		return nil, nil, false
	}
	z = make([]float64, n)
	for k, j := range basis {
		if values.AtVec(k) < -feasible {
			return nil, nil, false
		}
		z[j] = max(0, values.AtVec(k))
	}
	reduced.MulVec(t.a.T(), &duals)
	for j, c := range t.c {
		if c-reduced.AtVec(j) < -optimal*(1+math.Abs(reduced.AtVec(j))) {
			return nil, nil, false
		}
	}
	return z, duals.RawVector().Data, true
}

func count(n int) []int {
	v := make([]int, n)
	for i := range v {
		v[i] = i
	}
	return v
}
