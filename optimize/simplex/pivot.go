package simplex

import (
	"context"
	"errors"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"

	"fenhu/optimize"
)

// pivot minimises the tableau in two phases and returns the optimal basis. The status is unknown when gonum failed or the
// vertex was degenerate after all.
func (t *tableau) pivot(ctx context.Context) (optimize.Status, []int, int, error) {
	m, n := t.a.Dims()
	short, z, pivots, err := t.phaseOne(ctx)
	if err != nil || z == nil {
		return optimize.StatusUnknown, nil, pivots, err
	}
	if short > feasible*float64(m) {
		return optimize.StatusInfeasible, nil, pivots, nil
	}
	start := support(z[:n], m)
	if start == nil {
		return optimize.StatusUnknown, nil, pivots, nil
	}
	z, p, err := simplex(ctx, t.c, t.a, t.b, start)
	pivots += p
	if errors.Is(err, lp.ErrUnbounded) {
		return optimize.StatusUnbounded, nil, pivots, nil
	}
	if err := ctx.Err(); err != nil {
		return optimize.StatusUnknown, nil, pivots, err
	}
	if err != nil {
		return optimize.StatusUnknown, nil, pivots, nil //nolint:nilerr // the caller tries again
	}
	basis := support(z, m)
	if basis == nil {
		return optimize.StatusUnknown, nil, pivots, nil
	}
	return optimize.StatusOptimal, basis, pivots, nil
}

// phaseOne finds the least sum of |a·z − b| over z ≥ 0, by one artificial column
// a row as the basis to start from. z is nil, and short zero, when gonum failed.
func (t *tableau) phaseOne(ctx context.Context) (short float64, z []float64, pivots int, err error) {
	m, n := t.a.Dims()
	wide, right, cost := mat.NewDense(m, n+m, nil), make([]float64, m), make([]float64, n+m)
	start := make([]int, m)
	for i := range m {
		sign := 1.0
		if t.b[i] < 0 {
			sign = -1
		}
		for j := range n {
			wide.Set(i, j, sign*t.a.At(i, j))
		}
		wide.Set(i, n+i, 1)
		right[i], cost[n+i], start[i] = sign*t.b[i], 1, n+i
	}
	z, pivots, err = simplex(ctx, cost, wide, right, start)
	if cancelled := ctx.Err(); cancelled != nil {
		return 0, nil, pivots, cancelled
	}
	if err != nil {
		return 0, nil, pivots, nil //nolint:nilerr // the caller tries again
	}
	for _, v := range z[n:] {
		short += max(0, v)
	}
	return short, z, pivots, nil
}

// support returns the m columns that are clear of zero, or nil if they are not
// just m: the least relaxation that is tried moves a basic column by about 1e-8.
func support(z []float64, m int) []int {
	var set []int
	for j, v := range z {
		if v > 1e-11 {
			set = append(set, j)
		}
	}
	if len(set) != m {
		return nil
	}
	return set
}

// simplex runs gonum's simplex from a basis. gonum looks at no context and may
// cycle, but it asks the matrix for each entering column, and there it is stopped.
func simplex(ctx context.Context, c []float64, a *mat.Dense, b []float64, start []int) (z []float64, pivots int, err error) {
	m, n := a.Dims()
	w := &watched{Dense: a, ctx: ctx, left: 4*m*n + 50*m*(m+n)}
	begin := w.left
	defer func() {
		pivots = (begin - w.left) / m
		// gonum panics too, when a start is infeasible by rounding.
		if r := recover(); r != nil {
			z, err = nil, errStopped
		}
	}()
	_, z, err = lp.Simplex(c, w, b, 1e-10, start)
	return z, pivots, err
}

var errStopped = errors.New("simplex: stopped")

// watched is a matrix that may be read only so often, and not once ctx has ended.
type watched struct {
	Dense *mat.Dense
	ctx   context.Context //nolint:containedctx // gonum passes none on
	left  int
}

func (w *watched) Dims() (r, c int) { return w.Dense.Dims() }

func (w *watched) T() mat.Matrix { return mat.Transpose{Matrix: w} }

func (w *watched) At(i, j int) float64 {
	w.left--
	if w.left < 0 || w.left%1024 == 0 && w.ctx.Err() != nil {
		panic(errStopped)
	}
	return w.Dense.At(i, j)
}
