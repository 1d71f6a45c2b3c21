package optimize

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"fenhu/network"
	"fenhu/network/ensemble"
)

// SimulateOptions are the choices of an ensemble run.
type SimulateOptions struct {
	// Solver solves the programmes; required, safe for concurrent use.
	Solver Solver
	// Workers is the number of traces simulated at the same time; 0 = 1. The outcome
	// does not depend on it.
	Workers int
	// Progress is told after each trace how many are done, from one goroutine at a time; may be nil.
	Progress func(done, total int)
	// Each, if set, is handed every trace's outcome in the order of the set, from one
	// goroutine at a time, and the outcomes are not kept. An error ends the run.
	Each func(i int, t *TraceOutcome) error
}

// Simulate runs every trace of a set through a network that has passed Check, step
// by step and without foresight: what a step decides follows from the storages,
// the water on its way and the quotas used so far, as in a rolling run with a
// window of one step (docs/formulation.md section 5.1).
//
// A trace that cannot be run is marked as failed and never stops the others. The
// outcome of a trace has the same bits whatever other traces, workers or batches
// there are. The error is a network.FaultErrors for a set that does not fit the
// network, or says that the run was stopped (ErrStopped).
func Simulate(ctx context.Context, n *network.Network, set *ensemble.Set, o SimulateOptions) (*Outcome, error) {
	if o.Solver == nil {
		return nil, errors.New("optimize: no solver")
	}
	h, err := n.Horizon()
	if err != nil {
		return nil, err
	}
	if err := set.Check(h.Len()); err != nil {
		return nil, err
	}
	if err := inflowNodes(n, set); err != nil {
		return nil, err
	}
	hash, err := n.Hash()
	if err != nil {
		return nil, fmt.Errorf("hash the document: %w", err)
	}
	first, err := newTracer(ctx, n, o.Solver)
	if err != nil {
		return nil, err
	}
	out, axes := newOutcome(n, first.plan.g)
	out.Hash, out.Solver = hash, o.Solver.Name()+" "+o.Solver.Version()
	p := &pool{o: o, set: set, out: out, tracer: func() *tracer { return first.another(axes) }}
	return out, p.run(ctx)
}

// inflowNodes tells the nodes of a set that are no inflow nodes of the network.
func inflowNodes(n *network.Network, set *ensemble.Set) error {
	var faults network.FaultErrors
	for i, id := range set.Nodes {
		if _, ok := n.NodeByID(id).(*network.Inflow); !ok {
			faults = append(faults, network.Fault{
				Path: fmt.Sprintf("nodes[%d]", i), ID: id,
				Problem: network.Text{ZH: "流域中没有这个来水节点", EN: "is no inflow node of the basin"},
				Remedy:  network.Text{ZH: "核对节点标识", EN: "check the id of the node"},
			})
		}
	}
	if len(faults) > 0 {
		return faults
	}
	return nil
}

// fixedBasis is where the first step of every trace starts: the basis of that
// step with the document's own inflows. It depends on the document and the
// solver alone. A first step that cannot be met has none, and traces start anew.
func (p *stepPlan) fixedBasis(ctx context.Context, g *network.Graph, solver Solver) (Basis, error) {
	s, err := newStepper(p, g, solver, Basis{})
	if err != nil {
		return Basis{}, err
	}
	defer s.close()
	status, err := s.solve(ctx, 0, func(v int) float64 { return g.Vertices[v].Store.Initial }, measures{})
	if err != nil && ctx.Err() != nil {
		return Basis{}, stopped(ctx, err)
	}
	if err != nil || status != StatusOptimal {
		return Basis{}, nil // the traces will say what is wrong, each for itself
	}
	return s.start, nil
}

// pool hands the traces of a set to workers and their outcomes back in order.
type pool struct {
	o      SimulateOptions
	set    *ensemble.Set
	out    *Outcome
	tracer func() *tracer
}

type finished struct {
	i     int
	trace *TraceOutcome
	err   error
}

// ahead is how many outcomes for each worker may wait for a slower one before them.
const ahead = 4

func (p *pool) run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	workers := min(max(1, p.o.Workers), len(p.set.Traces))
	next, done, room := make(chan int), make(chan finished), make(chan struct{}, ahead*workers)
	var busy sync.WaitGroup
	defer busy.Wait()
	defer cancel()
	for range workers {
		busy.Go(func() {
			w := p.tracer()
			for i := range next {
				t, err := w.trace(ctx, p.set.Nodes, &p.set.Traces[i])
				select {
				case done <- finished{i, t, err}:
				case <-ctx.Done():
					return
				}
			}
		})
	}
	busy.Go(func() {
		defer close(next)
		for i := range p.set.Traces {
			select {
			case room <- struct{}{}:
			case <-ctx.Done():
				return
			}
			select {
			case next <- i:
			case <-ctx.Done():
				return
			}
		}
	})
	return p.collect(ctx, done, room)
}

// collect takes the outcomes of the workers and hands them on in order.
func (p *pool) collect(ctx context.Context, done <-chan finished, room <-chan struct{}) error {
	waiting := map[int]*TraceOutcome{}
	for count, at := 0, 0; count < len(p.set.Traces); count++ {
		select {
		case <-ctx.Done():
			return stopped(ctx, ctx.Err())
		case f := <-done:
			if f.err != nil {
				return f.err
			}
			waiting[f.i] = f.trace
		}
		for ; waiting[at] != nil; at++ {
			if err := p.deliver(at, waiting[at]); err != nil {
				return err
			}
			delete(waiting, at)
			<-room
		}
		if p.o.Progress != nil {
			p.o.Progress(count+1, len(p.set.Traces))
		}
	}
	return nil
}

func (p *pool) deliver(i int, t *TraceOutcome) error {
	if p.o.Each != nil {
		return p.o.Each(i, t)
	}
	p.out.Traces = append(p.out.Traces, *t)
	return nil
}
