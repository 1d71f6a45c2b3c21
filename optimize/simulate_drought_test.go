package optimize_test

import (
	"math"
	"testing"

	"fenhu/optimize"
)

// TestTracesObeyDroughtPlans: with the document's own inflow the levels are those of a
// rolling run with a window of one step; drier traces go through other levels, and
// what a plan cuts is no shortage.
func TestTracesObeyDroughtPlans(t *testing.T) {
	t.Parallel()
	n := load(t, "../testdata/cases/drought-plan/basin.yaml")
	want := allocate(t, n, optimize.Options{Mode: optimize.Rolling, Window: 1, Advance: 1})
	set := scaledSet(t, n, 6, func(k, u int) float64 { return math.Max(0, 1+0.3*float64(k%3)*math.Cos(float64(k+u))-0.15*float64(k)) })
	set.Traces[0].Inflow = scaledSet(t, n, 1, func(int, int) float64 { return 1 }).Traces[0].Inflow
	got := simulate(t, n, set, optimize.SimulateOptions{})
	if len(got.Plans) != 1 || len(want.Drought) != 1 || got.Plans[0] != want.Drought[0].ID || got.Failed() > 0 {
		t.Fatalf("plans %v, failed %d", got.Plans, got.Failed())
	}
	seen := map[int8]bool{}
	for k := range got.Traces {
		trace := &got.Traces[k]
		restricted, lacking, short := 0.0, 0.0, 0.0
		for _, level := range trace.Drought[0] {
			seen[level] = true
		}
		for u := range got.Users {
			for s, demand := range got.Users[u].Demand {
				cut, lack := float64(trace.Restricted[u][s]), got.Shortage(trace, u, s)
				near(t, "delivered, restricted and short", float64(trace.Delivery[u][s])+cut+lack, float64(demand))
				restricted += cut
				lacking += lack
			}
		}
		for l, id := range got.Levels {
			for _, x := range trace.Short[l] {
				if id != "base-flow" {
					short += float64(x)
				}
			}
		}
		near(t, "shortage of the levels", short, lacking)
		if k > 0 {
			continue
		}
		wanted := 0.0
		for s, p := range want.Drought[0].Periods {
			if int8(p.Level) != trace.Drought[0][s] {
				t.Errorf("step %d: level %d, a rolling run has %d", s, trace.Drought[0][s], p.Level)
			}
			wanted += p.Restriction
		}
		near(t, "restricted", restricted, wanted)
		if wanted == 0 {
			t.Error("the plan of the case restricts nothing")
		}
	}
	if len(seen) < 3 {
		t.Errorf("only levels %v turn up", seen)
	}
	again := simulate(t, n, set, optimize.SimulateOptions{Workers: 3})
	if fingerprint(t, again.Traces) != fingerprint(t, got.Traces) {
		t.Error("three workers: other bits")
	}
}
