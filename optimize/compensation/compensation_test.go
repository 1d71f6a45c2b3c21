package compensation

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fenhu/network"
	"fenhu/network/quality"
)

// reading is an indicator with value, target and, where given, what came in
// and what was before.
func reading(i quality.Indicator, value, target float64, more ...float64) Reading {
	r := Reading{Indicator: i, Value: value, Target: target}
	if len(more) > 0 && more[0] > 0 {
		r.Inflow = &more[0]
	}
	if len(more) > 1 {
		r.Before = &more[1]
	}
	return r
}

func month(m int, readings ...Reading) Record {
	return Record{Section: "s", Year: 2025, Month: m, Readings: readings}
}

func agreement(preset string) *Agreement {
	a := &Agreement{
		ID: "test", From: 2020, To: 2030, Sections: []string{"s"}, Preset: preset, Superior: "province",
		Upstream: []Party{{ID: "up"}}, Down: []Party{{ID: "down"}},
	}
	if preset == "OWN" {
		a.Params = map[string][]float64{"ke": {20}, "kq": {50}}
		a.Formulas = []Formula{
			{NameZH: "超标", Part: Deduction, Each: "indicator", When: "e > 0", Amount: "-ke * ceil(e / 0.5)"},
			{NameZH: "类别", Amount: "kq * (T - G) + (Q >= E ? 30 : -30 * (E - Q) / E)"},
			{NameZH: "年水量", Each: "year", Amount: "-min(W, 10)"},
		}
	}
	return a
}

// net is what the upstream side receives [万元].
func net(t *testing.T, a *Agreement, records ...Record) float64 {
	t.Helper()
	s, err := Settle(a, Period{Year: 2025}, records)
	if err != nil {
		t.Fatal(err)
	}
	sum, up := Money(0), Money(0)
	for _, b := range s.Balances {
		sum += b.Net
		for _, p := range a.Upstream {
			if b.Party == p.ID {
				up += b.Net
			}
		}
	}
	if sum != 0 {
		t.Errorf("what is paid and what is received differ by %s", sum)
	}
	return up.InWan()
}

func with(a *Agreement, key string, values ...float64) *Agreement {
	if a.Params == nil {
		a.Params = map[string][]float64{}
	}
	a.Params[key] = values
	return a
}

// at is a target and the value that exceeds it by e.
func at(i quality.Indicator, e float64) Reading { return reading(i, 10*(1+e), 10) }

// TestWorkedExamples holds every worked example of RULES EC-02 to EC-17 that
// settles a section.
func TestWorkedExamples(t *testing.T) {
	t.Parallel()
	const cod, mn, nh, tp, tn = quality.COD, quality.CODMn, quality.NH3N, quality.TP, quality.TN
	sx := func(sum float64) *Agreement {
		a := with(agreement("SX-2013"), "sum", sum)
		return with(a, "kept_quarter", 0)
	}
	river := month(0, reading(mn, 1.84, 0, 0, 1.99), reading(nh, 0.095, 0, 0, 0.106), reading(tp, 0.027, 0, 0, 0.026), reading(tn, 1.05, 0, 0, 0.92))
	lower := month(0, reading(cod, 13.3, 20, 0, 14.0), reading(nh, 0.27, 1, 0, 0.30), reading(tp, 0.096, 0.2, 0, 0.10))
	lower.Class = 2
	change := func(points float64) []Reading {
		return []Reading{reading(mn, 6*(1-points/100), 6, 0, 6), reading(nh, 1-points/100, 1, 0, 1), reading(tp, 0.2*(1-points/100), 0.2, 0, 0.2)}
	}
	middle := []Record{month(1, change(5)...), month(2, change(-7.5)...), month(3, change(45)...), month(4, change(0)...), {Section: "s", Year: 2025, Class: 2}}
	pair := agreement("YJS-2025")
	pair.Upstream = []Party{{ID: "shanxi", Share: 0.5}, {ID: "shaanxi", Share: 0.5}}
	fen1, fen2 := month(7), month(7)
	fen1.Target, fen1.Class, fen1.Flow, fen1.EcoFlow, fen1.Volume, fen1.Baseline = 3, 2, 4.10, 3.00, 1099, 900
	fen2.Target, fen2.Class, fen2.Flow, fen2.EcoFlow, fen2.Volume, fen2.Baseline = 3, 4, 2.25, 3.00, 603, 900
	class := func(target quality.Class, readings ...Reading) Record {
		r := month(7, readings...)
		r.Target = target
		return r
	}
	week := month(7, reading(cod, 34.5, 30), reading(nh, 2.3, 1.5))
	week.Volume = 120.96
	lake := month(7, reading(mn, 6.8, 6), reading(nh, 1.35, 1), reading(tp, 0.26, 0.2))
	lake.Volume = 850
	better := class(4, reading(mn, 3, 10))
	more := Record{Section: "s", Year: 2025, Volume: 52000, Baseline: 48500}
	type example struct {
		name    string
		a       *Agreement
		records []Record
		want    float64
		within  float64
	}
	examples := []example{
		{"EC-02 COD, worst", sx(0), []Record{month(1, reading(cod, 48, 30), reading(nh, 1.2, 1.5))}, -100, 0},
		{"EC-02 COD, sum", sx(1), []Record{month(1, reading(cod, 48, 30), reading(nh, 1.2, 1.5))}, -100, 0},
		{"EC-02 NH3-N, worst", sx(0), []Record{month(1, reading(cod, 30, 30), reading(nh, 4.6, 1.5))}, -150, 0},
		{"EC-02 NH3-N, sum", sx(1), []Record{month(1, reading(cod, 30, 30), reading(nh, 4.6, 1.5))}, -150, 0},
		{"EC-02 both, worst", sx(0), []Record{month(1, reading(cod, 52, 20), reading(nh, 2.2, 1))}, -150, 0},
		{"EC-02 both, sum", sx(1), []Record{month(1, reading(cod, 52, 20), reading(nh, 2.2, 1))}, -300, 0},
		{"EC-03 better", agreement("FEN-T"), []Record{fen1}, 89.95, 0},
		{"EC-03 worse", agreement("FEN-T"), []Record{fen2}, -72.35, 0},
		{"EC-04 round 1", agreement("XAJ-R1"), []Record{river}, 10000, 0},
		{"EC-04 round 2", agreement("XAJ-R2"), []Record{river}, 30000, 0},
		{"EC-04 round 3", agreement("XAJ-R3"), []Record{river}, 20000, 0},
		{"EC-05", agreement("YLU-2021"), []Record{lower}, 6566.6667, 5e-5},
		{"EC-05 whole points", with(agreement("YLU-2021"), "whole", 1), []Record{lower}, 6500, 0},
		{"EC-06", pair, middle, 187.5, 0},
		{"EC-07 one class", agreement("BJ-2015"), []Record{class(3, reading(cod, 25, 20))}, -30, 0},
		{"EC-07 two indicators", agreement("BJ-2015"), []Record{class(3, reading(cod, 35, 20), reading(tp, 0.25, 0.2))}, -90, 0},
		{"EC-07 inherited", agreement("BJ-2015"), []Record{class(3, reading(cod, 35, 20, 36))}, -30, 0},
		{"EC-08 COD", agreement("HEB-2016"), []Record{month(1, at(cod, 0.375))}, -60, 0},
		{"EC-08 NH3-N", agreement("HEB-2016"), []Record{month(1, at(nh, 0.48))}, -30, 0},
		{"EC-08 TP", agreement("HEB-2016"), []Record{month(1, at(tp, 4.125))}, -270, 0},
		{"EC-08 a whole step", agreement("HEB-2016"), []Record{month(1, at(cod, 0.2))}, -30, 0},
		{"EC-08 not worse than what came in", agreement("HEB-2016"), []Record{month(1, reading(cod, 30, 20, 30))}, 0, 0},
		{"EC-09", agreement("FLUX-HA"), []Record{week}, -2.328480, 0},
		{"EC-10", agreement("FLUX-TH"), []Record{lake}, -45.05, 0},
		{"EC-12 four steps", agreement("HF"), []Record{month(1, at(mn, 1.7))}, -200, 0},
		{"EC-12 capped", agreement("HF"), []Record{month(1, at(mn, 4.1))}, -300, 0},
		{"EC-12 two classes better", agreement("HF"), []Record{better}, 100, 0},
		{"EC-13 better", agreement("SD-2019"), []Record{month(1, reading(cod, 8.8, 0, 0, 10))}, 48, 0},
		{"EC-13 worse", agreement("SD-2019"), []Record{month(1, reading(cod, 10.9, 0, 0, 10))}, -45, 0},
		{"EC-13 capped", agreement("SD-2019"), []Record{month(1, reading(cod, 15.5, 0, 0, 10))}, -200, 0},
		{"EC-15 better", agreement("HZ"), []Record{month(1, reading(cod, 20, 30), reading(nh, 1.0, 1.5))}, 35, 0},
		{"EC-15 worse", agreement("HZ"), []Record{month(1, reading(cod, 36, 30), reading(nh, 1.9, 1.5))}, -24, 0},
		{"EC-17", agreement("MIYUN-T"), []Record{more}, 350, 0},
	}
	for e, want := range map[float64]float64{0.5: 50, 0.5000001: 100, 1: 100, 5: 150, 10: 200, 10.01: 300} {
		examples = append(examples, example{fmt.Sprint("EC-02 e=", e), sx(0), []Record{month(1, at(cod, e))}, -want, 0})
	}
	for e, want := range map[float64]float64{0.1: 0, 0.3: 13, 0.8: 45, 1.5: 125, 2.4: 680} {
		examples = append(examples, example{fmt.Sprint("EC-14 e=", e), agreement("ZK"), []Record{month(1, at(cod, e))}, -want, 0})
	}
	for _, x := range examples {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			if got := net(t, x.a, x.records...); !(math.Abs(got-x.want) <= x.within) {
				t.Errorf("the upstream side receives %v 万元, want %v", got, x.want)
			}
		})
	}
}

func TestIndicesOfTheXinanExample(t *testing.T) {
	t.Parallel()
	r := month(0, reading(quality.CODMn, 1.84, 0, 0, 1.99), reading(quality.NH3N, 0.095, 0, 0, 0.106), reading(quality.TP, 0.027, 0, 0, 0.026), reading(quality.TN, 1.05, 0, 0, 0.92))
	for preset, want := range map[string]float64{"XAJ-R1": 0.850131, "XAJ-R2": 0.890137, "XAJ-R3": 0.909829} {
		s, err := Settle(agreement(preset), Period{Year: 2025}, []Record{r})
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Lines[0].Measured; math.Abs(got-want) > 5e-7 {
			t.Errorf("%s: P is %f, want %f", preset, got, want)
		}
	}
}

func TestPartiesOfASideShare(t *testing.T) {
	t.Parallel()
	a := agreement("FLUX-TH")
	a.Upstream = []Party{
		{ID: "danyang", Shares: map[quality.Indicator]float64{quality.CODMn: 0.8578, quality.NH3N: 0.8445, quality.TP: 0.8807}},
		{ID: "dantu", Shares: map[quality.Indicator]float64{quality.CODMn: 0.1422, quality.NH3N: 0.1555, quality.TP: 0.1193}},
	}
	lake := month(7, reading(quality.CODMn, 6.8, 6), reading(quality.NH3N, 1.35, 1), reading(quality.TP, 0.26, 0.2))
	lake.Volume = 850
	s, err := Settle(a, Period{Year: 2025}, []Record{lake})
	if err != nil {
		t.Fatal(err)
	}
	// EC-10 prints 38.365005 and 6.684995 万元: 383650.05 and 66849.95 元.
	want := []Balance{{"dantu", -6684995}, {"danyang", -38365005}, {"down", 45050000}}
	if d := cmp.Diff(want, s.Balances); d != "" {
		t.Error(d)
	}
}

func TestPools(t *testing.T) {
	t.Parallel()
	got, err := PoolNet(20000*Wan, []float64{1, 5, 4}, []float64{3, 4, 3})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]Money{4000 * Wan, -2000 * Wan, -2000 * Wan}, got); d != "" {
		t.Error(d)
	}
	left, err := Forfeit([]float64{3, 4, 3}, 0, []float64{0, 1, 1})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]float64{0, 5.5, 4.5}, left); d != "" {
		t.Error(d)
	}
	s, err := FactorShares([]float64{0.7, 0.2, 0.1}, [][]float64{{0.40, 0.35, 0.25}, {0.5, 0.3, 0.2}, {0.2, 0.3, 0.5}})
	if err != nil {
		t.Fatal(err)
	}
	parts, err := (12000 * Wan).Divide(s)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]Money{4800 * Wan, 4020 * Wan, 3180 * Wan}, parts); d != "" {
		t.Error(d)
	}
}

func TestSectionsThatAreNotJudgedAreReportedAndCostNothing(t *testing.T) {
	t.Parallel()
	var records []Record
	for m, state := range States() {
		r := month(m+1, at(quality.COD, 3))
		r.State = state
		records = append(records, r)
	}
	s, err := Settle(agreement("HEB-2016"), Period{Year: 2025}, records)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Lines) != 1 || s.Lines[0].Period != "2025-01" {
		t.Errorf("lines %v, want January's alone", s.Lines)
	}
	want := []Skipped{{"s", "2025-02", Dry}, {"s", "2025-03", Frozen}, {"s", "2025-04", Suspended}, {"s", "2025-05", Removed}}
	if d := cmp.Diff(want, s.Skipped); d != "" {
		t.Error(d)
	}
}

func TestRewardsOfShanxi(t *testing.T) {
	t.Parallel()
	var records []Record
	for m := 1; m <= 12; m++ {
		r := month(m, reading(quality.COD, 18, 20))
		r.Target, r.Class, r.Before = 3, 3, 3
		records = append(records, r)
	}
	records[4].Before = 5 // not on target the year before: 100
	records[7].Class = 1  // two classes better: 100
	// Four quarters of ten, the year's 100, and those two.
	if got := net(t, agreement("SX-2013"), records...); got != 340 {
		t.Errorf("rewards of %v 万元, want 340", got)
	}
	records[5].Readings[0].Value = 24 // e = 0.2: 50 off; the rows of three are January–March, July–September and October–December
	if got := net(t, agreement("SX-2013"), records...); got != 30+200-50 {
		t.Errorf("%v 万元, want 180", got)
	}
}

// random records of a year at a section, with everything that rules look at.
func random(r *rand.Rand) []Record {
	var records []Record
	for m := 1; m <= 12; m++ {
		x := Record{Section: "s", Year: 2025, Month: m, Target: 3, Class: quality.Class(1 + r.IntN(6)), Flow: 5 * r.Float64(), EcoFlow: 3, Volume: 2000 * r.Float64(), Baseline: 900}
		for _, i := range []quality.Indicator{quality.COD, quality.CODMn, quality.NH3N, quality.TP, quality.TN, quality.F} {
			l, _ := quality.LimitOf(i)
			t := l.Class[2]
			x.Readings = append(x.Readings, reading(i, 3*t*r.Float64(), t, 2*t*r.Float64(), t*(0.3+r.Float64())))
		}
		records = append(records, x)
	}
	return records
}

func TestEveryPresetPaysWhatIsReceivedWhateverTheOrder(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for _, p := range Presets() {
		a := agreement(p.ID)
		a.Upstream = []Party{{ID: "u1", Share: 0.3}, {ID: "u2", Share: 0.7}}
		a.Down = []Party{{ID: "d1"}, {ID: "d2"}, {ID: "d3"}}
		for range 20 {
			records := random(r)
			first, err := Settle(a, Period{Year: 2025}, records)
			if err != nil {
				t.Fatal(err)
			}
			sum := Money(0)
			for _, b := range first.Balances {
				sum += b.Net
			}
			if sum != 0 {
				t.Fatalf("%s: balances sum to %s", p.ID, sum)
			}
			r.Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
			second, err := Settle(a, Period{Year: 2025}, records)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(first, second); d != "" {
				t.Fatalf("%s: the order of rows matters: %s", p.ID, d)
			}
		}
	}
}

// Dirtier water never brings the upstream side more.
func TestEveryPresetFallsAsConcentrationsRise(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	for _, p := range Presets() {
		for range 40 {
			records := random(r)
			for k := range records {
				records[k].Class = 0 // by the readings
			}
			before := net(t, agreement(p.ID), records...)
			k, i := r.IntN(12), r.IntN(6)
			records[k].Readings[i].Value *= 1 + r.Float64()
			if after := net(t, agreement(p.ID), records...); after > before+1e-9 {
				t.Fatalf("%s: %v 万元 after %s rose in month %d, %v before", p.ID, after, records[k].Readings[i].Indicator, k+1, before)
			}
		}
	}
}

func TestFaultsOfAnAgreementAreToldAtOnce(t *testing.T) {
	t.Parallel()
	a := &Agreement{Preset: "SX-2013", From: 2025, To: 2024, Upstream: []Party{{ID: "a", Share: 0.5}, {ID: "a", Share: -1}}, Down: []Party{{ID: "a"}}, Params: map[string][]float64{"bounds": {}, "colour": {1}, "sum": {2}}}
	_, err := Settle(a, Period{Year: 2025}, nil)
	var faults network.Faults
	if !errors.As(err, &faults) {
		t.Fatal(err)
	}
	var paths []string
	for _, f := range faults {
		paths = append(paths, f.Path)
		if f.Problem.ZH == "" || f.Problem.EN == "" {
			t.Errorf("%s has no text", f.Path)
		}
	}
	want := "id to sections upstream[1].id upstream[1].share upstream upstream[0] upstream[1] superior params.bounds params.colour params.sum"
	if got := strings.Join(paths, " "); got != want {
		t.Errorf("faults at\n%s, want\n%s", got, want)
	}
}

func TestRecordsTwiceAreRefused(t *testing.T) {
	t.Parallel()
	if _, err := Settle(agreement("FEN-T"), Period{Year: 2025}, []Record{month(3), month(3)}); err == nil || !strings.Contains(err.Error(), "2025-03 is recorded twice") {
		t.Errorf("error %v", err)
	}
	if _, err := Settle(agreement("FEN-T"), Period{Year: 2040}, nil); err == nil || !strings.Contains(err.Error(), "outside the term") {
		t.Errorf("error %v", err)
	}
}

func TestPresetsAreComplete(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	for _, p := range Presets() {
		rule, ok := RuleByID(p.Rule)
		if !ok {
			t.Errorf("%s has no rule %q", p.ID, p.Rule)
			continue
		}
		used[rule.ID] = true
		if _, wrong := rule.complete(agreement(p.ID).terms(p)); len(wrong) > 0 {
			t.Errorf("%s: %v", p.ID, wrong)
		}
		if len(p.Grade) != 1 || p.Grade < "A" || p.Grade > "D" || p.Cite == "" || p.Title.ZH == "" || p.Title.EN == "" {
			t.Errorf("%s lacks grade, source or title", p.ID)
		}
	}
	for _, r := range Rules() {
		if !used[r.ID] {
			t.Errorf("no preset uses rule %s", r.ID)
		}
	}
}

func TestMoney(t *testing.T) {
	t.Parallel()
	for v, want := range map[float64]Money{89.95: 89950000, -72.35: -72350000, 1.0000005: 1000001, -1.0000005: -1000001, 0.00000049: 0} {
		if got, err := FromWan(v); got != want || err != nil {
			t.Errorf("%v 万元 is %d 分, %v; want %d", v, got, err, want)
		}
	}
	for _, v := range []float64{math.NaN(), math.Inf(1), 1e9} {
		if _, err := FromWan(v); err == nil {
			t.Errorf("%v 万元 is taken", v)
		}
	}
	for _, m := range []Money{0, 1, -1, 99, -12345678901, 5 * Wan} {
		if got, err := ParseMoney(m.String()); got != m || err != nil {
			t.Errorf("%s is read as %s, %v", m, got, err)
		}
	}
	for _, s := range []string{"", "1.234", "1e5", "--1", "abc", "1,000", ".5"} {
		if _, err := ParseMoney(s); err == nil {
			t.Errorf("%q is read as money", s)
		}
	}
	parts, err := Money(-100).Divide([]float64{1, 1, 1, 0})
	if d := cmp.Diff([]Money{-34, -33, -33, 0}, parts); d != "" || err != nil {
		t.Error(d, err)
	}
}

func FuzzDivide(f *testing.F) {
	f.Add(int64(100), 0.3, 0.7, 1e-9)
	f.Fuzz(func(t *testing.T, m int64, a, b, c float64) {
		m %= 1 << 50
		parts, err := Money(m).Divide([]float64{a, b, c})
		if err != nil {
			return
		}
		if sum := parts[0] + parts[1] + parts[2]; sum != Money(m) {
			t.Errorf("%d is divided into %v", m, parts)
		}
	})
}
