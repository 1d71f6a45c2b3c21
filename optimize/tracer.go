package optimize

import (
	"context"
	"errors"
	"fmt"

	"fenhu/network"
	"fenhu/network/ensemble"
)

// tracer runs traces one after the other. What it keeps from one to the next is
// room in memory and the plan; every trace opens a session of its own.
type tracer struct {
	n      *network.Network
	plan   *stepPlan
	start  Basis
	solver Solver
	state  *State
	axes   *axes
	given  map[string][]float64

	drought measures // of the step at hand
}

// newTracer plans the steps of a network and finds the basis to start from.
func newTracer(ctx context.Context, n *network.Network, solver Solver) (*tracer, error) {
	g, err := n.Lower()
	if err != nil {
		return nil, err
	}
	withoutTargets(g)
	plan, err := newStepPlan(g)
	if err != nil {
		return nil, err
	}
	start, err := plan.fixedBasis(ctx, g, solver)
	if err != nil {
		return nil, err
	}
	first := &tracer{n: n, plan: plan, start: start, solver: solver}
	return first.another(nil), nil
}

// another tracer with the same plan and room of its own.
func (w *tracer) another(x *axes) *tracer {
	return &tracer{n: w.n, plan: w.plan, start: w.start, solver: w.solver, state: newState(w.plan.g), axes: x, given: map[string][]float64{}}
}

// engine is what solves steps of a graph that the stepper cannot.
func (w *tracer) engine(g *network.Graph) *engine {
	return &engine{
		o: Options{Solver: w.solver, Mode: Rolling, Window: 1, Advance: 1, Now: noClock},
		g: g, state: w.state, names: nodeNames(w.n), unpriced: true, response: newResponse(g, true),
	}
}

// A rung is one way to run a trace. The later ones are slower, and have less that
// can go wrong.
type rung struct {
	name  string
	start bool // from the fixed basis, else anew
	anew  bool // every step as a programme of its own, as a rolling run does
}

var rungs = []rung{{"fixed basis", true, false}, {"no basis", false, false}, {"step by step", false, true}}

// trace runs one trace. The error is that of the context; whatever else goes
// wrong marks the trace as failed.
func (w *tracer) trace(ctx context.Context, nodes []string, t *ensemble.Trace) (*TraceOutcome, error) {
	out := &TraceOutcome{Name: t.Name, Weight: t.Weight}
	var why []error
	for i, r := range rungs {
		err := w.attempt(ctx, nodes, t, r, out)
		if err == nil {
			out.Retries = i
			return out, nil
		}
		if ctx.Err() != nil {
			return nil, err
		}
		why = append(why, fmt.Errorf("%s: %w", r.name, err))
		if errors.Is(err, errNoWay) { // an answer, not a failure of the solver
			break
		}
	}
	return &TraceOutcome{Name: t.Name, Weight: t.Weight, Failed: errors.Join(why...).Error(), Retries: len(why) - 1}, nil
}

// errNoWay says that a step cannot be met even with all limits broken.
var errNoWay = errors.New("no way out")

// attempt runs a trace in one way into out.
func (w *tracer) attempt(ctx context.Context, nodes []string, t *ensemble.Trace, r rung, out *TraceOutcome) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	g, err := w.graph(nodes, t)
	if err != nil {
		return err
	}
	e := w.engine(g)
	var start Basis
	if r.start {
		start = w.start
	}
	var s *stepper
	if !r.anew {
		if s, err = newStepper(w.plan, g, w.solver, start); err != nil {
			return err
		}
		defer s.close()
	}
	out.Broken = nil
	for at := range g.Horizon.Len() {
		if err := w.step(ctx, e, s, at); err != nil {
			return err
		}
		for _, b := range e.relaxed {
			out.Broken = append(out.Broken, Broken{at, b.ID, b.What, b.Amount})
		}
		e.relaxed = e.relaxed[:0]
	}
	_, _, out.Residual = balance(g, w.state)
	w.axes.read(w.state, e.droughts(), out)
	return nil
}

// graph is the basin with the inflows of a trace: the plan's graph but for the
// volumes of supplies and the bounds of limits.
func (w *tracer) graph(nodes []string, t *ensemble.Trace) (*network.Graph, error) {
	clear(w.given)
	for i, id := range nodes {
		w.given[id] = t.Inflow[i]
	}
	lowered, err := w.n.LowerWith(w.given)
	if err != nil {
		return nil, err
	}
	g := *w.plan.g
	g.Supplies, g.Limits, g.Response = lowered.Supplies, lowered.Limits, lowered.Response
	return &g, nil
}

// step runs step at of a trace. Drought plans decide before it, from what has
// happened so far, and learn after it what it brought.
func (w *tracer) step(ctx context.Context, e *engine, s *stepper, at int) error {
	w.drought = measures{}
	if e.response != nil {
		w.drought.graph = e.windowGraph(at, 1)
		e.response.before(w.drought.graph, at, 1)
		w.drought.levels = e.response.levels(at)
	}
	if err := w.solve(ctx, e, s, at); err != nil {
		return fmt.Errorf("step %d: %w", at, err)
	}
	if s != nil {
		s.carry(at, func(a int) float64 { return e.state.Flow[a][at] })
	}
	if e.response != nil {
		e.state.restrictions(e.g, w.drought.graph, at, 1)
		e.response.after(e.g, e.state, at, 1)
	}
	return nil
}

// solve finds step at from the session s, or as a programme of its own where
// there is none or where hard limits contradict each other.
func (w *tracer) solve(ctx context.Context, e *engine, s *stepper, at int) error {
	if s != nil {
		status, err := s.solve(ctx, at, func(v int) float64 {
			if at == 0 {
				return e.g.Vertices[v].Store.Initial
			}
			return e.state.Storage[v][at-1]
		}, w.drought)
		switch {
		case err != nil:
			return stopped(ctx, err)
		case status == StatusOptimal:
			e.state.read(s.r.m, s.r.sol.X, at, 1)
			return nil
		case status != StatusInfeasible:
			return fmt.Errorf("the solver ended with status %q", status)
		}
	}
	g := w.drought.graph
	if g == nil {
		g = e.windowGraph(at, 1)
	}
	m, r, _, err := e.windowOrBroken(ctx, g, nil)
	if err != nil {
		return err
	}
	if e.diagnosis != nil {
		return fmt.Errorf("%w: %s", errNoWay, e.diagnosis.Text.EN)
	}
	e.state.read(m, r.sol.X, at, 1)
	return nil
}
