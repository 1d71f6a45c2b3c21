package optimize

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// Problem is a linear programme in column-compressed form:
//
//	minimise   Cost·x
//	subject to RowMin ≤ A·x ≤ RowMax,  ColMin ≤ x ≤ ColMax
//
// The entries of column j of A are Index[Start[j]:Start[j+1]] (rows, rising)
// and Value of the same range. Infinite bounds are ±math.Inf(1). A Problem is
// plain data: it is built once and never changed; a Session holds the bounds
// and costs that change between solves.
type Problem struct {
	Cost           []float64 // [objective per column unit], len = columns
	ColMin, ColMax []float64 // column bounds, len = columns
	RowMin, RowMax []float64 // row bounds, len = rows
	Start          []int32   // len = columns + 1
	Index          []int32   // row of each entry
	Value          []float64 // coefficient of each entry
}

// NumCols is the number of columns (variables).
func (p *Problem) NumCols() int { return len(p.ColMin) }

// NumRows is the number of rows (constraints).
func (p *Problem) NumRows() int { return len(p.RowMin) }

// clone copies p deeply enough that costs, bounds and coefficients can change;
// the places of the coefficients are shared.
func (p *Problem) clone() *Problem {
	c := *p
	c.Cost = slices.Clone(p.Cost)
	c.ColMin, c.ColMax = slices.Clone(p.ColMin), slices.Clone(p.ColMax)
	c.RowMin, c.RowMax = slices.Clone(p.RowMin), slices.Clone(p.RowMax)
	c.Value = slices.Clone(p.Value)
	return &c
}

// setCoeff replaces a coefficient that is in the matrix.
func (p *Problem) setCoeff(row, col int32, value float64) {
	for k := p.Start[col]; k < p.Start[col+1]; k++ {
		if p.Index[k] == row {
			p.Value[k] = value
		}
	}
}

// tinyCoefficient is the magnitude below which HiGHS drops a matrix entry with
// a warning (its option small_matrix_value, default 1e-9).
const tinyCoefficient = 1e-9

// Check reports every defect that would make a solver misread p: lengths that
// disagree, NaN, lower bounds above upper bounds, infinities on the wrong side,
// rows out of range or not rising within a column, and coefficients too small to be kept. These
// are programming errors of the formulation, not of the user's data; the
// solvers call Check so that nothing unchecked reaches C.
func (p *Problem) Check() error {
	n, m := p.NumCols(), p.NumRows()
	var errs []error
	bad := func(format string, args ...any) {
		if len(errs) < 20 {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	if len(p.Cost) != n || len(p.ColMax) != n || len(p.RowMax) != m || len(p.Start) != n+1 || len(p.Index) != len(p.Value) {
		return fmt.Errorf("problem: lengths disagree: %d cost, %d/%d column bounds, %d/%d row bounds, %d starts, %d/%d entries",
			len(p.Cost), n, len(p.ColMax), m, len(p.RowMax), len(p.Start), len(p.Index), len(p.Value))
	}
	if p.Start[0] != 0 || int(p.Start[n]) != len(p.Index) {
		return fmt.Errorf("problem: starts run from %d to %d, want 0 to %d", p.Start[0], p.Start[n], len(p.Index))
	}
	bounds := func(what string, i int, lo, up float64) {
		if math.IsNaN(lo) || math.IsNaN(up) || lo > up || math.IsInf(lo, 1) || math.IsInf(up, -1) {
			bad("problem: %s %d has bounds [%g, %g]", what, i, lo, up)
		}
	}
	for j := range n {
		bounds("column", j, p.ColMin[j], p.ColMax[j])
		if math.IsNaN(p.Cost[j]) || math.IsInf(p.Cost[j], 0) {
			bad("problem: column %d has cost %g", j, p.Cost[j])
		}
		if p.Start[j] > p.Start[j+1] {
			return fmt.Errorf("problem: column %d starts after its end", j)
		}
		last := int32(-1)
		for k := p.Start[j]; k < p.Start[j+1]; k++ {
			i, v := p.Index[k], p.Value[k]
			switch {
			case i < 0 || int(i) >= m:
				bad("problem: column %d has an entry in row %d of %d", j, i, m)
			case i <= last:
				bad("problem: column %d has rows out of order or twice at row %d", j, i)
			case math.IsNaN(v) || math.IsInf(v, 0) || math.Abs(v) <= tinyCoefficient:
				bad("problem: column %d row %d has coefficient %g", j, i, v)
			}
			last = i
		}
	}
	for i := range m {
		bounds("row", i, p.RowMin[i], p.RowMax[i])
	}
	return errors.Join(errs...)
}
