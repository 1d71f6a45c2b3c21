package network

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func horizon(tb testing.TB, kind StepKind, year, month, n, yearStart int) Horizon {
	tb.Helper()
	h, err := NewHorizon(kind, year, month, n, yearStart)
	if err != nil {
		tb.Fatal(err)
	}
	return h
}

func days(h Horizon) []int {
	out := make([]int, h.Len())
	for t, s := range h.Steps {
		out[t] = s.Days
	}
	return out
}

func TestStepLengths(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name                string
		kind                StepKind
		year, month, n      int
		want                []int
		wantLast, wantStart string
	}{
		{"months", StepMonth, 2025, 1, 12, []int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}, "2025-12-01", "2025-01-01"},
		{"leap February", StepMonth, 2024, 2, 2, []int{29, 31}, "2024-03-01", "2024-02-01"},
		{"century is no leap year", StepMonth, 2100, 2, 1, []int{28}, "2100-02-01", "2100-02-01"},
		{"over the new year", StepMonth, 2025, 11, 3, []int{30, 31, 31}, "2026-01-01", "2025-11-01"},
		{"旬 of 8 days", StepXun, 2025, 2, 4, []int{10, 10, 8, 10}, "2025-03-01", "2025-02-01"},
		{"旬 of 9 days", StepXun, 2024, 2, 3, []int{10, 10, 9}, "2024-02-21", "2024-02-01"},
		{"旬 of 10 and 11 days", StepXun, 2025, 4, 6, []int{10, 10, 10, 10, 10, 11}, "2025-05-21", "2025-04-01"},
		{"days over a leap day", StepDay, 2024, 2, 30, slicesOf(30, 1), "2024-03-01", "2024-02-01"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h := horizon(t, c.kind, c.year, c.month, c.n, 1)
			if diff := cmp.Diff(c.want, days(h)); diff != "" {
				t.Error(diff)
			}
			if got := h.Steps[0].Start.Format(time.DateOnly); got != c.wantStart {
				t.Errorf("starts %s, want %s", got, c.wantStart)
			}
			if got := h.Steps[h.Len()-1].Start.Format(time.DateOnly); got != c.wantLast {
				t.Errorf("last step starts %s, want %s", got, c.wantLast)
			}
		})
	}
}

func slicesOf(n, v int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = v
	}
	return out
}

// TestVolumes holds the conversions of RULES UN-01 and UN-02.
func TestVolumes(t *testing.T) {
	t.Parallel()
	month, xun := horizon(t, StepMonth, 2025, 1, 12, 1), horizon(t, StepXun, 2025, 1, 36, 1)
	near(t, "1 m³/s for 31 days", month.Volume(1, 0), 267.84)
	near(t, "1 m³/s for a day", horizon(t, StepDay, 2025, 1, 1, 1).Volume(1, 0), 8.64)
	near(t, "1 m³/s for a full 旬", xun.Volume(1, 0), 86.4)
	near(t, "1 m³/s for the 旬 of 11 days", xun.Volume(1, 2), 95.04)
	near(t, "1 m³/s for 28 days", month.Volume(1, 1), 241.92)
	sum := 0.0
	for i := range month.Steps {
		sum += month.Volume(1, i)
	}
	near(t, "1 m³/s for a year", sum, 3153.6)
	near(t, "1 亿m³ in a year as a flow", 1e4/sum, 3.170979198376458)
	near(t, "flow of 267.84 万m³ in January", month.Flow(267.84, 0), 1)
	near(t, "share of February in 365 days", month.ShareOfYear(1), 28.0/365)
	near(t, "share of the last 旬 of February", xun.ShareOfMonth(5), 8.0/28)
}

func TestAccountingYears(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name                    string
		kind                    StepKind
		month, n, yearStart     int
		years, y, from, to, sum int
	}{
		{"calendar year", StepMonth, 1, 24, 1, 2, 1, 12, 24, 365},
		{"calendar years from June", StepMonth, 6, 24, 1, 3, 1, 7, 19, 365},
		{"hydrological year from June", StepMonth, 6, 24, 6, 2, 0, 0, 12, 365},
		{"Yellow River year from January", StepMonth, 1, 24, 7, 3, 0, 0, 6, 181},
		{"Yellow River year, second part", StepMonth, 1, 24, 7, 3, 1, 6, 18, 365},
		{"旬", StepXun, 1, 72, 7, 3, 2, 54, 72, 184},
		{"days", StepDay, 12, 62, 1, 2, 1, 31, 62, 31},
		{"after the horizon", StepMonth, 1, 12, 1, 1, 5, 12, 12, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h := horizon(t, c.kind, 2025, c.month, c.n, c.yearStart)
			if h.Years() != c.years {
				t.Errorf("%d years, want %d", h.Years(), c.years)
			}
			from, to := h.YearSteps(c.y)
			sum := 0
			for _, d := range days(h)[from:to] {
				sum += d
			}
			if from != c.from || to != c.to || sum != c.sum {
				t.Errorf("year %d is steps [%d, %d) with %d days, want [%d, %d) with %d", c.y, from, to, sum, c.from, c.to, c.sum)
			}
		})
	}
	if (Horizon{}).Years() != 0 {
		t.Error("no steps have no years")
	}
}

func TestHorizonRefuses(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]func() (Horizon, error){
		"no periods":       func() (Horizon, error) { return NewHorizon(StepMonth, 2025, 1, 0, 1) },
		"too many periods": func() (Horizon, error) { return NewHorizon(StepDay, 2025, 1, maxSteps+1, 1) },
		"month 13":         func() (Horizon, error) { return NewHorizon(StepMonth, 2025, 13, 1, 1) },
		"year from 0":      func() (Horizon, error) { return NewHorizon(StepMonth, 2025, 1, 1, 0) },
		"weeks":            func() (Horizon, error) { return NewHorizon("week", 2025, 1, 1, 1) },
		"a bad start":      func() (Horizon, error) { return Calendar{Start: "2025-13"}.horizon() },
	} {
		if _, err := f(); err == nil {
			t.Errorf("%s: accepted", name)
		} else if p := problemOf(err); p.ZH == p.EN {
			t.Errorf("%s: not in Chinese: %v", name, err)
		}
	}
}

func TestCalendarDefaults(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		calendar  Calendar
		n, years  int
		last      string
		yearStart int
	}{
		{"a year of months", Calendar{Start: "2025-01"}, 12, 1, "2025-12", 1},
		{"a year of 旬", Calendar{Start: "2025-07", Step: StepXun}, 36, 1, "2026-06下旬", 7},
		{"a year of days", Calendar{Start: "2025-01", Step: StepDay}, 365, 1, "2025-12-31", 1},
		{"a leap year of days", Calendar{Start: "2024-01", Step: StepDay}, 366, 1, "2024-12-31", 1},
		{"accounting from July", Calendar{Start: "2025-01", YearStart: 7}, 12, 2, "2025-12", 7},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h, err := c.calendar.horizon()
			if err != nil {
				t.Fatal(err)
			}
			if got := h.Label(h.Len()-1, ZH); h.Len() != c.n || h.Years() != c.years || got != c.last {
				t.Errorf("%d steps in %d years to %s, want %d, %d, %s", h.Len(), h.Years(), got, c.n, c.years, c.last)
			}
		})
	}
}

func TestCalendarWithStep(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		from Calendar
		to   StepKind
		want int
	}{
		{"the same", Calendar{Start: "2025-01", Periods: 5}, StepMonth, 5},
		{"the default year", Calendar{Start: "2025-01"}, StepXun, 36},
		{"months to 旬", Calendar{Start: "2025-01", Periods: 24}, StepXun, 72},
		{"part of a year", Calendar{Start: "2025-01", Periods: 6}, StepXun, 18},
		{"旬 to months, begun months whole", Calendar{Start: "2025-01", Step: StepXun, Periods: 4}, StepMonth, 2},
		{"months to days", Calendar{Start: "2025-01", Periods: 2}, StepDay, 59},
		{"four years to days, with the leap day", Calendar{Start: "2024-01", Periods: 48}, StepDay, 1461},
		{"a leap year of days", Calendar{Start: "2024-01", Step: StepDay, Periods: 366}, StepMonth, 12},
		{"days to 旬", Calendar{Start: "2025-02", Step: StepDay, Periods: 29}, StepXun, 6},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := c.from.WithStep(c.to)
			if h, err := got.horizon(); err != nil || h.Kind != c.to || h.Len() != c.want {
				t.Errorf("%d steps of %s (%v), want %d of %s", h.Len(), h.Kind, err, c.want, c.to)
			}
		})
	}
	if bad := (Calendar{Start: "soon", Periods: 5}); bad.WithStep(StepDay).Step != StepDay {
		t.Error("a bad start is left for Check to report")
	}
}

func TestLabels(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind   StepKind
		step   int
		zh, en string
	}{
		{StepMonth, 0, "2025-01", "2025-01"},
		{StepXun, 0, "2025-01上旬", "2025-01 1st xun"},
		{StepXun, 1, "2025-01中旬", "2025-01 2nd xun"},
		{StepXun, 5, "2025-02下旬", "2025-02 3rd xun"},
		{StepDay, 6, "2025-01-07", "2025-01-07"},
	} {
		h := horizon(t, c.kind, 2025, 1, 12, 1)
		if zh, en := h.Label(c.step, ZH), h.Label(c.step, EN); zh != c.zh || en != c.en {
			t.Errorf("step %d of %s is %q, %q, want %q, %q", c.step, c.kind, zh, en, c.zh, c.en)
		}
	}
}

func TestArrivals(t *testing.T) {
	t.Parallel()
	months := horizon(t, StepMonth, 2025, 1, 12, 1)
	for _, c := range []struct {
		name string
		h    Horizon
		step int
		lag  float64
		want []Arrival
	}{
		{"no lag", months, 3, 0, []Arrival{{3, 1}}},
		{"15 days in January", months, 0, 15, []Arrival{{0, 16.0 / 31}, {1, 15.0 / 31}}},
		{"15 days in February", months, 1, 15, []Arrival{{1, 13.0 / 28}, {2, 15.0 / 28}}},
		{"a whole month", months, 0, 31, []Arrival{{1, 28.0 / 31}, {2, 3.0 / 31}}},
		{"longer than a step", months, 0, 45, []Arrival{{1, 14.0 / 31}, {2, 17.0 / 31}}},
		{"half a day", horizon(t, StepDay, 2025, 1, 9, 1), 2, 0.5, []Arrival{{2, 0.5}, {3, 0.5}}},
		{"旬", horizon(t, StepXun, 2025, 1, 9, 1), 2, 4, []Arrival{{2, 7.0 / 11}, {3, 4.0 / 11}}},
		{"over several short steps", horizon(t, StepXun, 2025, 2, 9, 1), 0, 25, []Arrival{{2, 3.0 / 10}, {3, 7.0 / 10}}},
		{"partly after the end", months, 11, 15, []Arrival{{11, 16.0 / 31}, {12, 15.0 / 31}}},
		{"wholly after the end", months, 11, 3650, []Arrival{{12, 1}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := c.h.Arrivals(c.step, c.lag)
			if len(got) != len(c.want) {
				t.Fatalf("got %v, want %v", got, c.want)
			}
			for i := range got {
				if got[i].Step != c.want[i].Step || math.Abs(got[i].Share-c.want[i].Share) > 1e-12 {
					t.Errorf("got %v, want %v", got, c.want)
				}
			}
		})
	}
}

// TestArrivalsKeepTheWater: shares are positive, in order, not before the
// release, and sum to 1.
func TestArrivalsKeepTheWater(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]StepKind{StepMonth, StepXun, StepDay}).Draw(t, "kind")
		h, err := NewHorizon(kind, rapid.IntRange(2000, 2101).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 100).Draw(t, "n"), 1)
		if err != nil {
			t.Fatal(err)
		}
		step := rapid.IntRange(0, h.Len()-1).Draw(t, "step")
		lag := rapid.Float64Range(0, 4000).Draw(t, "lag")
		sum, before := 0.0, step-1
		for _, a := range h.Arrivals(step, lag) {
			if a.Step <= before || a.Share <= 0 {
				t.Fatalf("arrival %v after step %d", a, before)
			}
			before = a.Step
			sum += a.Share
		}
		if math.Abs(sum-1) > 1e-9 || before > h.Len() {
			t.Fatalf("shares sum to %g, last step %d of %d", sum, before, h.Len())
		}
	})
}
