package optimize

import (
	"context"
	"fmt"
	"math"

	"fenhu/network"
	"fenhu/network/ensemble"
)

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

// StepGap is how far a step of a simulation is from the lexicographic programme
// of the same step, solved anew from the same state.
type StepGap struct {
	Step  int
	Level string
	Got   float64 // what the level came to in the simulation
	Want  float64 // and by itself
}

// CompareSteps runs the traces of a set, and solves every step of theirs that did
// not break a limit a second time as rolling runs do. It returns the steps and
// levels compared and the gaps above a tolerance, relative to 1 + the level's value.
func CompareSteps(ctx context.Context, n *network.Network, set *ensemble.Set, solver Solver, tolerance float64) (compared int, gaps []StepGap, err error) {
	w, err := newTracer(ctx, n, solver)
	if err != nil {
		return 0, nil, err
	}
	for i := range set.Traces {
		g, err := w.graph(set.Nodes, &set.Traces[i])
		if err != nil {
			return 0, nil, err
		}
		e := w.engine(g)
		s, err := newStepper(w.plan, g, solver, w.start)
		if err != nil {
			return 0, nil, err
		}
		for at := range g.Horizon.Len() {
			if err := w.step(ctx, e, s, at); err != nil {
				return 0, nil, err
			}
			if len(e.relaxed) > 0 {
				e.relaxed = nil
				continue
			}
			one := e.windowGraph(at, 1)
			if w.drought.graph != nil {
				one = w.drought.graph
			}
			m, r, err := e.window(ctx, one, nil)
			if err != nil || r == nil {
				return 0, nil, fmt.Errorf("step %d by itself: %v, %w", at, r != nil, err)
			}
			again := newState(one)
			again.read(m, r.sol.X, 0, 1)
			want := levelResults(one, again)
			got := levelResults(one, e.state.only(one, at))
			for k := range want {
				compared++
				if math.Abs(got[k].Objective-want[k].Objective) > tolerance*(1+math.Abs(want[k].Objective)) {
					gaps = append(gaps, StepGap{at, want[k].ID, got[k].Objective, want[k].Objective})
				}
			}
		}
		s.close()
	}
	return compared, gaps, nil
}

// only is step at of a state as the state of a graph of one step.
func (s *State) only(g *network.Graph, at int) *State {
	out := newState(g)
	for a := range s.Flow {
		out.Flow[a][0] = s.Flow[a][at]
	}
	for v := range s.Storage {
		if s.Storage[v] != nil {
			out.Storage[v][0] = s.Storage[v][at]
		}
	}
	for w := range s.Met {
		for b := range s.Met[w] {
			out.Met[w][b][0] = s.Met[w][b][at]
		}
	}
	return out
}

// RunTraces runs the traces of a set one after the other in the given way: 0 is that of
// Simulate, 2 solves every step as a programme of its own. The error is the
// first of a trace.
func RunTraces(ctx context.Context, n *network.Network, set *ensemble.Set, solver Solver, way int) error {
	w, err := newTracer(ctx, n, solver)
	if err != nil {
		return err
	}
	_, w.axes = newOutcome(n, w.plan.g)
	for i := range set.Traces {
		if err := w.attempt(ctx, set.Nodes, &set.Traces[i], rungs[way], new(TraceOutcome)); err != nil {
			return err
		}
	}
	return nil
}
