package optimize_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"fenhu/network"
	"fenhu/network/ensemble"
	"fenhu/optimize"
	"fenhu/optimize/highs"
	"fenhu/optimize/simplex"
)

// scaledSet is a set of traces that are the inflows of the document times a
// factor of their own in each step.
func scaledSet(tb testing.TB, n *network.Network, traces int, factor func(trace, step int) float64) *ensemble.Set {
	tb.Helper()
	g, err := n.Lower()
	if err != nil {
		tb.Fatal(err)
	}
	set := &ensemble.Set{}
	var volumes [][]float64
	for i := range g.Supplies {
		if _, ok := n.NodeByID(g.Supplies[i].Node).(*network.Inflow); ok && g.Supplies[i].Role == network.RoleRunoff {
			set.Nodes, volumes = append(set.Nodes, g.Supplies[i].Node), append(volumes, g.Supplies[i].Volume)
		}
	}
	for k := range traces {
		t := ensemble.Trace{Name: fmt.Sprintf("trace %d", k), Weight: 1}
		for _, v := range volumes {
			series := make([]float64, len(v))
			for u := range v {
				series[u] = v[u] * factor(k, u)
			}
			t.Inflow = append(t.Inflow, series)
		}
		set.Traces = append(set.Traces, t)
	}
	return set
}

// yearly draws one factor for each trace and year.
func yearly(trace, step int) float64 {
	r := rand.New(rand.NewPCG(uint64(trace), uint64(step/12)))
	return 0.4 + 1.2*r.Float64()
}

func simulate(tb testing.TB, n *network.Network, set *ensemble.Set, o optimize.SimulateOptions) *optimize.Outcome {
	tb.Helper()
	if o.Solver == nil {
		o.Solver = highs.New(highs.Options{})
	}
	out, err := optimize.Simulate(tb.Context(), n, set, o)
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

// fingerprint is a hash of every bit of the traces of an outcome.
func fingerprint(tb testing.TB, traces []optimize.TraceOutcome) string {
	tb.Helper()
	data, err := json.Marshal(traces)
	if err != nil {
		tb.Fatal(err)
	}
	return fmt.Sprintf("%x", sha256.Sum256(data))
}

// TestStepsReachTheLevelsOfTheLexicographicProgramme: each step of a trace comes, on
// every level, to what the passes of a rolling run come to from the same state.
func TestStepsReachTheLevelsOfTheLexicographicProgramme(t *testing.T) {
	t.Parallel()
	compare := func(t *testing.T, n *network.Network, set *ensemble.Set) {
		t.Helper()
		compared, gaps, err := optimize.CompareSteps(t.Context(), n, set, highs.New(highs.Options{}), 1e-6)
		if err != nil {
			t.Fatal(err)
		}
		if compared == 0 {
			t.Error("compared nothing")
		}
		for _, g := range gaps[:min(5, len(gaps))] {
			t.Errorf("step %d level %s: %.9g, by itself %.9g (%d of %d differ)", g.Step, g.Level, g.Got, g.Want, len(gaps), compared)
		}
	}
	paths, err := filepath.Glob("../testdata/cases/*/basin.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if strings.Contains(path, "infeasible") {
			continue
		}
		t.Run(filepath.Base(filepath.Dir(path)), func(t *testing.T) {
			t.Parallel()
			n := load(t, path)
			compare(t, n, scaledSet(t, n, 2, func(k, _ int) float64 { return 1 - 0.4*float64(k) }))
		})
	}
	for i := range 20 {
		t.Run(fmt.Sprintf("random basin %d", i), func(t *testing.T) {
			t.Parallel()
			n := decode(t, []byte(randomBasin(rand.New(rand.NewPCG(uint64(i), 11)), 1)))
			compare(t, n, scaledSet(t, n, 3, func(k, u int) float64 { return 0.3 + 0.5*float64((k+u)%3) }))
		})
	}
	for name, changes := range map[string]string{
		"seed":           "[{inflow: {p: 75}}, {set: {calendar.periods: 24}}]",
		"seed by xun":    "[{inflow: {p: 90}}, {set: {calendar.step: xun, calendar.periods: 24}}]",
		"seed from July": "[{inflow: {p: 50}}, {set: {calendar.start: 2025-07, calendar.year_start: 7, calendar.periods: 14}}]",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := changed(t, seed(t), changes)
			compare(t, n, scaledSet(t, n, 2, yearly))
		})
	}
}

// TestTracesDoNotDependOnWorkersOrderOrBatches compares every bit.
func TestTracesDoNotDependOnWorkersOrderOrBatches(t *testing.T) {
	t.Parallel()
	n := changed(t, seed(t), "[{inflow: {p: 75}}, {set: {calendar.periods: 14}}]")
	set := scaledSet(t, n, 12, yearly)
	want := simulate(t, n, set, optimize.SimulateOptions{})
	if want.Failed() != 0 || len(want.Traces) != 12 {
		t.Fatalf("%d traces, %d failed", len(want.Traces), want.Failed())
	}
	if fingerprint(t, want.Traces[:1]) == fingerprint(t, want.Traces[1:2]) {
		t.Fatal("traces with other inflows came to the same")
	}
	for _, workers := range []int{2, 4} {
		got := simulate(t, n, set, optimize.SimulateOptions{Workers: workers})
		if fingerprint(t, got.Traces) != fingerprint(t, want.Traces) {
			t.Errorf("%d workers: other bits", workers)
		}
	}
	for round := range 2 {
		order := rand.New(rand.NewPCG(uint64(round), 3)).Perm(len(set.Traces))
		shuffled := &ensemble.Set{Nodes: set.Nodes}
		for _, i := range order {
			shuffled.Traces = append(shuffled.Traces, set.Traces[i])
		}
		got := simulate(t, n, shuffled, optimize.SimulateOptions{Workers: 2})
		for k, i := range order {
			if fingerprint(t, got.Traces[k:k+1]) != fingerprint(t, want.Traces[i:i+1]) {
				t.Errorf("round %d: %s has other bits", round, want.Traces[i].Name)
			}
		}
	}
	var parts []*optimize.Outcome
	for _, cut := range [][2]int{{0, 1}, {1, 8}, {8, 12}} {
		batch := set.Batch(cut[0], cut[1])
		parts = append(parts, simulate(t, n, &batch, optimize.SimulateOptions{}))
	}
	merged, err := optimize.Merge(parts...)
	if err != nil {
		t.Fatal(err)
	}
	if fingerprint(t, merged.Traces) != fingerprint(t, want.Traces) {
		t.Error("batches: other bits")
	}
	if _, err := optimize.Merge(parts[0], parts[0]); err == nil {
		t.Error("merged a batch with itself")
	}
	var handed []optimize.TraceOutcome
	streamed := simulate(t, n, set, optimize.SimulateOptions{Workers: 2, Each: func(i int, o *optimize.TraceOutcome) error {
		if i != len(handed) {
			t.Errorf("trace %d was handed over as number %d", i, len(handed))
		}
		handed = append(handed, *o)
		return nil
	}})
	if fingerprint(t, handed) != fingerprint(t, want.Traces) || streamed.Traces != nil {
		t.Error("handed over one by one: other bits, or kept besides")
	}
}

// TestSimulationKeepsTheInvariants on random basins and traces, with both solvers.
func TestSimulationKeepsTheInvariants(t *testing.T) {
	t.Parallel()
	for i := range 12 {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(uint64(i), 12))
			n := decode(t, []byte(randomBasin(r, 1)))
			set := scaledSet(t, n, 4, func(int, int) float64 { return 2 * r.Float64() })
			for name, solver := range solvers() {
				checkOutcome(t, name, n, simulate(t, n, set, optimize.SimulateOptions{Solver: solver}))
			}
		})
	}
	t.Run("seed", func(t *testing.T) {
		t.Parallel()
		n := changed(t, seed(t), "[{set: {calendar.periods: 24}}]")
		checkOutcome(t, "highs", n, simulate(t, n, scaledSet(t, n, 6, yearly), optimize.SimulateOptions{Workers: 2}))
	})
}

func checkOutcome(t *testing.T, at string, n *network.Network, o *optimize.Outcome) {
	t.Helper()
	const tolerance = 1e-5 // of single precision and the solver's 1e-7
	for i := range o.Traces {
		trace := &o.Traces[i]
		if trace.Failed != "" || trace.Retries != 0 {
			t.Errorf("%s %s: %s, %d retries", at, trace.Name, trace.Failed, trace.Retries)
			continue
		}
		if trace.Residual > 1e-6 {
			t.Errorf("%s %s: mass balance is off by %g", at, trace.Name, trace.Residual)
		}
		short, lack := 0.0, 0.0
		for u := range o.Users {
			for s, demand := range o.Users[u].Demand {
				got, missing := float64(trace.Delivery[u][s]), o.Shortage(trace, u, s)
				if got < -tolerance || math.Abs(got+missing-float64(demand)) > tolerance*(1+float64(demand)) {
					t.Errorf("%s %s user %d step %d: %g delivered, %g short of %g", at, trace.Name, u, s, got, missing, demand)
				}
				short += missing
			}
		}
		for k, level := range o.Levels {
			if level != "base-flow" {
				for _, x := range trace.Short[k] {
					lack += float64(x)
				}
			}
		}
		if math.Abs(short-lack) > 1e-4*(1+short) {
			t.Errorf("%s %s: users lack %g, levels %g", at, trace.Name, short, lack)
		}
		for k, id := range o.Reservoirs {
			r, ok := n.NodeByID(id).(*network.Reservoir)
			if !ok {
				t.Fatalf("%s is no reservoir", id)
			}
			for s, v := range trace.Storage[k] {
				if float64(v) < -tolerance || float64(v) > r.Normal*(1+tolerance) {
					t.Errorf("%s %s: %s holds %g of %g in step %d", at, trace.Name, id, v, r.Normal, s)
				}
			}
		}
	}
}

// TestSolversAgreeOnTheFirstStep: from one state both come to the same levels.
func TestSolversAgreeOnTheFirstStep(t *testing.T) {
	t.Parallel()
	for i := range 10 {
		n := changed(t, decode(t, []byte(randomBasin(rand.New(rand.NewPCG(uint64(i), 13)), 1))), "[{set: {calendar.periods: 1}}]")
		set := scaledSet(t, n, 2, func(k, _ int) float64 { return 0.5 + float64(k) })
		a := simulate(t, n, set, optimize.SimulateOptions{})
		b := simulate(t, n, set, optimize.SimulateOptions{Solver: simplex.New()})
		for k := range a.Traces {
			for l := range a.Levels {
				if x, y := a.Traces[k].Short[l][0], b.Traces[k].Short[l][0]; math.Abs(float64(x-y)) > 1e-4*(1+math.Abs(float64(x))) {
					t.Errorf("basin %d level %s: HiGHS %g, simplex %g", i, a.Levels[l], x, y)
				}
			}
		}
	}
}

// A limit that cannot be kept gives way by the least amount, and the trace goes on.
func TestSimulationBreaksALimitByTheLeastAmount(t *testing.T) {
	t.Parallel()
	n := load(t, "../testdata/cases/infeasible-outflow/basin.yaml")
	want := allocate(t, n, optimize.Options{Mode: optimize.Rolling, Window: 1, Advance: 1})
	set := scaledSet(t, n, 1, func(int, int) float64 { return 1 })
	got := simulate(t, n, set, optimize.SimulateOptions{}).Traces[0]
	if got.Failed != "" || len(got.Broken) == 0 || len(got.Broken) != len(want.Relaxed) {
		t.Fatalf("%q, broken %+v, a rolling run breaks %+v", got.Failed, got.Broken, want.Relaxed)
	}
	sum, wanted := 0.0, 0.0
	for _, b := range got.Broken {
		sum += b.Amount
		if b.What.ZH == "" || b.ID == "" {
			t.Errorf("%+v", b)
		}
	}
	for _, r := range want.Relaxed {
		wanted += r.Amount
	}
	near(t, "broken by", sum, wanted)
}

// flaky opens sessions that fail now and then, and counts those that are open.
type flaky struct {
	optimize.Solver
	open, opened atomic.Int64
	fails        func(open int64, solve int) bool
}

func (f *flaky) Open(p *optimize.Problem) (optimize.Session, error) {
	s, err := f.Solver.Open(p)
	if err != nil {
		return nil, err
	}
	f.open.Add(1)
	return &flakySession{Session: s, of: f, number: f.opened.Add(1)}, nil
}

type flakySession struct {
	optimize.Session
	of     *flaky
	number int64
	solves int
	closed bool
}

var errFlaky = errors.New("failed on purpose")

func (s *flakySession) Solve(ctx context.Context, sol *optimize.Solution) error {
	s.solves++
	if s.of.fails != nil && s.of.fails(s.number, s.solves) {
		return errFlaky
	}
	return s.Session.Solve(ctx, sol)
}

func (s *flakySession) Close() {
	if !s.closed {
		s.closed = true
		s.of.open.Add(-1)
	}
	s.Session.Close()
}

// TestAFailingTraceStopsNoOther: the solver fails in the sessions of one trace, at first
// in the first way of solving only, then in all.
func TestAFailingTraceStopsNoOther(t *testing.T) {
	t.Parallel()
	n := decode(t, []byte(randomBasin(rand.New(rand.NewPCG(5, 12)), 1)))
	set := scaledSet(t, n, 5, yearly)
	want := simulate(t, n, set, optimize.SimulateOptions{})
	// Session 1 finds the fixed basis; session 2 is the first trace's, 3 the second's.
	for _, c := range []struct {
		name    string
		fails   func(open int64, solve int) bool
		retries int
		failed  bool
	}{
		{"once", func(open int64, solve int) bool { return open == 3 && solve > 4 }, 1, false},
		{"twice", func(open int64, _ int) bool { return open == 3 || open == 4 }, 2, false},
		{"by panic", func(open int64, _ int) bool { return open == 3 && panics() }, 1, false},
		{"always", func(open int64, _ int) bool { return open >= 3 && open <= 5 }, 2, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			solver := &flaky{Solver: highs.New(highs.Options{}), fails: c.fails}
			got := simulate(t, n, set, optimize.SimulateOptions{Solver: solver})
			for i := range got.Traces {
				x := &got.Traces[i]
				if i != 1 {
					if fingerprint(t, got.Traces[i:i+1]) != fingerprint(t, want.Traces[i:i+1]) {
						t.Errorf("%s has other bits", x.Name)
					}
					continue
				}
				if x.Retries != c.retries || (x.Failed != "") != c.failed {
					t.Errorf("%d retries, failed %q", x.Retries, x.Failed)
				}
				if c.failed && (!strings.Contains(x.Failed, errFlaky.Error()) || x.Delivery != nil) {
					t.Errorf("failed with %q and %d series", x.Failed, len(x.Delivery))
				}
			}
			if (got.Failed() == 1) != c.failed {
				t.Errorf("%d failed", got.Failed())
			}
			if open := solver.open.Load(); open != 0 {
				t.Errorf("%d sessions are still open", open)
			}
		})
	}
}

func panics() bool { panic("on purpose") }

// TestSimulationClosesItsSessions: a trace opens one, and none is left.
func TestSimulationClosesItsSessions(t *testing.T) {
	t.Parallel()
	n := decode(t, []byte(randomBasin(rand.New(rand.NewPCG(6, 12)), 1)))
	solver := &flaky{Solver: highs.New(highs.Options{})}
	simulate(t, n, scaledSet(t, n, 300, yearly), optimize.SimulateOptions{Solver: solver, Workers: 3, Each: func(int, *optimize.TraceOutcome) error { return nil }})
	if open, opened := solver.open.Load(), solver.opened.Load(); open != 0 || opened != 301 {
		t.Errorf("%d of %d sessions are still open", open, opened)
	}
}

func TestSimulationStops(t *testing.T) {
	t.Parallel()
	n := decode(t, []byte(randomBasin(rand.New(rand.NewPCG(7, 12)), 1)))
	set := scaledSet(t, n, 50, yearly)
	solver := &flaky{Solver: highs.New(highs.Options{})}
	ctx, cancel := context.WithCancel(t.Context())
	_, err := optimize.Simulate(ctx, n, set, optimize.SimulateOptions{Solver: solver, Workers: 2, Progress: func(done, total int) {
		if done == 3 && total == 50 {
			cancel()
		}
	}})
	if !errors.Is(err, optimize.ErrStopped) || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	full := errors.New("no room")
	_, err = optimize.Simulate(t.Context(), n, set, optimize.SimulateOptions{Solver: solver, Workers: 2, Each: func(i int, _ *optimize.TraceOutcome) error {
		if i == 2 {
			return full
		}
		return nil
	}})
	if !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
	if open := solver.open.Load(); open != 0 {
		t.Errorf("%d sessions are still open", open)
	}
}

func TestSimulationRefusesASetThatDoesNotFit(t *testing.T) {
	t.Parallel()
	n := decode(t, []byte(randomBasin(rand.New(rand.NewPCG(8, 12)), 1)))
	for name, spoil := range map[string]func(*ensemble.Set){
		"no such node":    func(s *ensemble.Set) { s.Nodes[0] = "nowhere" },
		"no inflow node":  func(s *ensemble.Set) { s.Nodes[0] = "r" },
		"a step too few":  func(s *ensemble.Set) { s.Traces[0].Inflow[0] = s.Traces[0].Inflow[0][1:] },
		"negative inflow": func(s *ensemble.Set) { s.Traces[0].Inflow[0][1] = -1 },
	} {
		set := scaledSet(t, n, 1, yearly)
		spoil(set)
		var faults network.FaultErrors
		if _, err := optimize.Simulate(t.Context(), n, set, optimize.SimulateOptions{Solver: highs.New(highs.Options{})}); !errors.As(err, &faults) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestWholeTracesStayNearRollingRuns: the two may choose different ones of equally good plans
// in a step, and differ by what follows from it. The levels that come first
// are the same, the later ones near.
func TestWholeTracesStayNearRollingRuns(t *testing.T) {
	t.Parallel()
	n := changed(t, seed(t), "[{inflow: {p: 90}}, {set: {calendar.periods: 36}}]")
	want := levels(allocate(t, n, optimize.Options{Mode: optimize.Rolling, Window: 1, Advance: 1}))
	got := simulate(t, n, scaledSet(t, n, 1, func(int, int) float64 { return 1 }), optimize.SimulateOptions{})
	for i, id := range got.Levels {
		sum := 0.0
		for _, x := range got.Traces[0].Short[i] {
			sum += float64(x)
		}
		tolerance := 0.05
		if id == "domestic" || id == "base-flow" || id == "essential" {
			tolerance = 1e-5
		}
		t.Logf("%s: %.2f, rolling %.2f", id, sum, want[id])
		if math.Abs(sum-want[id]) > tolerance*(1+want[id]) {
			t.Errorf("level %s lacks %.9g, in a rolling run %.9g", id, sum, want[id])
		}
	}
}
