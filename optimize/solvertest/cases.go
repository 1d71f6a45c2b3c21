package solvertest

import (
	"math"

	"fenhu/optimize"
)

// handCase is a programme with its answer. Parts of the answer that are not
// unique are nil and judged by CheckOptimal alone.
type handCase struct {
	name             string
	problem          *optimize.Problem
	status           optimize.Status
	objective        float64
	x                []float64
	rowDual, colDual []float64
}

// row is lo ≤ a·x ≤ up with all coefficients of a written out.
type row struct {
	lo float64
	a  []float64
	up float64
}

// dense makes a problem from columns given as {cost, lower, upper} and rows.
func dense(cols [][3]float64, rows ...row) *optimize.Problem {
	p := &optimize.Problem{Start: []int32{0}}
	for j, c := range cols {
		var entries []entry
		for i, r := range rows {
			entries = append(entries, entry{i, r.a[j]})
		}
		addColumn(p, c[0], c[1], c[2], entries...)
	}
	for _, r := range rows {
		p.RowMin, p.RowMax = append(p.RowMin, r.lo), append(p.RowMax, r.up)
	}
	return p
}

// twoDemands shares 70 of water between one demand that pays 6 for up to 50 and
// one that pays 4 for up to 30.
func twoDemands() *optimize.Problem {
	return dense([][3]float64{{-6, 0, 50}, {-4, 0, 30}}, row{math.Inf(-1), []float64{1, 1}, 70})
}

func cases() []handCase {
	inf := math.Inf(1)
	const (
		optimal    = optimize.StatusOptimal
		infeasible = optimize.StatusInfeasible
		unbounded  = optimize.StatusUnbounded
	)
	return []handCase{
		{
			name: "two demands share one inflow", problem: twoDemands(), status: optimal,
			objective: -6*50 - 4*20, x: []float64{50, 20},
			// One more unit of water is worth 4; one more unit of the first demand 6-4.
			rowDual: []float64{-4}, colDual: []float64{-2, 0},
		},
		{
			// max 3x+5y, x ≤ 4, 2y ≤ 12, 3x+2y ≤ 18: the vertex (2, 6) by hand.
			name: "two products, three plants",
			problem: dense([][3]float64{{-3, 0, inf}, {-5, 0, inf}},
				row{-inf, []float64{1, 0}, 4}, row{-inf, []float64{0, 2}, 12}, row{-inf, []float64{3, 2}, 18}),
			status: optimal, objective: -36, x: []float64{2, 6},
			rowDual: []float64{0, -1.5, -1}, colDual: []float64{0, 0},
		},
		{
			name: "least cost of meeting needs has positive duals",
			// min 2x+3y, x+y ≥ 4, x+3y ≥ 6: the rows meet at (3, 1).
			problem: dense([][3]float64{{2, 0, inf}, {3, 0, inf}},
				row{4, []float64{1, 1}, inf}, row{6, []float64{1, 3}, inf}),
			status: optimal, objective: 9, x: []float64{3, 1},
			rowDual: []float64{1.5, 0.5}, colDual: []float64{0, 0},
		},
		{
			name: "equality rows: a store over two steps",
			// Inflow 10 then 0, spill free, each step pays 1 for up to 8, but the second pays 3.
			// columns: delivery 1, stored, delivery 2
			problem: dense([][3]float64{{-1, 0, 8}, {0, 0, 6}, {-3, 0, 8}},
				row{10, []float64{1, 1, 0}, 10}, row{0, []float64{0, -1, 1}, 0}),
			status: optimal, objective: -4 - 18, x: []float64{4, 6, 6},
			// Inflow now earns 1, water in the second step 3, a unit more of storage 2.
			rowDual: []float64{-1, -3}, colDual: []float64{0, -2, 0},
		},
		{
			name: "fixed columns",
			problem: dense([][3]float64{{5, 3, 3}, {1, 0, inf}},
				row{10, []float64{1, 1}, inf}),
			status: optimal, objective: 22, x: []float64{3, 7},
			rowDual: []float64{1}, colDual: []float64{4, 0},
		},
		{
			name: "free columns",
			// min x, x ≥ y - 5 and y ≥ -2 and y free otherwise
			problem: dense([][3]float64{{1, -inf, inf}, {0, -inf, inf}},
				row{-5, []float64{1, -1}, inf}, row{-2, []float64{0, 1}, inf}),
			status: optimal, objective: -7, x: []float64{-7, -2},
			rowDual: []float64{1, 1}, colDual: []float64{0, 0},
		},
		{
			name: "columns bounded above only",
			problem: dense([][3]float64{{-2, -inf, -1}, {1, -inf, 4}},
				row{-3, []float64{1, 1}, inf}),
			status: optimal, objective: 0, x: []float64{-1, -2},
			rowDual: []float64{1}, colDual: []float64{-3, 0},
		},
		{
			name: "ranged row, lower side",
			problem: dense([][3]float64{{1, 0, 10}, {2, 0, 10}},
				row{4, []float64{1, 1}, 8}),
			status: optimal, objective: 4, x: []float64{4, 0},
			rowDual: []float64{1}, colDual: []float64{0, 1},
		},
		{
			name: "ranged row, upper side",
			problem: dense([][3]float64{{-1, 0, 10}, {-2, 0, 10}},
				row{4, []float64{1, 1}, 8}),
			status: optimal, objective: -16, x: []float64{0, 8},
			rowDual: []float64{-2}, colDual: []float64{1, 0},
		},
		{
			name: "row without limits, and an empty row that holds",
			problem: dense([][3]float64{{1, 2, 5}},
				row{-inf, []float64{1}, inf}, row{-1, []float64{0}, 1}, row{0, []float64{0}, 0}),
			status: optimal, objective: 2, x: []float64{2},
			rowDual: []float64{0, 0, 0}, colDual: []float64{1},
		},
		{
			name: "empty row that does not hold",
			problem: dense([][3]float64{{1, 0, 5}, {1, 0, 5}},
				row{1, []float64{1, 1}, inf}, row{1, []float64{0, 0}, 2}),
			status: infeasible,
		},
		{
			name: "empty rows first and last",
			problem: dense([][3]float64{{1, 0, 5}, {2, 0, 5}},
				row{-inf, []float64{0, 0}, 3}, row{6, []float64{1, 1}, inf}, row{-3, []float64{0, 0}, inf}),
			status: optimal, objective: 7, x: []float64{5, 1},
			rowDual: []float64{0, 2, 0}, colDual: []float64{-1, 0},
		},
		{
			name: "empty columns rest where they are cheapest",
			problem: dense([][3]float64{{3, -2, 9}, {-3, -2, 9}, {1, 1, inf}},
				row{4, []float64{0, 0, 1}, inf}),
			status: optimal, objective: -6 - 27 + 4, x: []float64{-2, 9, 4},
			rowDual: []float64{1}, colDual: []float64{3, -3, 0},
		},
		{
			name: "empty free column without cost",
			problem: dense([][3]float64{{0, -inf, inf}, {1, 0, inf}},
				row{2, []float64{0, 1}, inf}),
			status: optimal, objective: 2, rowDual: []float64{1}, colDual: []float64{0, 0},
		},
		{
			name:    "empty column falls without end",
			problem: dense([][3]float64{{1, -inf, 0}, {1, 0, 1}}, row{0, []float64{0, 1}, 1}),
			status:  unbounded,
		},
		{
			name:    "no rows",
			problem: dense([][3]float64{{2, -1, 4}, {-2, -1, 4}, {0, 1, 1}}),
			status:  optimal, objective: -10, x: []float64{-1, 4, 1}, colDual: []float64{2, -2, 0}, rowDual: []float64{},
		},
		{name: "no rows, unbounded", problem: dense([][3]float64{{-1, 0, inf}}), status: unbounded},
		{
			name:    "no entries",
			problem: dense([][3]float64{{1, 3, 4}}, row{-1, []float64{0}, 1}),
			status:  optimal, objective: 3, x: []float64{3}, rowDual: []float64{0}, colDual: []float64{1},
		},
		{name: "no entries, infeasible", problem: dense([][3]float64{{1, 3, 4}}, row{1, []float64{0}, 2}), status: infeasible},
		{
			name:    "no columns",
			problem: dense(nil, row{-1, nil, 1}, row{-inf, nil, 0}), status: optimal,
			x: []float64{}, rowDual: []float64{0, 0}, colDual: []float64{},
		},
		{name: "no columns, infeasible", problem: dense(nil, row{1, nil, 2}), status: infeasible},
		{name: "nothing at all", problem: dense(nil), status: optimal, x: []float64{}, rowDual: []float64{}, colDual: []float64{}},
		{
			name: "rows contradict",
			problem: dense([][3]float64{{1, 0, inf}, {1, 0, inf}},
				row{5, []float64{1, 1}, inf}, row{-inf, []float64{1, 1}, 4}),
			status: infeasible,
		},
		{
			name: "demand above the supply of every column",
			problem: dense([][3]float64{{1, 0, 2}, {1, 0, 2}},
				row{5, []float64{1, 1}, 5}),
			status: infeasible,
		},
		{
			name: "unbounded along a ray of two columns",
			problem: dense([][3]float64{{-1, 0, inf}, {0, 0, inf}},
				row{-1, []float64{1, -1}, 1}),
			status: unbounded,
		},
		{
			name: "infeasible though the costs fall without end",
			problem: dense([][3]float64{{-1, 0, inf}, {0, 0, inf}, {0, 0, 1}},
				row{-1, []float64{1, -1, 0}, 1}, row{3, []float64{0, 0, 1}, inf}),
			status: infeasible,
		},
		{
			name: "same row three times",
			problem: dense([][3]float64{{2, 0, inf}, {1, 0, 3}},
				row{5, []float64{1, 1}, 5}, row{5, []float64{1, 1}, 5}, row{10, []float64{2, 2}, 10}),
			status: optimal, objective: 7, x: []float64{2, 3},
		},
		{
			name: "dependent equalities that disagree",
			problem: dense([][3]float64{{2, -inf, inf}, {1, -inf, inf}},
				row{5, []float64{1, 1}, 5}, row{11, []float64{2, 2}, 11}),
			status: infeasible,
		},
		{
			name: "balanced transport: one balance follows from the others",
			// two sources 20, 30; two sinks 25, 25; costs 8 6 / 9 4
			problem: dense([][3]float64{{8, 0, inf}, {6, 0, inf}, {9, 0, inf}, {4, 0, inf}},
				row{20, []float64{1, 1, 0, 0}, 20}, row{30, []float64{0, 0, 1, 1}, 30},
				row{25, []float64{1, 0, 1, 0}, 25}, row{25, []float64{0, 1, 0, 1}, 25}),
			status: optimal, objective: 8*20 + 9*5 + 4*25, x: []float64{20, 0, 5, 25},
		},
		{
			// A cone of three planes meets four times over in one point.
			name: "degenerate vertex",
			problem: dense([][3]float64{{-1, 0, inf}, {-1, 0, inf}},
				row{-inf, []float64{1, 1}, 2}, row{-inf, []float64{1, 0}, 1},
				row{-inf, []float64{0, 1}, 1}, row{-inf, []float64{2, 1}, 3}),
			status: optimal, objective: -2,
		},
		{
			// The textbook programme on which the largest-coefficient rule cycles for ever.
			name: "cycles without a guard",
			problem: dense([][3]float64{{-0.75, 0, inf}, {150, 0, inf}, {-0.02, 0, inf}, {6, 0, inf}},
				row{-inf, []float64{0.25, -60, -0.04, 9}, 0}, row{-inf, []float64{0.5, -90, -0.02, 3}, 0},
				row{-inf, []float64{0, 0, 1, 0}, 1}),
			status: optimal, objective: -0.05, x: []float64{0.04, 0, 1, 0},
		},
		{
			name: "alternative optima",
			problem: dense([][3]float64{{-1, 0, 6}, {-1, 0, 6}},
				row{-inf, []float64{1, 1}, 8}),
			status: optimal, objective: -8, rowDual: []float64{-1}, colDual: []float64{0, 0},
		},
		{
			name: "no costs: any feasible point",
			problem: dense([][3]float64{{0, 0, 6}, {0, 0, 6}},
				row{3, []float64{1, 2}, 4}, row{1, []float64{1, -1}, 1}),
			status: optimal, rowDual: []float64{0, 0}, colDual: []float64{0, 0},
		},
		{
			name: "numbers of very different size",
			// A reservoir's volume beside a drinking-water demand, and a bound of 1e12 for none.
			problem: dense([][3]float64{{-1e4, 0, 0.5}, {-1e-3, 0, 1e12}},
				row{-inf, []float64{1, 1}, 7e4}),
			status: optimal, objective: -5000 - 1e-3*(7e4-0.5), x: []float64{0.5, 7e4 - 0.5},
			rowDual: []float64{-1e-3}, colDual: []float64{-1e4 + 1e-3, 0},
		},
		{
			name: "losses: gains and tiny shares in the matrix",
			// 100 released, 95 arrives; delivery paid at 2, of which 1/1000 returns to a second use paid at 1.
			problem: dense([][3]float64{{0.1, 0, 100}, {-2, 0, inf}, {-1, 0, inf}},
				row{0, []float64{-0.95, 1, 0}, 0}, row{0, []float64{0, -0.001, 1}, 0}),
			status: optimal, objective: 10 - 190 - 0.095, x: []float64{100, 95, 0.095},
			rowDual: []float64{-2.001, -1}, colDual: []float64{0.1 - 0.95*2.001, 0, 0},
		},
	}
}
