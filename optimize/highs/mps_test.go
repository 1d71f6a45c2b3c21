package highs

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"fenhu/optimize"
	"fenhu/optimize/mps"
	"fenhu/optimize/solvertest"
)

// fromFile solves an MPS file by HiGHS's own reader, without a byte of this package.
func fromFile(t *testing.T, path string) float64 {
	t.Helper()
	m := newModel()
	defer m.destroy()
	if err := (Options{}).apply(m.raw); err != nil {
		t.Fatal(err)
	}
	if err := m.raw.ReadModelFromFile(path); err != nil {
		t.Fatal(err)
	}
	s, err := m.raw.Solve()
	if err != nil {
		t.Fatal(err)
	}
	return s.Objective
}

// Each programme of a series, after changes of costs, bounds and coefficients, is
// written, read by another reader and has the same optimum.
func TestReadsBackWhatWasRecorded(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var want []float64
	recorder := &mps.Recorder{Solver: New(Options{}), Solved: func(n int, p *optimize.Problem, s *optimize.Solution) error {
		if err := p.Check(); err != nil {
			return err
		}
		f, err := os.Create(filepath.Join(dir, fmt.Sprintf("%d.mps", n)))
		if err != nil {
			return err
		}
		want = append(want, s.Objective)
		if err := mps.Write(f, "pass", p); err != nil {
			return err
		}
		return f.Close()
	}}
	r := rand.New(rand.NewPCG(5, 6))
	p := solvertest.Reservoirs(r, 4, 12)
	s, err := recorder.Open(p)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var sol optimize.Solution
	for k := range 8 {
		j, i := int32(r.IntN(p.NumCols())), int32(r.IntN(p.NumRows()))
		cost := make([]float64, p.NumCols())
		for c := range cost {
			cost[c] = p.Cost[c] * (0.5 + r.Float64())
		}
		inflow := []float64{p.RowMin[i] - 5}
		value := 0.5
		if k%2 == 1 {
			value = 0
		}
		for _, err := range []error{
			s.SetCosts(cost), s.SetRowBounds([]int32{i}, inflow, inflow),
			s.SetColBounds([]int32{j}, []float64{0}, []float64{p.ColMax[j] + 3}),
			s.SetCoeff(3, 0, value), s.Solve(t.Context(), &sol),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		if sol.Status != optimize.StatusOptimal {
			t.Skipf("programme %d is %v", k+1, sol.Status)
		}
		if got := fromFile(t, filepath.Join(dir, fmt.Sprintf("%d.mps", k+1))); math.Abs(got-want[k]) > 1e-7*(1+math.Abs(want[k])) {
			t.Errorf("programme %d: read back %.12g, solved %.12g", k+1, got, want[k])
		}
	}
}
