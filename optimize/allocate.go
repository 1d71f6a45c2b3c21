package optimize

import (
	"context"
	"errors"
	"fmt"
	"time"

	"fenhu/network"
)

// Mode says how far a run sees.
type Mode string

// The modes: one programme over the whole horizon, or a window that moves and
// knows nothing beyond its end. Both use the same formulation.
const (
	Foresight Mode = "foresight"
	Rolling   Mode = "rolling"
)

// Options are the choices of a run that are not part of the network.
type Options struct {
	// Solver solves the programmes; required.
	Solver Solver
	// Mode defaults to Foresight.
	Mode Mode
	// Window is the number of periods a rolling window sees; 0 = a quarter of a year.
	Window int
	// Advance is the number of periods kept of each window; 0 = 1.
	Advance int
	// Now is the clock for the timings; nil leaves them zero.
	Now func() time.Time
	// Progress is told about each level; may be nil.
	Progress func(Progress)
	// Certificate keeps what Verify needs to prove the result without a solver.
	Certificate bool
	// OpenOnly makes the water values those of the works that are open: a closed one
	// is worth nothing, and water is worth nothing to those behind it.
	OpenOnly bool
}

// ErrStopped is wrapped by the error of a run that its context or a time limit
// ended.
var ErrStopped = errors.New("stopped before the result was found")

// Allocate runs a network that has passed Check. An infeasible network gives an
// Allocation with a diagnosis, not an error; the error says that the run could
// not be made or was stopped (ErrStopped).
func Allocate(ctx context.Context, n *network.Network, o Options) (*Allocation, error) {
	if o.Solver == nil {
		return nil, errors.New("optimize: no solver")
	}
	if o.Now == nil {
		o.Now = func() time.Time { return time.Time{} }
	}
	if o.Mode == "" {
		o.Mode = Foresight
	}
	begin := o.Now()
	hash, err := n.Hash()
	if err != nil {
		return nil, fmt.Errorf("hash the document: %w", err)
	}
	g, err := n.Lower()
	if err != nil {
		return nil, err
	}
	e := &engine{o: o, g: g, state: newState(g), names: nodeNames(n)}
	if err := e.run(ctx); err != nil {
		return nil, err
	}
	a, err := e.allocation(n, hash)
	if err != nil {
		return nil, err
	}
	a.Seconds.Total = o.Now().Sub(begin).Seconds()
	a.Seconds.Build = a.Seconds.Total - a.Seconds.Solve
	return a, nil
}

// run solves the whole horizon in the mode of the options.
func (e *engine) run(ctx context.Context) error {
	e.response = newResponse(e.g, e.o.Mode == Rolling)
	switch e.o.Mode {
	case Foresight:
		return e.foresight(ctx)
	case Rolling:
		withoutTargets(e.g)
		return e.rolling(ctx)
	default:
		return fmt.Errorf("mode %q, want %s or %s", e.o.Mode, Foresight, Rolling)
	}
}

// engine carries one run through its windows.
type engine struct {
	o         Options
	g         *network.Graph
	state     *State
	windows   []Window
	quality   Quality
	size      Size
	solve     float64 // seconds inside the solver
	diagnosis *Diagnosis
	relaxed   []Relaxation
	replay    *replay   // set when a result is verified instead of made
	endMin    []float64 // end rules that a rolling run holds as targets, by vertex
	response  *response // drought plans, nil without one
	names     func(id string) (network.Text, bool)
	unpriced  bool    // no water values
	rounds    *Rounds // of a run that holds sections to their targets
	assumed   packed  // concentrations of the last round, for its certificate
}

// stopped turns a context's end and a solver's limit into ErrStopped.
func stopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("%w: %w", ErrStopped, ctx.Err())
	}
	return err
}

// window solves one graph and returns its run; a nil run means infeasible.
func (e *engine) window(ctx context.Context, g *network.Graph, progress func(Progress)) (*model, *run, error) {
	m := newModel(g)
	e.size.Columns, e.size.Rows = max(e.size.Columns, m.p.NumCols()), max(e.size.Rows, m.p.NumRows())
	e.size.Entries = max(e.size.Entries, len(m.p.Value))
	r, err := newRun(timed{e.o.Solver, e}, m, progress)
	if err != nil {
		return nil, nil, err
	}
	defer r.close()
	status, err := r.solve(ctx)
	if err != nil {
		return nil, nil, stopped(ctx, err)
	}
	switch status {
	case StatusOptimal:
	case StatusInfeasible:
		return m, nil, nil
	case StatusTimeLimit, StatusInterrupted:
		return nil, nil, fmt.Errorf("%w: %s", ErrStopped, status)
	default:
		return nil, nil, fmt.Errorf("the solver ended with status %q", status)
	}
	w := Window{Passes: r.passes}
	for _, p := range r.passes {
		e.quality = e.quality.worst(p.Quality)
		e.size.Iterations += p.Iterations
	}
	e.size.Passes += len(r.passes)
	if !e.unpriced {
		if err := e.price(ctx, r, &w); err != nil {
			return nil, nil, err
		}
		r.priced = w.Values
	}
	if e.o.Certificate {
		w.X = append([]float64(nil), r.sol.X...)
		e.windows = append(e.windows, w)
	}
	return m, r, nil
}

// price adds the marginal values to a window: from the certificate when a
// result is verified, by the valuation otherwise.
func (e *engine) price(ctx context.Context, r *run, w *Window) error {
	if e.replay != nil {
		w.Values = e.replay.certificate.Windows[e.replay.at-1].Values
		if w.Values != nil && (len(w.Values.Node) != len(r.m.g.Vertices)*r.m.t || len(w.Values.Arc) != len(r.m.g.Arcs)*r.m.t || len(w.Values.Limit) != len(r.m.g.Limits)) {
			return errors.New("the recorded values do not fit the programme")
		}
		return nil
	}
	r.openOnly = e.o.OpenOnly
	sol, err := r.value(ctx)
	if err != nil {
		return stopped(ctx, err)
	}
	w.Values = r.values(sol)
	return nil
}

func (e *engine) foresight(ctx context.Context) error {
	if e.g.Quality != nil && e.g.Quality.Target {
		return e.targetRounds(ctx)
	}
	_, err := e.wholeHorizon(ctx)
	return err
}

// wholeHorizon solves the whole horizon as one programme; the model is nil when
// it is infeasible, which the engine then has a diagnosis of.
func (e *engine) wholeHorizon(ctx context.Context) (*model, error) {
	m, r, err := e.window(ctx, e.g, e.o.Progress)
	if err != nil {
		return nil, err
	}
	if r == nil {
		e.diagnosis, err = e.diagnose(ctx, e.g)
		return nil, err
	}
	e.state.read(m, r.sol.X, 0, e.g.Horizon.Len())
	e.state.readValues(e.g, r.priced, 0, e.g.Horizon.Len())
	return m, nil
}

// timed adds the time spent inside the solver to the engine's account.
type timed struct {
	Solver
	e *engine
}

func (t timed) Open(p *Problem) (Session, error) {
	s, err := t.Solver.Open(p)
	if err != nil {
		return nil, err
	}
	return timedSession{s, t.e}, nil
}

type timedSession struct {
	Session
	e *engine
}

func (t timedSession) Solve(ctx context.Context, s *Solution) error {
	begin := t.e.o.Now()
	err := t.Session.Solve(ctx, s)
	t.e.solve += t.e.o.Now().Sub(begin).Seconds()
	return err
}
