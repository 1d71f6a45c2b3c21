package highs

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"
	"unsafe"

	lanl "github.com/lanl/highs"

	"fenhu/optimize"
	"fenhu/optimize/simplex"
	"fenhu/optimize/solvertest"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	solvertest.Run(t, New(Options{}))
}

// TestSetBasisForgets needs a programme that is large enough for the random
// numbers and edge weights of earlier solves to lead elsewhere.
func TestSetBasisForgets(t *testing.T) {
	t.Parallel()
	solvertest.StartsFromBasis(t, New(Options{}), 20, 6)
}

// The handle is read out of the binding's struct; see newModel.
func TestRawModelIsAHandle(t *testing.T) {
	t.Parallel()
	typ := reflect.TypeFor[lanl.RawModel]()
	if typ.NumField() != 1 || typ.Field(0).Type.Kind() != reflect.UnsafePointer || typ.Size() != unsafe.Sizeof(uintptr(0)) {
		t.Fatalf("got %v of %d bytes, want one pointer", typ, typ.Size())
	}
}

func TestVersion(t *testing.T) {
	t.Parallel()
	if got := New(Options{}).Version(); !strings.HasPrefix(got, "1.") {
		t.Errorf("got %q", got)
	}
}

func TestRefusesBadOptions(t *testing.T) {
	t.Parallel()
	if s, err := New(Options{FeasibilityTolerance: -1}).Open(solvertest.Reservoirs(rand.New(rand.NewPCG(1, 1)), 1, 1)); err == nil {
		s.Close()
		t.Error("got no error for a negative tolerance")
	}
}

// TestAgreesWithSimplex compares status and objective with those of an
// independent solver, on programmes that may be infeasible or unbounded too.
func TestAgreesWithSimplex(t *testing.T) {
	t.Parallel()
	count := map[optimize.Status]int{}
	compare := func(name string, seed uint64, p *optimize.Problem) {
		got, want := solvertest.Solve(t, New(Options{}), p), solvertest.Solve(t, simplex.New(), p)
		count[want.Status]++
		if got.Status != want.Status {
			t.Errorf("%s %d: HiGHS says %v, simplex %v", name, seed, got.Status, want.Status)
			return
		}
		if got.Status == optimize.StatusOptimal {
			solvertest.CheckOptimal(t, p, got, solvertest.Tolerance)
			solvertest.CheckOptimal(t, p, want, solvertest.Tolerance)
			if math.Abs(got.Objective-want.Objective) > 1e-7*(1+math.Abs(want.Objective)) {
				t.Errorf("%s %d: HiGHS %.10g, simplex %.10g", name, seed, got.Objective, want.Objective)
			}
		}
	}
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 3))
		compare("arbitrary", seed, solvertest.Arbitrary(r, 1+r.IntN(8), 1+r.IntN(10)))
	}
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 4))
		compare("larger arbitrary", seed, solvertest.Arbitrary(r, 10+r.IntN(20), 20+r.IntN(30)))
		compare("larger feasible", seed, solvertest.Feasible(r, 10+r.IntN(20), 20+r.IntN(30)))
		compare("reservoirs", seed, solvertest.Reservoirs(r, 1+r.IntN(2), 2+r.IntN(5)))
	}
	if count[optimize.StatusInfeasible] == 0 || count[optimize.StatusUnbounded] == 0 || count[optimize.StatusUnknown] != 0 {
		t.Errorf("got statuses %v", count)
	}
}

// TestReservoirs solves ten years by the month and then other inflows, costs
// and a coefficient from the last basis, and compares each with a new start.
func TestReservoirs(t *testing.T) {
	t.Parallel()
	const nodes, months = 20, 120
	r := rand.New(rand.NewPCG(7, 7))
	p := solvertest.Reservoirs(r, nodes, months)
	session, err := New(Options{}).Open(p)
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	rows := make([]int32, p.NumRows())
	for i := range rows {
		rows[i] = int32(i)
	}
	inflow := func() error {
		for i := range p.RowMin {
			p.RowMin[i] *= 0.8 + 0.4*r.Float64()
			p.RowMax[i] = p.RowMin[i]
		}
		return session.SetRowBounds(rows, p.RowMin, p.RowMax)
	}
	costs := func() error {
		for j := range p.Cost {
			p.Cost[j] *= 0.9 + 0.2*r.Float64()
		}
		return session.SetCosts(p.Cost)
	}
	evaporation := func() error {
		for node := range nodes {
			storage := ((months/2)*nodes + node) * 7
			k := p.Start[storage] + 1 // what is left of it a month later
			p.Value[k] = 0.9
			if err := session.SetCoeff(p.Index[k], int32(storage), 0.9); err != nil {
				return err
			}
		}
		return nil
	}
	var got optimize.Solution
	for _, step := range []struct {
		name   string
		change func() error
	}{
		{"first", func() error { return nil }},
		{"nothing changed", func() error { return nil }},
		{"other inflows", inflow},
		{"other costs", costs},
		{"more evaporation", evaporation},
		{"other inflows again", inflow},
	} {
		if err := step.change(); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		if err := session.Solve(t.Context(), &got); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		want := solvertest.Solve(t, New(Options{}), p)
		solvertest.CheckOptimal(t, p, &got, solvertest.Tolerance)
		if math.Abs(got.Objective-want.Objective) > 1e-9*math.Abs(want.Objective) {
			t.Errorf("%s: got %.12g, a new session %.12g", step.name, got.Objective, want.Objective)
		}
		t.Logf("%-20s %6d iterations, new session %6d", step.name, got.Iterations, want.Iterations)
		if step.name != "first" && got.Iterations > want.Iterations {
			t.Errorf("%s: took %d iterations, a new session %d", step.name, got.Iterations, want.Iterations)
		}
	}
}

// big takes some seconds to solve.
func big() *optimize.Problem {
	return solvertest.Reservoirs(rand.New(rand.NewPCG(5, 5)), 100, 120)
}

func TestStopsWhenAsked(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	session, err := New(Options{}).Open(big())
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	var got optimize.Solution
	for _, c := range []struct {
		name string
		ctx  func() (context.Context, context.CancelFunc)
		want error
	}{
		{"deadline", func() (context.Context, context.CancelFunc) {
			return context.WithTimeout(t.Context(), 100*time.Millisecond)
		}, context.DeadlineExceeded},
		{"cancel", func() (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(100*time.Millisecond, cancel)
			return ctx, cancel
		}, context.Canceled},
		// The clocks and the interrupt of the runs before must not matter.
		{"deadline again", func() (context.Context, context.CancelFunc) {
			return context.WithTimeout(t.Context(), 500*time.Millisecond)
		}, context.DeadlineExceeded},
		{"none", func() (context.Context, context.CancelFunc) {
			return context.WithTimeout(t.Context(), time.Minute)
		}, nil},
	} {
		ctx, cancel := c.ctx()
		begin := time.Now()
		err := session.Solve(ctx, &got)
		took := time.Since(begin)
		cancel()
		if !errors.Is(err, c.want) || (got.Status == optimize.StatusOptimal) != (c.want == nil) {
			t.Errorf("%s: got %v, %v; want %v", c.name, err, got.Status, c.want)
		}
		t.Logf("%s: %v after %v, %d iterations", c.name, got.Status, took, got.Iterations)
		if c.want != nil && took > 2*time.Second {
			t.Errorf("%s: returned after %v", c.name, took)
		}
	}
}

func TestTimeLimitIsAStatus(t *testing.T) {
	t.Parallel()
	session, err := New(Options{TimeLimit: time.Millisecond}).Open(big())
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	var got optimize.Solution
	if err := session.Solve(t.Context(), &got); err != nil || got.Status != optimize.StatusTimeLimit {
		t.Errorf("got %v, %v", got.Status, err)
	}
}

// HiGHS adds the time of all runs of a model; the limit is on each.
func TestTimeLimitIsForEachSolve(t *testing.T) {
	t.Parallel()
	const limit = 300 * time.Millisecond
	r := rand.New(rand.NewPCG(6, 6))
	session, err := New(Options{TimeLimit: limit}).Open(solvertest.Reservoirs(r, 20, 24))
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	var got optimize.Solution
	for begin := time.Now(); time.Since(begin) < 4*limit; {
		inflow := []float64{-500 * r.Float64()}
		if err := session.SetRowBounds([]int32{40}, inflow, inflow); err != nil {
			t.Fatal(err)
		}
		if err := session.Solve(t.Context(), &got); err != nil || got.Status != optimize.StatusOptimal {
			t.Fatalf("got %v, %v after %v", got.Status, err, time.Since(begin))
		}
	}
}

// TestUnboundedNotInfeasible solves a feasible, unbounded programme of which
// presolve alone says that it is infeasible.
func TestUnboundedNotInfeasible(t *testing.T) {
	t.Parallel()
	inf := math.Inf(1)
	p := &optimize.Problem{
		Cost:   []float64{8, 9, -3, -10, -2, -2, 1, -5},
		ColMin: []float64{-5, -2, -5, -inf, -5, -2, -inf, -1}, ColMax: []float64{inf, 0, -3, 4, -5, inf, 4, inf},
		RowMin: []float64{-inf, -4, -inf, -5, -inf}, RowMax: []float64{-2, -4, 5, inf, inf},
		Start: []int32{0, 1, 2, 3, 5, 5, 7, 11, 13},
		Index: []int32{1, 4, 4, 0, 1, 0, 2, 1, 2, 3, 4, 0, 2},
		Value: []float64{1.9, -3.3, -0.16, 3.9, -4.7, 3.75, -7.1, -0.36, -0.56, 3.3, -1.8, -3.4, 2.4},
	}
	if got := solvertest.Solve(t, New(Options{}), p); got.Status != optimize.StatusUnbounded {
		t.Errorf("got %v", got.Status)
	}
	clear(p.Cost)
	if got := solvertest.Solve(t, New(Options{}), p); got.Status != optimize.StatusOptimal {
		t.Errorf("without costs: got %v", got.Status)
	}
}

// TestTriesAgain lets runs fail by options that no session has.
func TestTriesAgain(t *testing.T) {
	t.Parallel()
	// The pool of helper threads belongs to the operating-system thread.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()

	p := solvertest.Reservoirs(rand.New(rand.NewPCG(2, 2)), 3, 6)
	opened, err := New(Options{}).Open(p)
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	s, ok := opened.(*session)
	if !ok {
		t.Fatalf("got %T", opened)
	}
	set := func(option string, v int) {
		t.Helper()
		if err := s.model.raw.SetIntOption(option, v); err != nil {
			t.Fatal(err)
		}
	}
	var got optimize.Solution
	solve := func() (optimize.Status, error) {
		t.Helper()
		err := s.Solve(t.Context(), &got)
		return got.Status, err
	}
	if status, err := solve(); status != optimize.StatusOptimal || err != nil {
		t.Fatalf("at first: got %v, %v", status, err)
	}
	want := got.Objective

	s.model.forget()
	s.based = false
	set("simplex_iteration_limit", 1)
	if status, err := solve(); status != optimize.StatusUnknown || err != nil {
		t.Errorf("stopped on every rung: got %v, %v", status, err)
	}
	set("simplex_iteration_limit", math.MaxInt32)
	set("threads", 3)
	if status, err := solve(); status != optimize.StatusUnknown || err == nil {
		t.Errorf("refused on every rung: got %v, %v", status, err)
	}
	set("threads", 1)
	if status, err := solve(); status != optimize.StatusOptimal || err != nil || math.Abs(got.Objective-want) > 1e-9*math.Abs(want) {
		t.Errorf("at last: got %v, %v, objective %g, want %g", status, err, got.Objective, want)
	}
}

// TestClimbsPastAFailure stops the run from the last basis, so that only the new
// start, which presolve answers without a single iteration, can succeed.
func TestClimbsPastAFailure(t *testing.T) {
	t.Parallel()
	opened, err := New(Options{}).Open(&optimize.Problem{
		Cost: []float64{-6, -4}, ColMin: []float64{0, 0}, ColMax: []float64{50, 30},
		RowMin: []float64{0}, RowMax: []float64{70},
		Start: []int32{0, 1, 2}, Index: []int32{0, 0}, Value: []float64{1, 1},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	s, ok := opened.(*session)
	if !ok {
		t.Fatalf("got %T", opened)
	}
	var got optimize.Solution
	if err := s.Solve(t.Context(), &got); err != nil || got.Status != optimize.StatusOptimal {
		t.Fatalf("got %v, %v", got.Status, err)
	}
	if err := s.model.raw.SetIntOption("simplex_iteration_limit", 0); err != nil {
		t.Fatal(err)
	}
	if err := s.SetRowBounds([]int32{0}, []float64{0}, []float64{40}); err != nil {
		t.Fatal(err)
	}
	if err := s.Solve(t.Context(), &got); err != nil || got.Status != optimize.StatusOptimal || got.Objective != -240 {
		t.Errorf("got %v, %v, objective %g", got.Status, err, got.Objective)
	}
}
