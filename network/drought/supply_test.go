package drought

import (
	"math"
	"testing"
)

func TestDaysOfSupplyByHand(t *testing.T) {
	t.Parallel()
	demand, inflow, length := []float64{300, 300, 300}, []float64{200, 0, 0}, []float64{31, 28, 31}
	for _, c := range []struct {
		usable, days float64
		lasts        bool
	}{
		{0, 0, false},
		{50, 15.5, false},
		{250, 31 + 14, false},
		{700, 90, true},
		{699.999, 90, false},
	} {
		days, lasts, err := DaysOfSupply(c.usable, demand, inflow, length)
		if err != nil || math.Abs(days-c.days) > 1e-3 || lasts != c.lasts {
			t.Errorf("%v: got %v days, %v, %v; want %v, %v", c.usable, days, lasts, err, c.days, c.lasts)
		}
	}
	if _, _, err := DaysOfSupply(1, demand, inflow[:2], length); err == nil {
		t.Error("series of different lengths: no error")
	}
}

func TestShortageIsNotNettedBetweenSteps(t *testing.T) {
	t.Parallel()
	got := must(Shortages([]SectorSupply{
		{"domestic", []float64{10, 10}, []float64{10, 10}},
		{"irrigation", []float64{0, 80}, []float64{20, 60}},
	}))(t)
	near(t, "domestic", got[0].Rate, 0, 0)
	near(t, "irrigation", got[1].Rate, 0.25, 1e-15)
	near(t, "all", got[2].Rate, 0.2, 1e-15)
}

func TestZones(t *testing.T) {
	t.Parallel()
	for v, want := range map[float64]Zone{100: ZoneNormal, 80: ZoneNormal, 79: ZoneWarning, 30: ZoneWarning, 29: ZoneDry} {
		if got := must(ZoneOf(v, 80, 30))(t); got != want {
			t.Errorf("%v: got %v, want %v", v, got, want)
		}
	}
	if _, err := ZoneOf(50, 30, 80); err == nil {
		t.Error("dry above warning: no error")
	}
	bad := DefaultZoneFactors()
	bad[1].Dry.Value = 0.95
	if _, err := Restrict([]float64{1, 1, 1, 1}, bad, ZoneDry); err == nil {
		t.Error("a larger factor in the dry zone: no error")
	}
}

func TestLimitStorageLooksAheadAndAround(t *testing.T) {
	t.Parallel()
	demand, inflow := []float64{10, 0, 50, 0}, []float64{0, 20, 0, 40}
	got := must(LimitStorage(5, demand, inflow, 3, true))(t)
	for i, want := range []float64{5 + 40, 5 + 30, 5 + 50, 5} { // 10−20+50, −20+50, 50, −40+10−20 < 0
		near(t, "storage", got[i], want, 1e-12)
	}
	got = must(LimitStorage(5, demand, inflow, 3, false))(t)
	near(t, "the last step", got[3], 5, 1e-12)
	if _, err := LimitStorage(5, demand, inflow, 0, false); err == nil {
		t.Error("no window: no error")
	}
}

func TestHedgingNeverReleasesMoreThanThereIs(t *testing.T) {
	t.Parallel()
	for a := 0.0; a < 3000; a += 50 {
		for _, k := range []float64{0.3, 0.8, 1} {
			r := HedgedRelease(1400, a, k)
			if r > a || r > 1400 || k == 1 && r != StandardRelease(1400, a) {
				t.Errorf("A = %v, k = %v: release %v", a, k, r)
			}
		}
	}
}

func TestSpellsOfFailure(t *testing.T) {
	t.Parallel()
	demand := []float64{10, 10, 10, 10, 10, 0, 10, 10}
	delivery := []float64{10, 5, 8, 10, 10, 0, 2, 10}
	r := must(Measured(demand, delivery, ReliabilityOptions{Plain: true, Depth: 0.5}))(t)
	if r.Met != 5 || r.Longest != 2 || r.TooDeep != 1 {
		t.Errorf("got %+v", r)
	}
	near(t, "reliability", r.Reliability, 5.0/8, 1e-15)
	near(t, "resilience", r.Resilience, 2.0/3, 1e-15)
	near(t, "vulnerability", r.Vulnerability, (0.5+0.2+0.8)/3, 1e-15)
	near(t, "shortage rate", r.ShortageRate, 15.0/70, 1e-15)
	if _, err := Measured(demand, delivery[1:], ReliabilityOptions{}); err == nil {
		t.Error("series of different lengths: no error")
	}
	for _, s := range DefaultStandards() {
		if s.Low.Value > s.High.Value || s.Low.Source == "" || s.Depth.Grade != D {
			t.Errorf("%+v", s)
		}
	}
}
