package highs

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"sync"
	"testing"

	"fenhu/optimize"
	"fenhu/optimize/solvertest"
)

// TestSessionsSideBySide runs sessions in several goroutines at once, each
// wandering between threads, and wants from each the same objectives, bit for bit.
func TestSessionsSideBySide(t *testing.T) {
	const traces = 30
	series := func() ([]float64, error) {
		r := rand.New(rand.NewPCG(9, 9))
		p := solvertest.Reservoirs(r, 5, 24)
		session, err := New(Options{}).Open(p)
		if err != nil {
			return nil, err
		}
		defer session.Close()
		var s optimize.Solution
		var got []float64
		for range traces {
			i := int32(r.IntN(p.NumRows()))
			inflow := []float64{-300 * r.Float64()}
			if err := session.SetRowBounds([]int32{i}, inflow, inflow); err != nil {
				return nil, err
			}
			if err := session.Solve(t.Context(), &s); err != nil {
				return nil, err
			}
			if s.Status != optimize.StatusOptimal {
				return nil, fmt.Errorf("status %v", s.Status)
			}
			got = append(got, s.Objective)
			runtime.Gosched()
		}
		return got, nil
	}
	want, err := series()
	if err != nil {
		t.Fatal(err)
	}
	for _, workers := range []int{1, 2, 4} {
		t.Run(strconv.Itoa(workers), func(t *testing.T) {
			var wg sync.WaitGroup
			for range workers {
				wg.Go(func() {
					got, err := series()
					if err != nil {
						t.Error(err)
						return
					}
					for k := range want {
						if math.Float64bits(got[k]) != math.Float64bits(want[k]) {
							t.Errorf("trace %d: got %.17g, want %.17g", k, got[k], want[k])
						}
					}
				})
			}
			wg.Wait()
		})
	}
}

// TestSurvivesGarbageCollection would crash if a model were freed while it is
// solved, as the binding's own finalizer does.
func TestSurvivesGarbageCollection(t *testing.T) {
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				runtime.GC()
			}
		}
	})
	r := rand.New(rand.NewPCG(3, 3))
	for range 200 {
		p := solvertest.Reservoirs(r, 4, 12)
		solvertest.CheckOptimal(t, p, solvertest.Solve(t, New(Options{}), p), solvertest.Tolerance)
	}
	close(stop)
	wg.Wait()
}

// TestCloseFreesMemory opens far more than would fit if sessions stayed.
func TestCloseFreesMemory(t *testing.T) {
	p := solvertest.Reservoirs(rand.New(rand.NewPCG(4, 4)), 10, 40) // about 2 MB each
	cycle := func(n int) {
		for range n {
			session, err := New(Options{}).Open(p)
			if err != nil {
				t.Fatal(err)
			}
			var s optimize.Solution
			if err := session.Solve(t.Context(), &s); err != nil {
				t.Fatal(err)
			}
			session.Close()
		}
	}
	cycle(20)
	before := residentMB(t)
	cycle(300)
	after := residentMB(t)
	t.Logf("resident memory: %d MB, then %d MB", before, after)
	if after > before+50 {
		t.Errorf("memory grew from %d to %d MB", before, after)
	}
}

// residentMB is the memory that the process occupies.
func residentMB(t *testing.T) int {
	t.Helper()
	statm, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Skip("needs /proc")
	}
	pages, err := strconv.Atoi(string(bytes.Fields(statm)[1]))
	if err != nil {
		t.Fatal(err)
	}
	return pages * os.Getpagesize() / (1 << 20)
}
