package ensemble

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"fenhu/network"
)

// basin decodes a small basin with the given inflows.
func basin(t *testing.T, inflows ...string) *network.Network {
	t.Helper()
	var document strings.Builder
	document.WriteString(`format: fenhu/1
id: test
name_zh: 试验
name_en: test
planning_year: 2025
calendar: {start: 2025-01, periods: 12}
profiles:
  - {id: dry, months: [0.05, 0.05, 0.05, 0.05, 0.05, 0.10, 0.20, 0.20, 0.10, 0.05, 0.05, 0.05]}
nodes:
  - {id: out, kind: outlet, name_zh: 出口, name_en: outlet}
`)
	for _, x := range inflows {
		document.WriteString("  - " + x + "\n")
	}
	n, faults, err := network.Decode([]byte(document.String()), nil)
	if err != nil {
		t.Fatalf("%v %v", err, faults)
	}
	if e := n.Check().Errors(); len(e) > 0 {
		t.Fatal(e)
	}
	return n
}

func months(t *testing.T, year, month, n int) network.Horizon {
	t.Helper()
	h, err := network.NewHorizon(network.StepMonth, year, month, n, 1)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// observed writes an inflow whose month m of the record has the volume value(m).
func observed(id string, months int, value func(m int) float64) string {
	var b strings.Builder
	for m := range months {
		if m > 0 {
			b.WriteString(", ")
		}
		fmt.Fprint(&b, value(m))
	}
	return fmt.Sprintf("{id: %s, kind: inflow, name_zh: 来水, name_en: inflow, to: out, observed: {start: 1961-01, unit: volume, values: [%s]}}", id, b.String())
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s is %.4f, want %.4f ± %.4f", what, got, want, tolerance)
	}
}

func TestSequentialTakesEachYearInTurnAndGoesOnFromTheBeginning(t *testing.T) {
	t.Parallel()
	// Month m of the record has the volume m+1, and 100 more at the second node.
	n := basin(t, observed("a", 36, func(m int) float64 { return float64(m + 1) }), observed("b", 36, func(m int) float64 { return float64(m + 101) }))
	r, err := RecordOf(n)
	if err != nil {
		t.Fatal(err)
	}
	h := months(t, 2030, 7, 18) // from July, beyond the end of the record
	s, err := Sequential(r, h)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Check(h.Len()); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, x := range s.Traces {
		names = append(names, x.Name)
	}
	if got := strings.Join(names, " "); got != "1961 1962" {
		t.Fatalf("traces %s, want 1961 1962: 30 months from July 1961 on are two whole years", got)
	}
	// 1962 begins in July 1962, month 18 of the record, volume 19; after June 1963
	// (volume 30) comes July 1961 (volume 7).
	for step, want := range map[int]float64{0: 19, 11: 30, 12: 7, 17: 12} {
		near(t, fmt.Sprint("node a, step ", step), s.Traces[1].Inflow[0][step], want, 0)
		near(t, fmt.Sprint("node b, step ", step), s.Traces[1].Inflow[1][step], want+100, 0)
	}
}

func TestRecordIsWhatTheSeriesHaveInCommon(t *testing.T) {
	t.Parallel()
	late := strings.Replace(observed("b", 24, func(m int) float64 { return float64(m) }), "1961-01", "1961-07", 1)
	n := basin(t, observed("a", 36, func(m int) float64 { return float64(m) }), strings.Replace(late, "to: out", "to: out, factor: 2", 1))
	r, err := RecordOf(n)
	if err != nil {
		t.Fatal(err)
	}
	if r.Months() != 24 || r.First.Format("2006-01") != "1961-07" {
		t.Fatalf("%d months from %s, want 24 from 1961-07", r.Months(), r.First.Format("2006-01"))
	}
	near(t, "first of a", r.Volume[0][0], 6, 0)
	near(t, "second of b", r.Volume[1][1], 2, 0) // its factor is 2
}

func TestRecordNamesEveryInflowWithoutASeries(t *testing.T) {
	t.Parallel()
	n := basin(t, `{id: a, kind: inflow, name_zh: 甲, name_en: a, to: out, annual: 100, cv: 0.3, profile: dry}`,
		`{id: b, kind: inflow, name_zh: 乙, name_en: b, to: out, annual: 100, cv: 0.3, profile: dry}`,
		`{id: spring, kind: inflow, name_zh: 泉, name_en: spring, to: out, flow_m3s: 1}`)
	_, err := RecordOf(n)
	var faults network.Faults
	if f, ok := err.(network.Faults); ok { //nolint:errorlint // returned as it is
		faults = f
	}
	if len(faults) != 2 || faults[0].Path != "nodes[1].observed" || faults[1].Path != "nodes[2].observed" {
		t.Errorf("faults %v, want one for a and one for b", faults)
	}
}

func TestSyntheticKeepsTheMoments(t *testing.T) {
	t.Parallel()
	n := basin(t, `{id: a, kind: inflow, name_zh: 甲, name_en: a, to: out, annual: 30000, cv: 0.45, cs: 1, profile: dry}`,
		`{id: b, kind: inflow, name_zh: 乙, name_en: b, to: out, annual: 1600, cv: 0.7, cs: 1.8, profile: dry, factor: 0.5}`,
		`{id: c, kind: inflow, name_zh: 丙, name_en: c, to: out, annual: 5000, cv: 0.3, cs: 0.6, profile: dry}`,
		`{id: fixed, kind: inflow, name_zh: 定, name_en: fixed, to: out, annual: 500, profile: dry}`)
	h := months(t, 2025, 1, 240)
	m := DefaultModel()
	m.Lag1, m.Cross, m.Pairs = 0.35, 0.6, []Pair{{"a", "c", 0.9}}
	s, err := Synthetic(n, h, m, 1000, 7)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Check(h.Len()); err != nil {
		t.Fatal(err)
	}
	got := s.Statistics(h)
	if got.Years != 20000 {
		t.Fatalf("%d years, want 20000", got.Years)
	}
	for i, want := range []struct{ mean, cv, cs float64 }{{30000, 0.45, 1}, {800, 0.7, 1.8}, {5000, 0.3, 0.6}} {
		// Five standard errors of 20 000 years, which the correlation of the years makes about twice as few.
		near(t, fmt.Sprint("mean of node ", i), got.Mean[i]/want.mean, 1, 5*want.cv/100)
		near(t, fmt.Sprint("Cv of node ", i), got.Cv[i], want.cv, 0.03*want.cv/0.45)
		near(t, fmt.Sprint("Cs of node ", i), got.Cs[i], want.cs, 0.3)
		near(t, fmt.Sprint("lag-1 correlation of node ", i), got.Lag1[i], 0.35, 0.03)
	}
	near(t, "correlation of a and b", got.Cross[0][1], 0.6, 0.03)
	near(t, "correlation of a and c", got.Cross[0][2], 0.9, 0.02)
	near(t, "correlation of b and c", got.Cross[1][2], 0.6, 0.03)
	near(t, "mean of the constant", got.Mean[3], 500, 1e-9)
	near(t, "Cv of the constant", got.Cv[3], 0, 1e-12)
}

func TestSyntheticMonthsKeepTheirYearAndDepartFromTheProfile(t *testing.T) {
	t.Parallel()
	n := basin(t, `{id: a, kind: inflow, name_zh: 甲, name_en: a, to: out, annual: 1000, cv: 0.4, profile: dry}`)
	h := months(t, 2025, 1, 24)
	draw := func(spread float64) *Set {
		m := DefaultModel()
		m.MonthSpread = spread
		s, err := Synthetic(n, h, m, 50, 3)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	plain, varied := draw(0), draw(0.4)
	different := false
	for k := range plain.Traces {
		for y := range 2 {
			a, b := 0.0, 0.0
			for m := 12 * y; m < 12*y+12; m++ {
				a, b = a+plain.Traces[k].Inflow[0][m], b+varied.Traces[k].Inflow[0][m]
			}
			near(t, "a year's volume", b/a, 1, 1e-12)
			near(t, "January's share of the plain year", plain.Traces[k].Inflow[0][12*y]/a, 0.05, 1e-12)
			different = different || math.Abs(varied.Traces[k].Inflow[0][12*y]/b-0.05) > 0.005
		}
	}
	if !different {
		t.Error("no January departs from the profile")
	}
}

func TestSyntheticRemembersTheLastYear(t *testing.T) {
	t.Parallel()
	n := basin(t, `{id: a, kind: inflow, name_zh: 甲, name_en: a, to: out, annual: 1000, cv: 0.4, profile: dry}`)
	h := months(t, 2025, 1, 12)
	mean := func(last float64) float64 {
		m := Model{Lag1: 0.5, Last: last}
		s, err := Synthetic(n, h, m, 4000, 11)
		if err != nil {
			t.Fatal(err)
		}
		return s.Statistics(h).Mean[0]
	}
	if dry, unknown, wet := mean(95), mean(0), mean(5); !(dry < unknown-100 && unknown+100 < wet) {
		t.Errorf("after a dry, any, wet year the means are %.0f, %.0f, %.0f; want them to rise", dry, unknown, wet)
	}
}

func TestTracesDependOnSeedAndNumberAlone(t *testing.T) {
	t.Parallel()
	n := basin(t, `{id: a, kind: inflow, name_zh: 甲, name_en: a, to: out, annual: 1000, cv: 0.4, profile: dry}`)
	h := months(t, 2025, 1, 12)
	draw := func(traces int, seed uint64) *Set {
		s, err := Synthetic(n, h, DefaultModel(), traces, seed)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	few, many, other := draw(3, 1), draw(30, 1), draw(3, 2)
	for k := range few.Traces {
		for m := range h.Len() {
			if few.Traces[k].Inflow[0][m] != many.Traces[k].Inflow[0][m] {
				t.Fatalf("trace %d differs when there are more", k)
			}
		}
		if few.Traces[k].Inflow[0][0] == other.Traces[k].Inflow[0][0] {
			t.Errorf("trace %d is the same under another seed", k)
		}
		if k > 0 && few.Traces[k].Inflow[0][0] == few.Traces[0].Inflow[0][0] {
			t.Errorf("trace %d is trace 0", k)
		}
	}
}

func TestModelFaultsAreToldAtOnce(t *testing.T) {
	t.Parallel()
	m := Model{Lag1: 1, Cross: math.NaN(), MonthSpread: -1, MonthLag1: 2, Last: 100, Pairs: []Pair{{"a", "a", 2}, {"a", "x", 0}}}
	var paths []string
	for _, f := range m.Check([]string{"a"}) {
		paths = append(paths, f.Path)
	}
	want := "lag1 cross month_spread month_lag1 last pairs[0].r pairs[0] pairs[1].b"
	if got := strings.Join(paths, " "); got != want {
		t.Errorf("faults at %s, want %s", got, want)
	}
}

func TestBootstrapKeepsMonthsTogetherAndTheirOrder(t *testing.T) {
	t.Parallel()
	// A record of 60 years with a season, memory from month to month and two nodes that go together.
	d := newDraw(5, 0)
	var a, b []float64
	z := 0.0
	for m := range 720 {
		z = 0.7*z + math.Sqrt(1-0.49)*d.normal()
		season := 100 + 60*math.Sin(2*math.Pi*float64(m)/12)
		a, b = append(a, season*math.Exp(0.3*z)), append(b, 2*season*math.Exp(0.2*z+0.05*d.normal()))
	}
	n := basin(t, observed("a", 720, func(m int) float64 { return a[m] }), observed("b", 720, func(m int) float64 { return b[m] }))
	r, err := RecordOf(n)
	if err != nil {
		t.Fatal(err)
	}
	h := months(t, 2025, 1, 120)
	s, err := Bootstrap(r, h, 200, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Check(h.Len()); err != nil {
		t.Fatal(err)
	}
	at := map[float64]int{}
	for m, v := range r.Volume[0] {
		at[v] = m
	}
	for _, x := range s.Traces {
		for m := range h.Len() {
			from, ok := at[x.Inflow[0][m]]
			if !ok || from%12 != m%12 || x.Inflow[1][m] != r.Volume[1][from] {
				t.Fatalf("%s, month %d: not a month of the record of its season, with both nodes", x.Name, m)
			}
		}
	}
	record := &Set{Nodes: r.Nodes, Traces: []Trace{{Inflow: r.Volume}}}
	want, got := record.Statistics(months(t, 1961, 1, 720)), s.Statistics(h)
	near(t, "mean", got.Mean[0]/want.Mean[0], 1, 0.03)
	near(t, "Cv", got.Cv[0], want.Cv[0], 0.03)
	near(t, "correlation of the nodes", got.Cross[0][1], want.Cross[0][1], 0.05)
	// Correlation of the logarithms of neighbouring months, season taken off.
	lag := func(x []float64) float64 {
		var u, v []float64
		for m := 1; m < len(x); m++ {
			season := func(m int) float64 { return 100 + 60*math.Sin(2*math.Pi*float64(m)/12) }
			u, v = append(u, math.Log(x[m-1]/season(m-1))), append(v, math.Log(x[m]/season(m)))
		}
		return pearson(u, v)
	}
	sum := 0.0
	for _, x := range s.Traces {
		sum += lag(x.Inflow[0]) / float64(len(s.Traces))
	}
	near(t, "correlation of months side by side", sum, lag(r.Volume[0]), 0.08)
}

func TestStatisticsByHand(t *testing.T) {
	t.Parallel()
	s := &Set{Nodes: []string{"a"}}
	// From July: the half years at both ends do not count. The whole years hold 12·1, 12·2, 12·4.
	x := make([]float64, 48)
	for m := range x {
		x[m] = map[int]float64{0: 9, 1: 1, 2: 2, 3: 4, 4: 9}[(m+6)/12]
	}
	s.Traces = []Trace{{Inflow: [][]float64{x}}}
	got := s.Statistics(months(t, 2024, 7, 48))
	if got.Years != 3 {
		t.Fatalf("%d years, want 3", got.Years)
	}
	near(t, "mean", got.Mean[0], 28, 1e-12)
	near(t, "Cv", got.Cv[0], math.Sqrt((256.0+16+400)/3)/28, 1e-12)
	near(t, "lag-1", got.Lag1[0], 1, 1e-12) // two pairs lie on a line
}
