package main

import (
	"math"
	"testing"

	"fenhu/network/frequency"
)

// The typical year of RULES DR-06 in a record of five like it: every month is
// scaled by one ratio, the sums are the design values, and the control period of
// the same-frequency year has its own.
func TestDesignYearsKeepTheirVolumes(t *testing.T) {
	t.Parallel()
	typical := [12]float64{.12, .11, .18, .22, .20, .35, .95, 1.10, .62, .34, .20, .14}
	r := &monthly{first: 2001}
	for _, k := range []float64{1, 0.6, 1.3, 0.85, 1.1} {
		var year [12]float64
		for m := range year {
			year[m] = k * typical[m]
			if m >= 2 && m <= 5 {
				year[m] *= k // the control period varies more
			}
		}
		r.months = append(r.months, year)
	}
	f := designFlags{typical: 2001, control: []int{3, 4, 5, 6}, share: 1, returns: []float64{10}}
	f.ratio = 2
	d, err := f.design(r, frequency.WLS, false)
	if err != nil {
		t.Fatal(err)
	}
	last := math.Inf(1)
	for _, y := range d.Years {
		if y.Value >= last {
			t.Errorf("P = %v: %v does not fall", y.P, y.Value)
		}
		last = y.Value
		k := y.Value / 4.53
		sum, same, control := 0.0, 0.0, 0.0
		for m, x := range y.SameRatio.Values {
			if math.Abs(x-k*typical[m]) > 1e-12 {
				t.Errorf("P = %v, month %d: %v, want %v", y.P, m+1, x, k*typical[m])
			}
			sum += x
			same += y.SameFrequency.Values[m]
			if m >= 2 && m <= 5 {
				control += y.SameFrequency.Values[m]
			}
		}
		if math.Abs(sum-y.Value) > 1e-9 || math.Abs(same-y.Value) > 1e-9 || math.Abs(control-y.ControlValue) > 1e-9 {
			t.Errorf("P = %v: sums %v and %v of %v, control period %v of %v", y.P, sum, same, y.Value, control, y.ControlValue)
		}
	}
	// Year 2 is below every mean, year 4 too, the others above: two runs of a year each.
	if len(d.Runs) != 2 || d.Runs[0].From != "2002-01" || d.Runs[0].Duration != 12 || d.Runs[1].From != "2004-01" {
		t.Errorf("runs %+v", d.Runs)
	}
	if d.NoDesign == "" {
		t.Error("design droughts of two runs")
	}
}

// Of the years within 15 % of the volume the one with the driest control period is
// taken, where none is near the nearest.
func TestTheTypicalYearIsNearAndUnfavourable(t *testing.T) {
	t.Parallel()
	f, r := new(designFlags), &monthly{first: 2001}
	years, control := []float64{100, 95, 105, 150}, []float64{30, 20, 25, 10}
	for want, expect := range map[float64]int{100: 1, 150: 3, 300: 3, 10: 1, 114: 2} {
		if got, err := f.choose(r, years, control, want); err != nil || got != expect {
			t.Errorf("for %v: year %d, %v; want %d", want, got, err, expect)
		}
	}
}
