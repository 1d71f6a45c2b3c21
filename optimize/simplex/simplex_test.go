package simplex

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"fenhu/optimize"
	"fenhu/optimize/solvertest"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	solvertest.Run(t, New())
}

func TestRefusesLargeProblems(t *testing.T) {
	t.Parallel()
	p := solvertest.Reservoirs(rand.New(rand.NewPCG(1, 1)), 3, 24)
	if _, err := New().Open(p); err == nil {
		t.Errorf("got no error for %d rows and %d columns", p.NumRows(), p.NumCols())
	}
}

func TestProvesLargerProblems(t *testing.T) {
	t.Parallel()
	for seed := range uint64(10) {
		r := rand.New(rand.NewPCG(seed, 5))
		for _, p := range []*optimize.Problem{
			solvertest.Feasible(r, 30, 40),
			solvertest.Reservoirs(r, 2, 6),
		} {
			if !solvertest.CheckOptimal(t, p, solvertest.Solve(t, New(), p), solvertest.Tolerance) {
				t.Errorf("seed %d failed", seed)
			}
		}
	}
}

// A bound of 1e12 beside numbers of everyday size is first left out, and must
// yet hold where it matters.
func TestVastBounds(t *testing.T) {
	t.Parallel()
	p := &optimize.Problem{
		Cost: []float64{-1, 1}, ColMin: []float64{0, 0}, ColMax: []float64{1e12, 5},
		RowMin: []float64{-1e12}, RowMax: []float64{3e12},
		Start: []int32{0, 1, 2}, Index: []int32{0, 0}, Value: []float64{1, -1},
	}
	got := solvertest.Solve(t, New(), p)
	solvertest.CheckOptimal(t, p, got, solvertest.Tolerance)
	if got.X[0] != 1e12 || got.X[1] != 0 {
		t.Errorf("got %v, want [1e12 0]", got.X)
	}
}

func TestStopsWhenAsked(t *testing.T) {
	t.Parallel()
	session, err := New().Open(solvertest.Reservoirs(rand.New(rand.NewPCG(1, 1)), 4, 12))
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	var got optimize.Solution
	begin := time.Now()
	if err := session.Solve(ctx, &got); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, %v; want %v", err, got.Status, context.DeadlineExceeded)
	}
	if took := time.Since(begin); took > 2*time.Second {
		t.Errorf("returned after %v", took)
	}
}

func BenchmarkReservoirs(b *testing.B) {
	for _, size := range []struct {
		name          string
		nodes, months int
	}{{"16 columns and rows", 1, 2}, {"64", 2, 4}, {"192", 2, 12}, {"384", 4, 12}} {
		b.Run(size.name, func(b *testing.B) {
			p := solvertest.Reservoirs(rand.New(rand.NewPCG(1, 1)), size.nodes, size.months)
			for b.Loop() {
				if got := solvertest.Solve(b, New(), p); got.Status != optimize.StatusOptimal {
					b.Fatal(got.Status)
				}
			}
		})
	}
}
