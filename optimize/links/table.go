package links

import (
	"fmt"
	"math"

	"fenhu/optimize"
)

// Unlimited is the bound from which on there is none.
const Unlimited = 1e12

// Table is a links table. The columns have one length, the number of arcs.
type Table struct {
	Tail, Head []int32 // nodes, as numbered by Names
	K          []int32
	Cost       []float64
	Amplitude  []float64 // what arrives of one unit that leaves, above 0
	Lower      []float64 // of what arrives; −∞ where there is none
	Upper      []float64 // of what arrives; +∞ where there is none
	Names      Names
}

// Len is the number of arcs.
func (t *Table) Len() int { return len(t.Tail) }

// Add appends an arc.
func (t *Table) Add(tail, head, k int32, cost, amplitude, lower, upper float64) {
	t.Tail, t.Head, t.K = append(t.Tail, tail), append(t.Head, head), append(t.K, k)
	t.Cost, t.Amplitude = append(t.Cost, cost), append(t.Amplitude, amplitude)
	t.Lower, t.Upper = append(t.Lower, lower), append(t.Upper, upper)
}

// Network is the programme of a table and what its rows stand for.
type Network struct {
	Problem *optimize.Problem
	Node    []int32 // the node of each row
	Row     []int32 // the row of each node; −1 where it need not balance
}

// outside are the nodes that need not balance.
var outside = [...]string{"SOURCE", "SINK"}

// Network makes the programme. It shares the costs and bounds of t.
func (t *Table) Network() (*Network, error) {
	n, nodes := t.Len(), t.Names.Len()
	if n > math.MaxInt32/2 {
		return nil, fmt.Errorf("links: %d arcs are too many", n)
	}
	x := &Network{Row: make([]int32, nodes), Node: make([]int32, 0, nodes)}
	for i := range nodes {
		x.Row[i] = int32(len(x.Node)) //nolint:gosec // fewer than the nodes, which are int32
		name := t.Names.bytes(int32(i))
		if string(name) == outside[0] || string(name) == outside[1] {
			x.Row[i] = -1
			continue
		}
		x.Node = append(x.Node, int32(i))
	}
	zero := make([]float64, len(x.Node))
	p := &optimize.Problem{
		Cost: t.Cost, ColMin: t.Lower, ColMax: t.Upper, RowMin: zero, RowMax: zero,
		Start: make([]int32, 1, n+1), Index: make([]int32, 0, 2*n), Value: make([]float64, 0, 2*n),
	}
	for a := range n {
		first, second := x.Row[t.Tail[a]], x.Row[t.Head[a]]
		v, w := -1/t.Amplitude[a], 1.0
		switch {
		case first == second: // round about, or from outside to outside
			second, v = -1, v+w
			if math.Abs(v) <= tinyCoefficient {
				first = -1
			}
		case first > second:
			first, second, v, w = second, first, w, v
		}
		if first >= 0 {
			p.Index, p.Value = append(p.Index, first), append(p.Value, v)
		}
		if second >= 0 {
			p.Index, p.Value = append(p.Index, second), append(p.Value, w)
		}
		p.Start = append(p.Start, int32(len(p.Index))) //nolint:gosec // 2·n fits
	}
	x.Problem = p
	return x, nil
}

// tinyCoefficient is what a solver would drop.
const tinyCoefficient = 1e-9
