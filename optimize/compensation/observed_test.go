package compensation

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"fenhu/network/quality"
)

func TestRecordsOfDailyAndMonthlyValues(t *testing.T) {
	t.Parallel()
	day := func(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }
	var seen []Observed
	add := func(section, quantity string, at time.Time, v float64, state State) {
		x := Observed{Section: section, Quantity: quantity, At: at, State: state, Revision: 1, Source: "站"}
		if v >= 0 {
			x.Value = &v
		}
		seen = append(seen, x)
	}
	// July: ten daily flows of 2 and ten of 4, and a monthly COD; the year before and the section above likewise.
	for d := range 20 {
		add("s", "flow", day(2025, 7, d+1), 2+2*float64(d/10), "")
	}
	add("s", "COD", day(2025, 7, 1), 24, "")
	add("s", "COD", day(2024, 7, 1), 22, "")
	add("above", "COD", day(2025, 7, 1), 18, "")
	add("s", "flow", day(2025, 7, 25), -1, "") // a gap
	// August: dry on most days.
	add("s", "flow", day(2025, 8, 1), 1, "")
	for d := range 5 {
		add("s", "flow", day(2025, 8, d+2), -1, Dry)
	}
	// December: frozen.
	add("s", "flow", day(2025, 12, 1), -1, Frozen)
	add("unknown", "flow", day(2025, 7, 1), 1, "")
	aims := map[string]Aim{"s": {Target: "III", EcoFlow: []float64{3}, Baseline: []float64{900}, Inflow: "above"}}
	got := FromObservations(seen, aims, 2025)
	for i := range got {
		if len(got[i].Cites) == 0 {
			t.Errorf("%s cites nothing", got[i].Period())
		}
		got[i].Cites = nil
	}
	flow := 1.0 / 6
	want := []Record{
		{
			Section: "s", Year: 2025, Month: 7, Class: 4, Target: 3, Before: 4, Flow: 3, EcoFlow: 3, Volume: 3 * 8.64 * 31, Baseline: 900, DaysMet: 10, DaysSeen: 20, Source: "站",
			Readings: []Reading{reading(quality.COD, 24, 20, 18, 22)},
		},
		{Section: "s", Year: 2025, Month: 8, State: Dry, Target: 3, Flow: flow, EcoFlow: 3, Volume: flow * 8.64 * 31, Baseline: 900, DaysSeen: 6, Source: "站"},
		{Section: "s", Year: 2025, Month: 12, State: Frozen, Target: 3, Source: "站"},
	}
	if d := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-12)); d != "" {
		t.Error(d)
	}
	again := FromObservations(append(seen[20:], seen[:20]...), aims, 2025)
	for i := range again {
		again[i].Cites = nil
	}
	if d := cmp.Diff(want, again, cmpopts.EquateApprox(0, 1e-12)); d != "" {
		t.Errorf("the order of values matters: %s", d)
	}
}
