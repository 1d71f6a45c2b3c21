// Package solvertest is the suite that every optimize.Solver must pass, and the
// programmes to try one on: small ones with answers found by hand, random ones,
// and a reservoir network of any length.
//
// Answers are judged by the optimality conditions wherever an optimum need not
// be unique, so that a solver is free to return any of them.
package solvertest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"fenhu/optimize"
)

// Tolerance is what the suite allows a solver, relative to the size of the numbers compared.
const Tolerance = 1e-6

// Run tries s on everything that the interface promises.
func Run(t *testing.T, s optimize.Solver) {
	t.Helper()
	u := suite{s}
	t.Run("is named", u.named)
	t.Run("hand cases", u.handCases)
	t.Run("random programmes", u.random)
	t.Run("solves again after a change as if new", u.changes)
	t.Run("changes before the first solve", u.earlyChanges)
	t.Run("starts from a basis as if new", u.bases)
	t.Run("refuses malformed bases", u.malformedBases)
	t.Run("recovers from infeasible and unbounded", u.recovers)
	t.Run("refuses malformed problems", u.malformed)
	t.Run("refuses malformed changes", u.malformedChanges)
	t.Run("returns the context's error", u.cancelled)
	t.Run("reuses the caller's slices", u.reuses)
	t.Run("keeps no reference to the problem", u.copies)
	t.Run("closes twice", u.closes)
}

type suite struct{ optimize.Solver }

func (s suite) named(t *testing.T) {
	if s.Name() == "" || s.Version() == "" {
		t.Errorf("got name %q, version %q", s.Name(), s.Version())
	}
}

// Solve opens p, solves it once and closes it.
func Solve(tb testing.TB, s optimize.Solver, p *optimize.Problem) *optimize.Solution {
	tb.Helper()
	session, err := s.Open(p)
	if err != nil {
		tb.Fatalf("open: %v", err)
	}
	defer session.Close()
	sol := new(optimize.Solution)
	if err := session.Solve(tb.Context(), sol); err != nil {
		tb.Fatalf("solve: %v", err)
	}
	return sol
}

func (s suite) handCases(t *testing.T) {
	for _, c := range cases() {
		t.Run(c.name, func(t *testing.T) {
			p := c.problem
			if err := p.Check(); err != nil {
				t.Fatal(err)
			}
			got := Solve(t, s, p)
			if got.Status != c.status {
				t.Fatalf("got status %v, want %v", got.Status, c.status)
			}
			if got.Status != optimize.StatusOptimal {
				return
			}
			CheckOptimal(t, p, got, Tolerance)
			near(t, "objective", got.Objective, c.objective)
			vectorNear(t, "x", got.X, c.x)
			vectorNear(t, "row dual", got.RowDual, c.rowDual)
			vectorNear(t, "column dual", got.ColDual, c.colDual)
		})
	}
}

func (s suite) random(t *testing.T) {
	for seed := range uint64(300) {
		r := seeded(seed, 1)
		p := Feasible(r, 1+r.IntN(8), 1+r.IntN(10))
		got := Solve(t, s, p)
		if got.Status != optimize.StatusOptimal {
			t.Errorf("seed %d: got %v for a programme with an optimum", seed, got.Status)
			continue
		}
		if !CheckOptimal(t, p, got, Tolerance) {
			t.Errorf("seed %d failed", seed)
		}
	}
}

// changes makes random edits to one session and compares each solve with that
// of a new session on the edited problem.
func (s suite) changes(t *testing.T) {
	for seed := range uint64(20) {
		r := seeded(seed, 2)
		p := Feasible(r, 2+r.IntN(5), 2+r.IntN(6))
		session, err := s.Open(p)
		if err != nil {
			t.Fatal(err)
		}
		var got optimize.Solution
		for step := range 12 {
			edit := randomEdit(t, r, session, p)
			if err := session.Solve(t.Context(), &got); err != nil {
				t.Fatalf("seed %d step %d (%s): %v", seed, step, edit, err)
			}
			want := Solve(t, s, p)
			if got.Status != want.Status {
				t.Fatalf("seed %d step %d (%s): got %v, want %v", seed, step, edit, got.Status, want.Status)
			}
			if got.Status != optimize.StatusOptimal {
				continue
			}
			if !CheckOptimal(t, p, &got, Tolerance) || !isNear(got.Objective, want.Objective) {
				t.Fatalf("seed %d step %d (%s): got objective %.9g, want %.9g", seed, step, edit, got.Objective, want.Objective)
			}
		}
		session.Close()
	}
}

// randomEdit changes session and p alike.
func randomEdit(t *testing.T, r *rand.Rand, session optimize.Session, p *optimize.Problem) string {
	t.Helper()
	var err error
	var edit string
	switch r.IntN(4) {
	case 0:
		edit = "costs"
		for j := range p.Cost {
			p.Cost[j] = float64(r.IntN(21) - 10)
		}
		err = session.SetCosts(p.Cost)
	case 1:
		edit = "column bounds"
		j := r.Int32N(int32(p.NumCols())) //nolint:gosec // few columns
		p.ColMin[j], p.ColMax[j] = interval(r, float64(r.IntN(11)-5))
		err = session.SetColBounds([]int32{j}, p.ColMin[j:j+1], p.ColMax[j:j+1])
	case 2:
		edit = "row bounds"
		var rows []int32
		var lo, up []float64
		for i := int32(p.NumRows()) - 1; i >= 0; i-- { //nolint:gosec // few rows, in any order
			if r.IntN(2) == 0 {
				p.RowMin[i], p.RowMax[i] = interval(r, float64(r.IntN(21)-10))
				rows, lo, up = append(rows, i), append(lo, p.RowMin[i]), append(up, p.RowMax[i])
			}
		}
		err = session.SetRowBounds(rows, lo, up)
	default:
		edit = "coefficient"
		if len(p.Value) == 0 {
			return edit
		}
		k, j := r.Int32N(p.Start[p.NumCols()]), int32(0)
		for p.Start[j+1] <= k {
			j++
		}
		i, v := p.Index[k], float64(1+r.IntN(4))
		p.Value[k] = v
		if r.IntN(3) == 0 {
			v = 0
			remove(p, k)
		}
		err = session.SetCoeff(i, j, v)
	}
	if err != nil {
		t.Fatalf("%s: %v", edit, err)
	}
	return edit
}

// remove takes entry k out of p.
func remove(p *optimize.Problem, k int32) {
	p.Index = append(p.Index[:k:k], p.Index[k+1:]...)
	p.Value = append(p.Value[:k:k], p.Value[k+1:]...)
	for j, start := range p.Start {
		if start > k {
			p.Start[j]--
		}
	}
}

func (s suite) earlyChanges(t *testing.T) {
	p := twoDemands()
	session, err := s.Open(p)
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	for _, err := range []error{
		session.SetCoeff(0, 0, 2), // x0 now takes two units of water
		session.SetCosts([]float64{-6, -4}),
		session.SetColBounds([]int32{1, 0}, []float64{0, 5}, []float64{30, 50}),
		session.SetRowBounds([]int32{0}, []float64{math.Inf(-1)}, []float64{60}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	var got optimize.Solution
	if err := session.Solve(t.Context(), &got); err != nil {
		t.Fatal(err)
	}
	// 2·x0 + x1 ≤ 60: x1 pays 4 a unit, x0 only 3, so x1 is filled first.
	near(t, "objective", got.Objective, -4*30-6*15)
	vectorNear(t, "x", got.X, []float64{15, 30})
	vectorNear(t, "row dual", got.RowDual, []float64{-3})
}

func (s suite) recovers(t *testing.T) {
	p := twoDemands()
	session, err := s.Open(p)
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	inf := math.Inf(1)
	var got optimize.Solution
	for _, step := range []struct {
		name   string
		change func() error
		want   optimize.Status
	}{
		{"as given", func() error { return nil }, optimize.StatusOptimal},
		{"more asked than there is", func() error { return session.SetColBounds([]int32{0}, []float64{90}, []float64{90}) }, optimize.StatusInfeasible},
		{"still so", func() error { return nil }, optimize.StatusInfeasible},
		{"coefficient set while infeasible", func() error { return session.SetCoeff(0, 0, 3) }, optimize.StatusInfeasible},
		{"and back", func() error { return session.SetCoeff(0, 0, 1) }, optimize.StatusInfeasible},
		{"asked less", func() error { return session.SetColBounds([]int32{0}, []float64{0}, []float64{30}) }, optimize.StatusOptimal},
		{"no bounds left", func() error {
			return errors.Join(
				session.SetColBounds([]int32{0, 1}, []float64{0, 0}, []float64{inf, inf}),
				session.SetRowBounds([]int32{0}, []float64{-inf}, []float64{inf}))
		}, optimize.StatusUnbounded},
		{"row bound again", func() error { return session.SetRowBounds([]int32{0}, []float64{-inf}, []float64{40}) }, optimize.StatusOptimal},
	} {
		if err := step.change(); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		if err := session.Solve(t.Context(), &got); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		if got.Status != step.want {
			t.Errorf("%s: got %v, want %v", step.name, got.Status, step.want)
		}
	}
	near(t, "objective", got.Objective, -6*40)
}

func (s suite) malformed(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		name  string
		spoil func(p *optimize.Problem)
	}{
		{"NaN cost", func(p *optimize.Problem) { p.Cost[0] = nan }},
		{"infinite cost", func(p *optimize.Problem) { p.Cost[0] = inf }},
		{"NaN column bound", func(p *optimize.Problem) { p.ColMin[0] = nan }},
		{"NaN row bound", func(p *optimize.Problem) { p.RowMax[0] = nan }},
		{"crossed bounds", func(p *optimize.Problem) { p.ColMin[0], p.ColMax[0] = 2, 1 }},
		{"lower bound of plus infinity", func(p *optimize.Problem) { p.ColMin[0], p.ColMax[0] = inf, inf }},
		{"NaN coefficient", func(p *optimize.Problem) { p.Value[0] = nan }},
		{"tiny coefficient", func(p *optimize.Problem) { p.Value[0] = 1e-10 }},
		{"row out of range", func(p *optimize.Problem) { p.Index[0] = 7 }},
		{"short cost", func(p *optimize.Problem) { p.Cost = p.Cost[:1] }},
		{"starts beyond the entries", func(p *optimize.Problem) { p.Start[2] = 9 }},
		{"no start", func(p *optimize.Problem) { p.Start = nil }},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := twoDemands()
			c.spoil(p)
			session, err := s.Open(p)
			if err == nil {
				session.Close()
				t.Error("got no error")
			}
		})
	}
}

func (s suite) malformedChanges(t *testing.T) {
	p := twoDemands()
	session, err := s.Open(p)
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	nan := math.NaN()
	one := []float64{1}
	for _, c := range []struct {
		name string
		err  error
	}{
		{"short costs", session.SetCosts(one)},
		{"NaN cost", session.SetCosts([]float64{1, nan})},
		{"column out of range", session.SetColBounds([]int32{2}, one, one)},
		{"negative column", session.SetColBounds([]int32{-1}, one, one)},
		{"column twice", session.SetColBounds([]int32{0, 0}, []float64{1, 1}, []float64{2, 2})},
		{"short bounds", session.SetColBounds([]int32{0, 1}, one, []float64{1, 1})},
		{"NaN bound", session.SetColBounds([]int32{0}, one, []float64{nan})},
		{"crossed column bounds", session.SetColBounds([]int32{0}, []float64{2}, one)},
		{"row out of range", session.SetRowBounds([]int32{1}, one, one)},
		{"row twice", session.SetRowBounds([]int32{0, 0}, []float64{1, 1}, []float64{2, 2})},
		{"crossed row bounds", session.SetRowBounds([]int32{0}, []float64{2}, one)},
		{"coefficient out of range", session.SetCoeff(1, 0, 1)},
		{"NaN coefficient", session.SetCoeff(0, 0, nan)},
		{"tiny coefficient", session.SetCoeff(0, 0, 1e-12)},
	} {
		if c.err == nil {
			t.Errorf("%s: got no error", c.name)
		}
	}
	// None of it may have come through.
	var got optimize.Solution
	if err := session.Solve(t.Context(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Status != optimize.StatusOptimal || !CheckOptimal(t, p, &got, Tolerance) {
		t.Errorf("got %v after refused changes", got.Status)
	}
}

func (s suite) cancelled(t *testing.T) {
	session, err := s.Open(twoDemands())
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var got optimize.Solution
	if err := session.Solve(ctx, &got); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	if got.Status == optimize.StatusOptimal {
		t.Error("got optimal from a cancelled solve")
	}
	if err := session.Solve(t.Context(), &got); err != nil || got.Status != optimize.StatusOptimal {
		t.Errorf("afterwards got %v, %v", got.Status, err)
	}
}

func (s suite) reuses(t *testing.T) {
	session, err := s.Open(twoDemands())
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	got := optimize.Solution{X: make([]float64, 9), RowDual: []float64{}}
	first := &got.X[0]
	if err := session.Solve(t.Context(), &got); err != nil {
		t.Fatal(err)
	}
	if &got.X[0] != first || len(got.X) != 2 || len(got.ColDual) != 2 || len(got.RowActivity) != 1 || len(got.RowDual) != 1 {
		t.Errorf("got lengths %d, %d, %d, %d", len(got.X), len(got.ColDual), len(got.RowActivity), len(got.RowDual))
	}
}

func (s suite) copies(t *testing.T) {
	p := twoDemands()
	session, err := s.Open(p)
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	p.Cost[0], p.ColMax[0], p.RowMax[0], p.Value[0] = 0, 0, 0, 5
	var got optimize.Solution
	if err := session.Solve(t.Context(), &got); err != nil {
		t.Fatal(err)
	}
	CheckOptimal(t, twoDemands(), &got, Tolerance)
}

func (s suite) closes(t *testing.T) {
	session, err := s.Open(twoDemands())
	if err != nil {
		t.Fatal(err)
	}
	session.Close()
	session.Close()
	if err := session.Solve(t.Context(), new(optimize.Solution)); err == nil {
		t.Error("got no error from a closed session")
	}
	if err := session.SetCosts([]float64{1, 1}); err == nil {
		t.Error("got no error from changing a closed session")
	}
}

// seeded is the same source in every run, so that a failure can be repeated.
func seeded(seed, stream uint64) *rand.Rand {
	return rand.New(rand.NewPCG(seed, stream)) //nolint:gosec // no secrets here
}

func isNear(got, want float64) bool {
	return math.Abs(got-want) <= Tolerance*(1+math.Abs(want))
}

func near(tb testing.TB, what string, got, want float64) {
	tb.Helper()
	if !isNear(got, want) {
		tb.Errorf("%s: got %.9g, want %.9g", what, got, want)
	}
}

// vectorNear compares got with want unless want is nil, which says that the answer is not unique.
func vectorNear(tb testing.TB, what string, got, want []float64) {
	tb.Helper()
	if want == nil {
		return
	}
	if len(got) != len(want) {
		tb.Errorf("%s: got %d values, want %d", what, len(got), len(want))
		return
	}
	for i := range want {
		near(tb, fmt.Sprintf("%s %d", what, i), got[i], want[i])
	}
}
