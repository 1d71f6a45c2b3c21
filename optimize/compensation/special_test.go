package compensation

import (
	"math"
	"testing"

	"fenhu/network/quality"
)

// TestSpecialCases holds the twelve special cases of RULES EC-19, by their number.
func TestSpecialCases(t *testing.T) {
	t.Parallel()
	in := func(state State, r Record) Record {
		r.State = state
		return r
	}
	bad := month(1, at(quality.COD, 0.375))
	over := month(1, reading(quality.COD, 34.5, 30, 32))
	over.Volume = 120.96
	days := func(n int) Record {
		r := month(1, at(quality.CODMn, 0.4))
		r.Readings[0].OverDays = n
		return r
	}
	daily := func() *Agreement { return with(agreement("HF"), "daily", 10) }
	better := func(target quality.Class, before, now float64) []Record {
		var out []Record
		for m := range 12 {
			x := month(m+1, reading(quality.CODMn, now, 0, 0, before), reading(quality.NH3N, now/10, 0, 0, before/10), reading(quality.TP, now/50, 0, 0, before/50))
			x.Target = target
			out = append(out, x)
		}
		return out
	}
	noMonths := func(a *Agreement) *Agreement { return with(a, "better", 0) }
	third := month(2, reading(quality.COD, 45, 20))
	third.Target = 3
	bank := agreement("SD-2019")
	bank.Upstream = []Party{{ID: "left"}, {ID: "right"}}
	capped := agreement("HEB-2016")
	capped.Caps = Caps{Year: 50}
	accident := month(1, reading(quality.COD, 20, 30), reading(quality.NH3N, 1.0, 1.5))
	accident.Accident = true
	for _, x := range []struct {
		name    string
		a       *Agreement
		records []Record
		want    float64
	}{
		{"1 dry", agreement("HEB-2016"), []Record{in(Dry, bad)}, 0},
		{"1 frozen", agreement("HEB-2016"), []Record{in(Frozen, bad)}, 0},
		{"2 suspended for works", agreement("HEB-2016"), []Record{in(Suspended, bad)}, 0},
		{"3 removed after a disaster", agreement("HEB-2016"), []Record{in(Removed, bad)}, 0},
		{"4 inflow over target, not worse: none", agreement("HEB-2016"), []Record{month(1, reading(quality.COD, 27.5, 20, 28))}, 0},
		{"4 inflow over target, worse: in full", agreement("HEB-2016"), []Record{month(1, reading(quality.COD, 27.5, 20, 25))}, -60},
		{"4 inflow over target, half rate", agreement("BJ-2015"), []Record{func() Record { r := month(1, reading(quality.COD, 35, 20, 36)); r.Target = 3; return r }()}, -30},
		{"4 inflow effect taken off", with(agreement("FLUX-HA"), "inflow", 1), []Record{over}, -0.756},
		{"4 and not taken off", agreement("FLUX-HA"), []Record{over}, -1.3608},
		{"5 six days in a row", daily(), []Record{days(6)}, -50 - 60},
		{"5 four days in a row", daily(), []Record{days(4)}, -50},
		{"5 capped by the factor", daily(), []Record{days(40)}, -50 - 300},
		{"6 capped by the agreement", capped, []Record{bad}, -50},
		{"7 year and month: three indicators better by 30 %", noMonths(agreement("HF")), better(3, 10, 7), 150},
		{"7 year and month: better by 29 %", noMonths(agreement("HF")), better(3, 10, 7.1), 0},
		{"7 year and month: target Ⅳ, one class better", noMonths(agreement("HF")), better(4, 10.5, 9.5), 50},
		{"9 a river on the border", bank, []Record{month(1, reading(quality.COD, 8.8, 0, 0, 10))}, 48},
		{"12 an accident", agreement("HZ"), []Record{accident}, 0},
		{"Beijing, worse than Ⅴ", with(agreement("BJ-2015"), "worst", 10), []Record{third}, -30*3 - 10},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			if got := net(t, x.a, x.records...); !(math.Abs(got-x.want) < 1e-9) {
				t.Errorf("the upstream side receives %v 万元, want %v", got, x.want)
			}
		})
	}
	// 8, 9: shares of a side, fixed and even. 10 needs a calendar and is left to the parties; 11 is
	// TestAPrepaymentIsClearedTheNextYear.
	s := settle(t, bank, Period{Year: 2025}, []Record{month(1, reading(quality.COD, 8.8, 0, 0, 10))})
	if len(s.Lines) != 2 || s.Lines[0].Amount != 24*Wan || s.Lines[1].Amount != 24*Wan {
		t.Errorf("lines %+v, want 24 万元 for each bank", s.Lines)
	}
}

// EC-01: two official values against targets that are calculated back.
func TestExceedanceOfTheJinchengBulletin(t *testing.T) {
	t.Parallel()
	for _, x := range [][3]float64{{2.12, 1.0, 1.12}, {3.17, 2.0, 0.585}} {
		r := reading(quality.NH3N, x[0], x[1])
		if e, ok := r.Exceedance(); !ok || math.Abs(e-x[2]) > 1e-9 {
			t.Errorf("e of %v is %v, want %v", x[0], e, x[2])
		}
	}
	r := reading(quality.DO, 3, 5)
	if _, ok := r.Exceedance(); ok {
		t.Error("DO has an exceedance multiple")
	}
}

func TestPresetsHaveTheYearsTheyWerePublishedFor(t *testing.T) {
	t.Parallel()
	a := agreement("XAJ-R1")
	a.From, a.To = 2010, 2030
	for year, outside := range map[int]bool{2011: true, 2012: false, 2014: false, 2015: true} {
		s, err := Settle(a, Period{Year: year}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if s.Outside != outside || s.Valid != "2012–2014" {
			t.Errorf("%d: outside %v of %s, want %v", year, s.Outside, s.Valid, outside)
		}
	}
	for _, p := range Presets() {
		if p.To > 0 && p.To < p.From {
			t.Errorf("%s is valid from %d to %d", p.ID, p.From, p.To)
		}
	}
}

// The version of a rule is that of its figures.
func TestTheVersionOfARuleFollowsItsFigures(t *testing.T) {
	t.Parallel()
	of := func(a *Agreement) string { return settle(t, a, Period{Year: 2025}, nil).RuleVersion }
	base := of(agreement("FEN-T"))
	if again := of(agreement("FEN-T")); again != base {
		t.Errorf("%s and %s of equal figures", base, again)
	}
	if other := of(with(agreement("FEN-T"), "kq", 60)); other == base {
		t.Errorf("another figure leaves the version %s", base)
	}
	capped := agreement("FEN-T")
	capped.Caps.Year = 5
	if other := of(capped); other == base {
		t.Errorf("a cap leaves the version %s", base)
	}
}
