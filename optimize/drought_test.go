package optimize_test

import (
	"testing"

	"fenhu/network"
	"fenhu/optimize"
)

// worstShortage is the largest monthly shortage rate, beyond planned
// restrictions, of the sectors over the whole basin.
func worstShortage(a *optimize.Allocation, sectors ...network.Sector) float64 {
	worst := 0.0
	for t := range a.Periods {
		demand, short := 0.0, 0.0
		for _, c := range append(append([]optimize.County(nil), a.Counties...), a.Outside...) {
			for _, s := range c.Sectors {
				for _, want := range sectors {
					if s.Sector == want {
						demand += s.Periods[t].Demand
						short += s.Periods[t].Shortage()
					}
				}
			}
		}
		worst = max(worst, short/demand)
	}
	return worst
}

// TestThePlanOfTheSeedSparesTowns: in a dry year the example plan reaches orange
// one level after the other, and leaves towns and industry less short in the
// worst month than a run that knows as little and has no plan.
func TestThePlanOfTheSeedSparesTowns(t *testing.T) {
	t.Parallel()
	n := changed(t, seed(t), "[{inflow: {p: 95}}, {rule: {id: drought-plan, off: false}}]")
	with := allocate(t, n, optimize.Options{Mode: optimize.Rolling, Certificate: true})
	checkInvariants(t, with)
	if v := verify(t, with); !v.OK {
		t.Errorf("not verified: %+v", v)
	}
	if len(with.Drought) != 1 || !with.Drought[0].InForce || len(with.Drought[0].Periods) != 12 {
		t.Fatalf("drought %+v", with.Drought)
	}
	level := network.NoDrought
	for i, p := range with.Drought[0].Periods {
		if p.Level < level || p.Level > level+1 || (p.Level != level) != (len(p.Because) > 0) {
			t.Errorf("period %d: %s after %s, because %+v", i, p.Level, level, p.Because)
		}
		if level = p.Level; level >= network.DroughtYellow && p.Restriction <= 0 {
			t.Errorf("period %d: %s restricts nothing", i, level)
		}
	}
	if level != network.DroughtOrange {
		t.Errorf("ends at %s, want orange", level)
	}
	near(t, "delivery + restriction + shortage", with.Indicators.Delivery+with.Indicators.Restriction+with.Indicators.Shortage, with.Indicators.Demand)
	without := allocate(t, changed(t, n, "[{rule: {id: drought-plan, off: true}}]"), optimize.Options{Mode: optimize.Rolling})
	for _, sectors := range [][]network.Sector{{network.Industry}, {network.UrbanDomestic, network.Industry}} {
		if w, o := worstShortage(with, sectors...), worstShortage(without, sectors...); w > 0.6*o {
			t.Errorf("%v: worst month %.3f with the plan, %.3f without", sectors, w, o)
		}
	}
	tampered := with.Drought[0].Periods[5].Restriction
	with.Drought[0].Periods[5].Restriction += 7
	if v := verify(t, with); v.OK {
		t.Errorf("a changed timeline was accepted (restriction %g)", tampered)
	}
}

// TestForesightIgnoresThePlan: a plan that knew the future would be none.
func TestForesightIgnoresThePlan(t *testing.T) {
	t.Parallel()
	n := load(t, "../testdata/cases/drought-plan/basin.yaml")
	with, without := allocate(t, n, optimize.Options{}), allocate(t, changed(t, n, "[{rule: {id: plan, off: true}}]"), optimize.Options{})
	if len(with.Drought) != 1 || with.Drought[0].InForce || len(with.Drought[0].Periods) != 0 || without.Drought != nil {
		t.Errorf("drought %+v and %+v", with.Drought, without.Drought)
	}
	a, b := levels(with), levels(without)
	for id := range a {
		near(t, "level "+id, a[id], b[id])
	}
	near(t, "restriction", with.Indicators.Restriction, 0)
}

// TestLevelsHoldOverTheKeptPeriods: with several periods kept of a window the
// level is decided once for them.
func TestLevelsHoldOverTheKeptPeriods(t *testing.T) {
	t.Parallel()
	n := load(t, "../testdata/cases/drought-plan/basin.yaml")
	a := allocate(t, n, optimize.Options{Mode: optimize.Rolling, Window: 2, Advance: 2, Certificate: true})
	checkInvariants(t, a)
	if v := verify(t, a); !v.OK {
		t.Errorf("not verified: %+v", v)
	}
	p := a.Drought[0].Periods
	for i := 0; i < len(p); i += 2 {
		if p[i].Level != p[i+1].Level || len(p[i+1].Because) > 0 {
			t.Errorf("periods %d and %d: %+v, %+v", i, i+1, p[i], p[i+1])
		}
	}
}
