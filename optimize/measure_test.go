package optimize_test

import (
	"math"
	"testing"

	"fenhu/network"
	"fenhu/optimize"
)

// TestReliability checks RULES AL-08: 43 of 45 years, 520 of 540 months.
func TestReliability(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		m, n int
		want float64
	}{{43, 45, 0.934783}, {520, 540, 0.961183}} {
		if got := optimize.Reliable(c.m, c.n); math.Abs(got-c.want) > 5e-7 {
			t.Errorf("%d of %d: got %.6f, want %.6f", c.m, c.n, got, c.want)
		}
	}
}

// TestFairness checks the examples of RULES AL-11.
func TestFairness(t *testing.T) {
	t.Parallel()
	if got := optimize.Variation([]float64{.92, .85, 1}); math.Abs(got-0.066371) > 5e-7 {
		t.Errorf("CV %.6f, want 0.066371", got)
	}
	people := []float64{30, 50, 80, 120, 220}
	if got := optimize.Gini(people, []float64{4500, 6000, 10400, 13200, 19800}); math.Abs(got-0.092282) > 5e-7 {
		t.Errorf("Gini %.6f, want 0.092282", got)
	}
	if got := optimize.Gini(people, people); math.Abs(got) > 1e-12 {
		t.Errorf("Gini of proportional shares %g, want 0", got)
	}
	if got := optimize.Gini(nil, nil); got != 0 {
		t.Errorf("Gini of nothing %g", got)
	}
}

// TestWaterValues prices a river by hand. A town (loss 30) is served in full, a
// field (loss 2.5) is short, and a pump at 0.5 serves a second town at its limit:
// one more m³ at the junction goes to the field and saves 2.5; at the pump's hub
// it saves 0.5 of pumping; more of the quota that stops the field saves 2.5.
func TestWaterValues(t *testing.T) {
	t.Parallel()
	a := allocate(t, decode(t, []byte(`
format: fenhu/1
id: values
planning_year: 2025
calendar: {start: "2025-01", periods: 1}
prices: {electricity: 0.5}
profiles: [{id: flat, months: [1,0,0,0,0,0,0,0,0,0,0,0]}]
regions: [{id: a, name_zh: 甲}]
nodes:
  - {id: in, kind: inflow, to: j, annual: 100, profile: flat}
  - {id: j, kind: junction}
  - {id: town, kind: demand, region: a, sector: urban-domestic, annual: 40, profile: flat, sources: [{from: j}]}
  - {id: field, kind: demand, region: a, sector: irrigation, annual: 90, profile: flat, sources: [{from: j}]}
  - {id: far, kind: boundary}
  - {id: pump, kind: transfer, from: far, to: hub, energy: 1}
  - {id: hub, kind: junction}
  - {id: upper, kind: demand, region: a, sector: urban-domestic, annual: 10, profile: flat, sources: [{from: hub}]}
  - {id: park, kind: demand, region: a, sector: ecology, annual: 10, profile: flat, sources: [{from: far2}]}
  - {id: far2, kind: boundary, capacity_m3s: 0}
  - {id: closed, kind: transfer, from: far, to: dry, capacity_m3s: 0}
  - {id: dry, kind: junction}
  - {id: works, kind: demand, region: a, sector: industry, annual: 10, profile: flat, sources: [{from: dry}]}
  - {id: r, kind: reach, from: j, to: out}
  - {id: out, kind: outlet}
projects: [{id: p, name_zh: 新管线, members: [closed], on: true}]
`)), optimize.Options{})
	value := map[string]float64{}
	for _, n := range a.Nodes {
		if len(n.WaterValue) > 0 {
			value[n.ID] = n.WaterValue[0]
		}
	}
	near(t, "value at the junction", value["j"], 2.5)
	near(t, "value at the hub", value["hub"], 0.5)
	near(t, "value where nothing is short", value["out"], 0)
	near(t, "value of the closed pipe: loss of industry", project(t, a, "p").WaterValue, 15)
	for _, s := range a.Network().Nodes {
		if _, ok := s.(*network.Demand); ok && value[s.Info().ID] < 0 {
			t.Errorf("%s has a negative value %g", s.Info().ID, value[s.Info().ID])
		}
	}
}
