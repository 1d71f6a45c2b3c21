package optimize

import "fenhu/network"

// Built is a model with what benchmarks measure of it.
type Built struct{ m *model }

// Build lays out and fills the programme of a graph.
func Build(g *network.Graph) Built { return Built{newModel(g)} }

// Problem is the programme.
func (b Built) Problem() *Problem { return b.m.p }

// FirstPass sets the cost of the first serving level on the programme, as the
// run does.
func (b Built) FirstPass() {
	l := &b.m.levels[0]
	for _, g := range l.groups {
		x := &b.m.groups[g]
		b.m.p.RowMin[x.row] = 0
		for i, k := range b.m.lambdaTiers() {
			b.m.p.ColMax[l.lambda[x.year]+i] = k.width
			b.m.p.Cost[l.lambda[x.year]+i] -= k.weight * x.demand
		}
	}
}

// Read reads a solution into a fresh state and computes the balance from it.
func (b Built) Read(x []float64) float64 {
	s := newState(b.m.g)
	s.read(b.m, x, 0, b.m.t)
	_, _, worst := balance(b.m.g, s)
	return worst
}
