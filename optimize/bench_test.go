package optimize_test

import (
	"fmt"
	"os"
	"runtime"
	"testing"
	"time"

	"fenhu/network"
	"fenhu/optimize"
	"fenhu/optimize/highs"
)

func graph(b *testing.B, periods int) *network.Graph {
	b.Helper()
	g, err := changed(b, seed(b), fmt.Sprintf("[{inflow: {p: 95}}, {set: {calendar.periods: %d}}]", periods)).Lower()
	if err != nil {
		b.Fatal(err)
	}
	return g
}

// BenchmarkOverhead compares, in one run, what Fenhu adds (building the
// programme, reading the solution back, checking its balance) with what bare
// HiGHS takes for a single pass over the same programme. A whole run has some
// thirty passes, so the share of a run is far smaller still.
func BenchmarkOverhead(b *testing.B) {
	for _, periods := range []int{12, 600} {
		b.Run(fmt.Sprintf("months=%d", periods), func(b *testing.B) {
			g := graph(b, periods)
			var build, solve, read time.Duration
			var columns int
			var heap, resident float64
			for b.Loop() {
				before := allocated()
				start := time.Now()
				m := optimize.Build(g)
				build += time.Since(start)
				columns = m.Problem().NumCols()
				heap += float64(allocated()-before) / float64(columns)
				m.FirstPass()
				held := residentBytes()
				s, err := highs.New(highs.Options{}).Open(m.Problem())
				if err != nil {
					b.Fatal(err)
				}
				sol := new(optimize.Solution)
				start = time.Now()
				err = s.Solve(b.Context(), sol)
				solve += time.Since(start)
				resident += (residentBytes() - held) / float64(columns)
				if err != nil || sol.Status != optimize.StatusOptimal {
					b.Fatal(sol.Status, err)
				}
				start = time.Now()
				if worst := m.Read(sol.X); worst > 1e-6 {
					b.Fatalf("balance residual %g", worst)
				}
				read += time.Since(start)
				s.Close()
			}
			n := float64(b.N)
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(build.Seconds()*1e3/n, "build-ms")
			b.ReportMetric(read.Seconds()*1e3/n, "read-ms")
			b.ReportMetric(solve.Seconds()*1e3/n, "highs-ms")
			b.ReportMetric(100*(build+read).Seconds()/solve.Seconds(), "overhead-%")
			b.ReportMetric(heap/n, "go-B/col")
			b.ReportMetric(resident/n, "highs-B/col")
			b.ReportMetric(float64(columns), "columns")
		})
	}
}

func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

// residentBytes is the memory of the process, 0 where the system does not say.
func residentBytes() float64 {
	data, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	var size, resident float64
	if _, err := fmt.Sscan(string(data), &size, &resident); err != nil {
		return 0
	}
	return resident * float64(os.Getpagesize())
}

// BenchmarkAllocate is the whole chain from the network to the tables.
func BenchmarkAllocate(b *testing.B) {
	n := changed(b, seed(b), "[{inflow: {p: 95}}]")
	for _, mode := range []optimize.Mode{optimize.Foresight, optimize.Rolling} {
		b.Run(string(mode), func(b *testing.B) {
			var solve, total float64
			for b.Loop() {
				a := allocate(b, n, optimize.Options{Mode: mode})
				solve, total = solve+a.Seconds.Solve, total+a.Seconds.Total
			}
			b.ReportMetric(100*(total-solve)/solve, "overhead-%")
		})
	}
}
