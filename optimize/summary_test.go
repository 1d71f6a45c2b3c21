package optimize_test

import (
	"math"
	"testing"

	"fenhu/network"
	"fenhu/optimize"
)

// Two users, three traces of weights 1, 1 and 2, two steps. The first user lacks
// 10 and 0, 0 and 0, 20 and 40; the second nothing, nothing, and 4 in the last step.
func TestSummaryByHand(t *testing.T) {
	t.Parallel()
	user := func(region string, sector network.Sector, demand ...float32) optimize.OutcomeUser {
		return optimize.OutcomeUser{Region: region, Sector: sector, Demand: demand}
	}
	trace := func(name string, weight float64, a, b, storage, flow []float32, levels []int8) optimize.TraceOutcome {
		return optimize.TraceOutcome{
			Name: name, Weight: weight, Delivery: [][]float32{a, b}, Storage: [][]float32{storage}, Flow: [][]float32{flow},
			Drought: [][]int8{levels}, Restricted: [][]float32{{0, 0}, {0, 0}},
		}
	}
	o := &optimize.Outcome{
		Steps: []string{"2025-01-01", "2025-02-01"}, Reservoirs: []string{"lake"}, Plans: []string{"plan"},
		Users:    []optimize.OutcomeUser{user("north", network.Industry, 100, 100), user("south", network.Irrigation, 50, 50)},
		Sections: []optimize.OutcomeSection{{ID: "weir", Target: []float32{5, 5}}},
		Traces: []optimize.TraceOutcome{
			trace("x", 1, []float32{90, 100}, []float32{50, 50}, []float32{10, 20}, []float32{5, 4}, []int8{0, 1}),
			trace("y", 1, []float32{100, 100}, []float32{50, 50}, []float32{30, 40}, []float32{6, 6}, []int8{0, 0}),
			trace("z", 2, []float32{80, 60}, []float32{50, 46}, []float32{0, 0}, []float32{0, 0}, []int8{2, 4}),
			{Name: "broken", Weight: 9, Failed: "no optimum"},
		},
	}
	s := optimize.Summarise(o, 0.5)
	near := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-6 {
			t.Errorf("%s is %v, want %v", what, got, want)
		}
	}
	if s.Traces != 4 || len(s.Failed) != 1 || s.Failed[0].Name != "broken" {
		t.Errorf("%d traces, failed %v", s.Traces, s.Failed)
	}
	near("demand", s.Total.Demand, 300)
	near("expected shortage", s.Total.Expected, (10+0+2*64)/4.0)
	near("worst half", s.Total.Worst, 64)
	near("expected of the north in the second step", s.Regions[0].ByStep[1], 2*40/4.0)
	near("probability in the first step", s.Total.Probability[0], 0.75)
	near("probability in the second", s.Total.Probability[1], 0.5)
	// Steps supplied of two: 1, 2, 0 of the north; the second trace never fails.
	near("reliability of the north", s.Regions[0].Reliability, (1.0/3+2.0/3+2*0)/4)
	near("resilience of the north", s.Regions[0].Resilience, (1+1+2*0.5)/4)
	near("vulnerability of the north", s.Regions[0].Vulnerability, (0.1+0+2*0.3)/4)
	near("expected of irrigation", s.Sectors[len(s.Sectors)-1].Expected+s.Sectors[0].Expected, s.Total.Expected)
	// Weights 2, 3, 4 lie at or below 0, 10, 30; the median is where (4 + 4/3)/2 lie.
	near("median storage at the first end", s.Reservoirs[0].Storage[0][2], 20.0/3)
	near("misses of the weir", s.Sections[0].Probability[1], 0.75)
	near("deficit of the weir", s.Sections[0].Expected, (1+0+2*10)/4.0)
	near("no drought first", s.Plans[0].Probability[0][0], 0.5)
	near("yellow or worse reached at once", s.Plans[0].Reached[0][network.DroughtYellow], 0.5)
	near("blue or worse reached in the end", s.Plans[0].Reached[1][network.DroughtBlue], 0.75)
	near("orange reached in the end", s.Plans[0].Reached[1][network.DroughtOrange], 0.5)
	near("no drought is always reached", s.Plans[0].Reached[0][network.NoDrought], 1)
	near("red in the end", s.Plans[0].Probability[1][4], 0.5)
	if w := s.Worst[0]; w.Name != "z" || w.Step != "2025-02-01" || math.Abs(w.InStep-44) > 1e-6 || len(s.Worst) != 3 {
		t.Errorf("worst traces %v", s.Worst)
	}
}
