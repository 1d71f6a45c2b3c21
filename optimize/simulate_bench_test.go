package optimize_test

import (
	"strconv"
	"syscall"
	"testing"
	"time"

	"fenhu/optimize"
	"fenhu/optimize/highs"
)

// BenchmarkSimulate runs traces of ten years by the month through the seed: on
// one and two workers, and, in the same run, with every step as a programme of
// its own. Rates per second of CPU compare on a machine that does other work, too.
func BenchmarkSimulate(b *testing.B) {
	n := changed(b, seed(b), "[{set: {calendar.periods: 120}}]")
	set := scaledSet(b, n, 4, yearly)
	traces := float64(len(set.Traces))
	var ours, scratch float64 // CPU seconds a trace
	for _, workers := range []int{1, 2} {
		b.Run("workers="+strconv.Itoa(workers), func(b *testing.B) {
			begin, cpu := time.Now(), cpuSeconds(b)
			for b.Loop() {
				out := simulate(b, n, set, optimize.SimulateOptions{Workers: workers})
				if out.Failed() > 0 {
					b.Fatalf("%d traces failed", out.Failed())
				}
			}
			ours = (cpuSeconds(b) - cpu) / traces / float64(b.N)
			b.ReportMetric(traces*float64(b.N)/time.Since(begin).Seconds(), "traces/s")
			b.ReportMetric(ours, "cpu-s/trace")
		})
	}
	b.Run("scratch", func(b *testing.B) {
		begin, cpu := time.Now(), cpuSeconds(b)
		for b.Loop() {
			if err := optimize.RunTraces(b.Context(), n, set, highs.New(highs.Options{}), 2); err != nil {
				b.Fatal(err)
			}
		}
		scratch = (cpuSeconds(b) - cpu) / traces / float64(b.N)
		b.ReportMetric(traces*float64(b.N)/time.Since(begin).Seconds(), "traces/s")
		b.ReportMetric(scratch, "cpu-s/trace")
		if ours > 0 {
			b.ReportMetric(scratch/ours, "ratio")
		}
	})
}

// cpuSeconds is the CPU time of the process.
func cpuSeconds(b *testing.B) float64 {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}
