package solvertest

import (
	"math"
	"math/rand/v2"

	"fenhu/optimize"
)

// Feasible returns a programme that surely has an optimum, with small whole
// numbers so that ties and degenerate vertices are common. Its bounds are made
// around a point x, and its costs from duals that fit the bounds at x, so x is
// an optimum.
func Feasible(r *rand.Rand, rows, cols int) *optimize.Problem {
	p, x := skeleton(r, rows, cols)
	activity := multiply(p, x)
	y := make([]float64, rows)
	for i, a := range activity {
		p.RowMin[i], p.RowMax[i] = interval(r, a)
		y[i] = fittingDual(r, p.RowMin[i], a, p.RowMax[i])
	}
	for j := range cols {
		p.ColMin[j], p.ColMax[j] = interval(r, x[j])
		p.Cost[j] = fittingDual(r, p.ColMin[j], x[j], p.ColMax[j])
		for k := p.Start[j]; k < p.Start[j+1]; k++ {
			p.Cost[j] += p.Value[k] * y[p.Index[k]]
		}
	}
	return p
}

// Arbitrary returns a programme that may as well be infeasible or unbounded.
func Arbitrary(r *rand.Rand, rows, cols int) *optimize.Problem {
	p, _ := skeleton(r, rows, cols)
	for i := range rows {
		p.RowMin[i], p.RowMax[i] = interval(r, float64(r.IntN(21)-10))
	}
	for j := range cols {
		p.ColMin[j], p.ColMax[j] = interval(r, float64(r.IntN(11)-5))
		p.Cost[j] = float64(r.IntN(21) - 10)
	}
	return p
}

// skeleton is a sparse matrix with empty rows and columns now and then, and a point.
func skeleton(r *rand.Rand, rows, cols int) (p *optimize.Problem, x []float64) {
	p = &optimize.Problem{RowMin: make([]float64, rows), RowMax: make([]float64, rows), Start: []int32{0}}
	for range cols {
		var entries []entry
		for i := range rows {
			if v := r.IntN(7) - 3; r.IntN(5) < 2 {
				entries = append(entries, entry{i, float64(v)})
			}
		}
		addColumn(p, 0, 0, 0, entries...)
		x = append(x, float64(r.IntN(11)-5))
	}
	return p, x
}

// interval returns bounds of any kind around v, often tight.
func interval(r *rand.Rand, v float64) (lo, up float64) {
	lo, up = math.Inf(-1), math.Inf(1)
	switch r.IntN(8) {
	case 0: // free
	case 1:
		return v, v
	case 2, 3:
		lo = v - float64(r.IntN(3))
	case 4, 5:
		up = v + float64(r.IntN(3))
	default:
		lo, up = v-float64(r.IntN(3)), v+float64(r.IntN(3))
	}
	return lo, up
}

// fittingDual is a dual that v may have within its bounds.
func fittingDual(r *rand.Rand, lo, v, up float64) float64 {
	d := float64(r.IntN(6))
	switch {
	case v == lo && (v != up || r.IntN(2) == 0):
		return d
	case v == up:
		return -d
	}
	return 0
}

func multiply(p *optimize.Problem, x []float64) []float64 {
	y := make([]float64, p.NumRows())
	for j := range x {
		for k := p.Start[j]; k < p.Start[j+1]; k++ {
			y[p.Index[k]] += p.Value[k] * x[j]
		}
	}
	return y
}

// Reservoirs returns a river of nodes reservoirs in a row over the given number
// of months: each month every reservoir receives its inflow and the release
// from above, delivers to a demand that pays in three falling
// tiers, loses a little to evaporation, and spills or releases the rest.
// Volumes are in 万m³. All rows are balances; the inflows are their bounds.
//
// Row t*nodes+v is the balance of reservoir v in month t. Each has seven columns:
// storage, release, spill, three tiers of delivery, and water brought in at a high price.
func Reservoirs(r *rand.Rand, nodes, months int) *optimize.Problem {
	p := &optimize.Problem{Start: []int32{0}}
	capacity, demand, price := make([]float64, nodes), make([]float64, nodes), make([]float64, nodes)
	for v := range nodes {
		capacity[v], demand[v], price[v] = 500+1500*r.Float64(), 100+200*r.Float64(), 0.5+r.Float64()
	}
	for t := range months {
		season := 1 + 0.8*math.Sin(2*math.Pi*float64(t)/12)
		for v := range nodes {
			row := t*nodes + v
			below, next := row+1, row+nodes // rows that the release and the storage go to
			if v == nodes-1 {
				below = -1
			}
			if t == months-1 {
				next = -1
			}
			need := demand[v] * (2 - season)
			addColumn(p, 0, 0, capacity[v], entry{row, -1}, entry{next, 0.98})
			addColumn(p, 1e-4, 0.02*demand[v], 3*demand[v], entry{row, -1}, entry{below, 1})
			addColumn(p, 1e-2, 0, math.Inf(1), entry{row, -1}, entry{below, 1})
			addColumn(p, -3*price[v], 0, 0.5*need, entry{row, -1})
			addColumn(p, -2*price[v], 0, 0.3*need, entry{row, -1})
			addColumn(p, -price[v], 0, 0.2*need, entry{row, -1})
			addColumn(p, 100, 0, math.Inf(1), entry{row, 1})
			inflow := demand[v] * season * r.ExpFloat64()
			p.RowMin, p.RowMax = append(p.RowMin, -inflow), append(p.RowMax, -inflow)
		}
	}
	return p
}

type entry struct {
	row   int
	value float64
}

// addColumn appends a column whose entries are in rising rows; those of row -1 are left out.
func addColumn(p *optimize.Problem, cost, lo, up float64, entries ...entry) {
	p.Cost, p.ColMin, p.ColMax = append(p.Cost, cost), append(p.ColMin, lo), append(p.ColMax, up)
	last := p.Start[len(p.Start)-1]
	for _, e := range entries {
		if e.row >= 0 && e.value != 0 {
			p.Index, p.Value = append(p.Index, int32(e.row)), append(p.Value, e.value) //nolint:gosec // far below 2³¹ rows
			last++
		}
	}
	p.Start = append(p.Start, last)
}
