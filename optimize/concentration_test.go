package optimize_test

import (
	"math"
	"slices"
	"testing"

	wq "fenhu/network/quality"
	"fenhu/optimize"
)

// river is a document of water quality with the given settings and nodes; all
// water comes in its first three months, evenly.
func river(t *testing.T, quality, nodes string) *optimize.Allocation {
	t.Helper()
	n := decode(t, []byte(`
format: fenhu/1
id: river
planning_year: 2025
calendar: {start: "2025-01", periods: 3}
regions: [{id: a, name_zh: 甲县}]
profiles: [{id: three, months: [0.3333333333333333, 0.3333333333333333, 0.3333333333333333, 0, 0, 0, 0, 0, 0, 0, 0, 0]}]
quality: `+quality+`
nodes:
  - {id: sea, kind: outlet}
`+nodes))
	a := allocate(t, n, optimize.Options{})
	checkInvariants(t, a)
	return a
}

// concentration is that of a pollutant at a section.
func concentration(tb testing.TB, a *optimize.Allocation, section string, i wq.Indicator) []float64 {
	tb.Helper()
	for _, s := range a.SectionQuality {
		for _, v := range s.Values {
			if s.ID == section && v.Indicator == i {
				return v.MgL
			}
		}
	}
	tb.Fatalf("no %s at %s", i, section)
	return nil
}

// loadsOf is the balance of COD.
func loadsOf(tb testing.TB, a *optimize.Allocation) optimize.LoadLedger {
	tb.Helper()
	for _, l := range a.WaterQuality.Loads {
		if l.Indicator == wq.COD {
			return l
		}
	}
	tb.Fatal("no loads of COD")
	return optimize.LoadLedger{}
}

// TestMixingAndDecayOfTheWorkedExamples: RULES WQ-05 and WQ-06, to their digits.
func TestMixingAndDecayOfTheWorkedExamples(t *testing.T) {
	t.Parallel()
	a := river(t, "{indicators: [cod, nh3n], decay: {cod: 0.2, nh3n: 0.15}}", `
  - {id: in, kind: inflow, to: up, flow_m3s: 6, quality: {cod: 28, nh3n: 1.4}}
  - {id: up, kind: junction}
  - {id: reach, kind: reach, from: up, to: gauge, travel: {length_km: 36, velocity_ms: 0.25}}
  - {id: gauge, kind: section, to: sea, target_class: III}
  - {id: clean, kind: inflow, to: mix, flow_m3s: 6.0, quality: {cod: 18, nh3n: 0}}
  - {id: foul, kind: inflow, to: mix, flow_m3s: 0.8, quality: {cod: 50, nh3n: 0}}
  - {id: mix, kind: section, to: sea, target_class: III}
`)
	for what, x := range map[string][2]float64{
		"WQ-06 COD": {concentration(t, a, "gauge", wq.COD)[0], 20.062877}, "WQ-06 NH3-N": {concentration(t, a, "gauge", wq.NH3N)[0], 1.090321},
		"WQ-05": {concentration(t, a, "mix", wq.COD)[2], 21.764706},
	} {
		if math.Abs(x[0]-x[1]) > 5e-7 {
			t.Errorf("%s: %.7f, want %.6f", what, x[0], x[1])
		}
	}
	s := a.SectionQuality[0]
	if s.Class[0] != 4 || s.By[0] != wq.NH3N && s.By[0] != wq.COD || s.Met[0] || s.Attainment != 0 || s.Assessed != 3 {
		t.Errorf("class %v by %v, met %v, attainment %g of %d", s.Class, s.By, s.Met, s.Attainment, s.Assessed)
	}
}

// TestColdWaterDecaysSlowly: WQ-06, k = 0.2·1.047^(8−20) = 0.115258.
func TestColdWaterDecaysSlowly(t *testing.T) {
	t.Parallel()
	a := river(t, "{indicators: [cod], decay: {cod: 0.2}, temperature: 8}", `
  - {id: in, kind: inflow, to: gauge, flow_m3s: 6, quality: {cod: 28}}
  - {id: gauge, kind: section, to: below, travel: {travel_days: 1}}
  - {id: below, kind: section, to: sea}
`)
	near(t, "k", -math.Log(concentration(t, a, "below", wq.COD)[0]/28), 0.2*math.Pow(1.047, -12))
	if s := a.SectionQuality[1]; s.Assessed != 0 || s.Attainment != 1 || s.Values[0].TargetMgL != nil {
		t.Errorf("a section without a target is assessed: %+v", s)
	}
}

// TestAReservoirIsAMixedTank: full at 1000 and with 100 in a month all of which
// it hands on, so C₁·(100 + 1000 + 0.01·days·1000) = C₀·1000 + 100·30.
func TestAReservoirIsAMixedTank(t *testing.T) {
	t.Parallel()
	a := river(t, "{indicators: [cod], decay: {cod: 5}}", `
  - {id: in, kind: inflow, to: lake, annual: 300, profile: three, quality: {cod: 30}}
  - {id: lake, kind: reservoir, normal: 1000, initial: 1000, dead: 1000, quality: {cod: 10}, decay: {cod: 0.01}}
  - {id: out, kind: reach, from: lake, to: gauge}
  - {id: gauge, kind: section, to: sea, target_mgl: {cod: 9}}
`)
	c, got := 10.0, concentration(t, a, "gauge", wq.COD)
	for u, days := range []float64{31, 28, 31} {
		c = (1000*c + 3000) / (1100 + 10*days)
		near(t, "concentration", got[u], c)
	}
	near(t, "first month", got[0], 13000.0/1410)
	l := loadsOf(t, a)
	near(t, "stored at first", l.Initial, 100)
	near(t, "came in", l.Runoff, 90)
	near(t, "stored at last", l.Final, 10*c)
	near(t, "left", l.Outflow, got[0]+got[1]+got[2])
	near(t, "decayed", l.Decayed, 190-l.Final-l.Outflow)
	near(t, "room", a.SectionQuality[0].Values[0].Capacity[0], 9-got[0])
}

// TestTreatmentTakesOutWhatItSays: 90 of sewage at COD 300, TP 4 and NH3-N 30 a month
// reach works that treat 60: COD to 40, TP by 0.9, and NH3-N, which is cleaner than the
// effluent's 35, not at all. 30 bypass them. The brook brings 100 clean.
func TestTreatmentTakesOutWhatItSays(t *testing.T) {
	t.Parallel()
	a := river(t, "{indicators: [cod, nh3n, tp], effluent: {cod: 40, nh3n: 35}}", `
  - {id: brook, kind: inflow, to: j, annual: 600, profile: three, quality: {cod: 0, nh3n: 0, tp: 0}}
  - {id: j, kind: junction}
  - {id: rest, kind: reach, from: j, to: gauge}
  - {id: town, kind: demand, region: a, sector: urban-domestic, annual: 300, profile: three, consumption: 0.1, returns: [{to: works}],
     sources: [{from: j}], return_quality: {cod: 300, nh3n: 30, tp: 4}}
  - {id: works, kind: treatment, to: gauge, removal: {tp: 0.9}, capacity_m3s: [0.22401433691756273, 0.24801587301587302, 0.22401433691756273, 1, 1, 1, 1, 1, 1, 1, 1, 1]}
  - {id: gauge, kind: section, to: sea}
`)
	near(t, "COD", concentration(t, a, "gauge", wq.COD)[0], (60*40+30*300)/190.0)
	near(t, "NH3-N", concentration(t, a, "gauge", wq.NH3N)[0], 90*30/190.0)
	near(t, "TP", concentration(t, a, "gauge", wq.TP)[0], (60*0.4+30*4)/190.0)
	l := loadsOf(t, a)
	near(t, "returned", l.Returns, 3*90*300*0.01)
	near(t, "removed", l.Removed, 3*60*260*0.01)
	near(t, "left", l.Outflow, l.Returns-l.Removed)
}

// TestNonPointLoadsAreWashedIn: 1200 t a year, of which a tenth reaches the river in
// a quarter of a year (90 of 365 days) with 300 of water.
func TestNonPointLoadsAreWashedIn(t *testing.T) {
	t.Parallel()
	a := river(t, "{indicators: [cod], background: {cod: 10}}", `
  - {id: in, kind: inflow, to: gauge, annual: 300, profile: three, nonpoint: {cod: 1200}, nonpoint_share: 0.1}
  - {id: gauge, kind: section, to: sea}
`)
	near(t, "concentration", concentration(t, a, "gauge", wq.COD)[1], 10+120*90/365.0/3)
	near(t, "load", loadsOf(t, a).Runoff, 30+120*90/365.0)
}

// TestLateWaterKeepsItsQuality: of what leaves in January, 28/31 arrive in February
// after 31 days and the rest in March; what the users draw takes its load along.
func TestLateWaterKeepsItsQuality(t *testing.T) {
	t.Parallel()
	a := river(t, "{indicators: [cod], decay: {cod: 0.01}}", `
  - {id: in, kind: inflow, to: up, annual: 300, profile: three, quality: {cod: [10, 20, 30, 0, 0, 0, 0, 0, 0, 0, 0, 0]}}
  - {id: up, kind: junction}
  - {id: slow, kind: reach, from: up, to: gauge, lag_days: 31}
  - {id: gauge, kind: section, to: sea}
  - {id: town, kind: demand, region: a, sector: urban-domestic, annual: 30, profile: three, sources: [{from: up}]}
`)
	left := math.Exp(-0.31)
	got := concentration(t, a, "gauge", wq.COD)
	near(t, "February", got[1], 10*left)
	arrivals := [2]float64{90 * 3 / 31.0, 90} // of January's and February's water in March
	near(t, "March", got[2], (10*arrivals[0]+20*arrivals[1])/(arrivals[0]+arrivals[1])*left)
	if got[0] != 0 || a.SectionQuality[0].Class[0] != 0 {
		t.Errorf("January is dry, yet it has %g", got[0])
	}
	l := loadsOf(t, a)
	near(t, "withdrawn", l.Withdrawn, 10*(10+20+30)*0.01)
	near(t, "on its way", l.Travelling, 90*30*0.01*left)
}

// TestConcentrationsNeedNoTargets: rolling runs have them too and say that they
// pursue nothing.
func TestConcentrationsNeedNoTargets(t *testing.T) {
	t.Parallel()
	n := load(t, "../testdata/cases/wq-08-dilution/basin.yaml")
	a := allocate(t, n, optimize.Options{Mode: optimize.Rolling, Window: 1, Certificate: true})
	checkInvariants(t, a)
	q := a.WaterQuality
	if q.Pursued || !q.Ignored || q.Rounds != nil {
		t.Errorf("pursued %t, ignored %t, %+v", q.Pursued, q.Ignored, q.Rounds)
	}
	near(t, "without the diversion", concentration(t, a, "gauge", wq.COD)[0], 27180.0/1340)
	if v := verify(t, a); !v.OK {
		t.Errorf("not verified: %+v", v)
	}
	for _, l := range a.Levels {
		if l.ID == "water-quality" {
			t.Error("a rolling run has the level")
		}
	}
}

// TestOrderOfNodesDoesNotChangeConcentrations with a plan that is the only one.
func TestOrderOfNodesDoesNotChangeConcentrations(t *testing.T) {
	t.Parallel()
	for _, dir := range []string{"wq-08-dilution", "wq-pooling", "wq-reservoir"} {
		n := load(t, "../testdata/cases/"+dir+"/basin.yaml")
		want := concentration(t, allocate(t, n, optimize.Options{}), "gauge", wq.COD)
		slices.Reverse(n.Nodes)
		for u, c := range concentration(t, allocate(t, n, optimize.Options{}), "gauge", wq.COD) {
			near(t, dir, c, want[u])
		}
	}
}
