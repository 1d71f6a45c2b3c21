package drought

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

func TestRunsBelowAThreshold(t *testing.T) {
	t.Parallel()
	values := []float64{12, 8, 6, 10, 9, 11, 3, 4, 5}
	got := must(Runs(values, []float64{10}, RunOptions{}))(t)
	want := []Run{{1, 3, 6, 4, 2}, {4, 5, 1, 1, 4}, {6, 9, 18, 7, 6}}
	if d := cmp.Diff(want, got); d != "" {
		t.Fatal(d)
	}
	if got[2].Duration() != 3 || got[2].Intensity() != 6 {
		t.Errorf("duration %d, intensity %v", got[2].Duration(), got[2].Intensity())
	}
	// A threshold a step, and a missing value that ends the run.
	got = must(Runs([]float64{5, math.NaN(), 5, 5}, []float64{6, 6, 7, 5}, RunOptions{}))(t)
	want = []Run{{0, 1, 1, 1, 0}, {2, 3, 2, 2, 2}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestPoolingJoinsAcrossMinorReliefs(t *testing.T) {
	t.Parallel()
	values := []float64{12, 8, 6, 10, 9, 11, 3, 4, 5}
	pooled := must(Runs(values, []float64{10}, RunOptions{Gap: 1}))(t)
	want := []Run{{1, 9, 24, 7, 6}} // 6 + 1 − 0, then + 18 − 1
	if d := cmp.Diff(want, pooled); d != "" {
		t.Error(d)
	}
	limited := must(Runs(values, []float64{10}, RunOptions{Gap: 1, Relief: 0.1}))(t)
	want = []Run{{1, 5, 7, 4, 2}, {6, 9, 18, 7, 6}} // an excess of 1 is more than a tenth of 7
	if d := cmp.Diff(want, limited); d != "" {
		t.Error(d)
	}
	long := must(Runs(values, []float64{10}, RunOptions{Shortest: 2, Mildest: 10}))(t)
	want = []Run{{6, 9, 18, 7, 6}}
	if d := cmp.Diff(want, long); d != "" {
		t.Error(d)
	}
}

func TestRunsHoldAllDeficit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOf(rapid.Float64Range(0, 10)).Draw(t, "values")
		runs, err := Runs(values, []float64{5}, RunOptions{})
		if err != nil {
			t.Fatal(err)
		}
		var want, got float64
		for _, x := range values {
			want += max(0, 5-x)
		}
		last := -1
		for _, r := range runs {
			got += r.Severity
			if r.Start <= last || r.End <= r.Start || r.Peak > r.Severity+1e-12 {
				t.Fatalf("run %+v after step %d", r, last)
			}
			last = r.End
		}
		if math.Abs(got-want) > 1e-9 {
			t.Fatalf("deficits of runs %v, of the series %v", got, want)
		}
		gap := rapid.IntRange(0, 4).Draw(t, "gap")
		pooled, err := Runs(values, []float64{5}, RunOptions{Gap: gap})
		if err != nil || len(pooled) > len(runs) {
			t.Fatalf("%d runs, %d pooled, %v", len(runs), len(pooled), err)
		}
	})
}

func TestDesignDroughtByHand(t *testing.T) {
	t.Parallel()
	// 10 runs in 20 years: λ = 0.5, so T = 20 years is exceeded by 1/10 of the runs.
	var runs []Run
	at := 0
	for _, d := range []int{1, 2, 3, 4, 2, 1, 5, 3, 2, 2} {
		runs = append(runs, Run{Start: at, End: at + d, Severity: 10 * float64(d)})
		at += d + 3
	}
	got := must(DesignDroughts(runs, 20, []float64{4, 20}))(t)
	// Mean duration 2.5: P(D > d) = 0.6^d.
	near(t, "duration", got[1].Duration, math.Log(0.1)/math.Log(0.6), 1e-12)
	severities := []float64{10, 20, 30, 40, 20, 10, 50, 30, 20, 20}
	g := must(FitGamma(severities))(t)
	near(t, "share above the severity", 1-g.Undercut(got[1].Severity), 0.1, 1e-9)
	near(t, "share above the severity of 4 years", 1-g.Undercut(got[0].Severity), 0.5, 1e-9)
	if got[1].Joint != 20 || got[0].Severity >= got[1].Severity {
		t.Errorf("got %+v", got)
	}
	if _, err := DesignDroughts(runs, 20, []float64{2}); err == nil {
		t.Error("the mean time between runs as a return period: no error")
	}
	if _, err := DesignDroughts(runs[:3], 20, []float64{20}); err == nil {
		t.Error("three runs: no error")
	}
}

func TestDR16ScenariosOfARecord(t *testing.T) {
	t.Parallel()
	annual := []float64{5, 4, 9, 1, 6, 2, 3, 8}
	for n, want := range map[int]Worst{1: {3, 1, 1}, 2: {5, 2, 2.5}, 3: {3, 3, 3}} {
		got := must(WorstRun(annual, n))(t)
		if d := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-12)); d != "" {
			t.Errorf("%d years: %s", n, d)
		}
	}
	set := must(InflowScenarios(annual, 1990, []float64{0.1}))(t)
	var ids []string
	for _, s := range set {
		ids = append(ids, s.ID)
	}
	want := []string{"p50", "p75", "p90", "p95", "p97", "worst-2", "worst-3", "year-1993", "year-1995", "year-1996", "less-10"}
	if d := cmp.Diff(want, ids); d != "" {
		t.Error(d)
	}
	if set[5].Name.ZH != "最枯连续2年（1995—1996）" || set[10].Scale != 0.9 {
		t.Errorf("got %+v, %+v", set[5], set[10])
	}
	if _, err := WorstRun(annual, 9); err == nil {
		t.Error("9 of 8 years: no error")
	}
}
