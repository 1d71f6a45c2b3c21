package network

import (
	"math"
	"testing"
)

const catchments = `format: fenhu/1
id: t
name_zh: 试验
planning_year: 2025
calendar: {start: 2025-01, periods: 12}
profiles: [{id: even, months: [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05]}]
nodes:
  - {id: out, kind: outlet}
  - {id: main, kind: inflow, to: out, annual: 1000, cv: 0.4, profile: even}
  - {id: small, kind: inflow, to: out, annual: 500, cv: 0.6, profile: even}
  - {id: large, kind: inflow, to: out, annual: 1500, cv: 0.3, profile: even, factor: 0.5}
  - {id: spring, kind: inflow, to: out, flow_m3s: 1}
`

// The K of RULES DR-03 at 95 %: 0.4446 for Cv 0.4, 0.5627 for Cv 0.3, both with
// Cs = 2Cv. So the main part brings 444.6 and the basin 3000 × 0.5627 = 1688.1; the
// other 1243.5 is 0.62175 of the rest's mean, 2000.
func TestCompositionGivesTheRestWhatCorresponds(t *testing.T) {
	t.Parallel()
	n, err := apply(t, decode(t, catchments), "- composition: {p: 95, main: [main], cv: 0.3}")
	if err != nil {
		t.Fatal(err)
	}
	if e := n.Check().Errors(); len(e) > 0 {
		t.Fatal(e)
	}
	g, err := n.Lower()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]float64{"main": 444.6, "small": 310.9, "large": 932.6 / 2, "spring": 3153.6}
	for _, s := range g.Supplies {
		total := 0.0
		for _, v := range s.Volume {
			total += v
		}
		if math.Abs(total-want[s.Node]) > 0.25 {
			t.Errorf("%s brings %.2f, want %.1f", s.Node, total, want[s.Node])
		}
	}
}

func TestCompositionsThatFail(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ changes, en string }{
		{"- composition: {p: 95, main: [main, x], cv: 0.3}", `"x" is no inflow`},
		{"- composition: {p: 95, main: [spring], cv: 0.3}", `"spring" is no inflow`},
		{"- composition: {p: 95, main: [main, small, large], cv: 0.3}", "no rest"},
		{"- composition: {p: 95, main: [main], rest: [main, small], cv: 0.3}", "in the main part and in the rest"},
		{"- composition: {p: 95, main: [main], annual: 700, cv: 0.3}", "brings 445 万m³, more than the basin's 394 万m³"},
	} {
		t.Run(c.en, func(t *testing.T) {
			t.Parallel()
			_, err := apply(t, decode(t, catchments), c.changes)
			mentions(t, err, c.en)
			checkText(t, faultsOf(t, err)[0])
		})
	}
}
