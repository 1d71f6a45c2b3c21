package network

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// basin is what the rules are tried on: two canals from a junction, demands
// with two sources, an aquifer in each region. Tests give the calendar.
const basin = small + `
  - {id: east, kind: transfer, from: j, to: out, capacity_m3s: 10}
  - {id: west, kind: transfer, from: j, to: out, capacity_m3s: 10}
  - {id: ga, kind: aquifer, region: a, yield: 100}
  - {id: gb, kind: aquifer, region: b, yield: 100}
  - {id: works, kind: demand, region: a, sector: industry, annual: 100, profile: flat, leakage: 0.1, canal_efficiency: 0.9, consumption: 0.65, returns: [{to: out}], sources: [{from: j}, {from: ga}]}
  - {id: fields, kind: demand, region: b, sector: irrigation, annual: 100, profile: flat, canal_efficiency: 0.58, sources: [{from: j}, {from: gb}]}
rules:
  - `

// limits lowers basin with one rule and returns the rule's rows.
func limits(t *testing.T, calendar, rule string) (*Graph, []Limit) {
	t.Helper()
	g := lower(t, strings.Replace(basin, `{start: "2025-01", periods: 12}`, calendar, 1)+rule)
	var out []Limit
	for _, l := range g.Limits {
		if l.ID == "x" {
			out = append(out, l)
		}
	}
	return g, out
}

// terms shows the counted arcs as "node role*coefficient".
func terms(g *Graph, l Limit) string {
	var out []string
	for _, term := range l.Terms {
		a := g.Arcs[term.Arc]
		name := a.Node
		if a.Peer != "" {
			name += "<" + a.Peer
		}
		out = append(out, fmt.Sprintf("%.4g·%s", term.Coef, name))
	}
	return strings.Join(out, " ")
}

// row is a row as "[from,to) min..max".
func row(l Limit) string {
	return fmt.Sprintf("[%d,%d) %.6g..%.6g", l.From, l.To, l.Min, l.Max)
}

func TestRowsOfRules(t *testing.T) {
	t.Parallel()
	const year, eighteen = `{start: "2025-01", periods: 12}`, `{start: "2025-01", periods: 18}`
	for _, c := range []struct {
		name, calendar, rule string
		terms                string
		rows                 []string
	}{
		{
			"annual quota", year, "{id: x, kind: quota, flows: [{node: east}, {node: west, factor: 0.5}], max: 1000}",
			"1·east 0.5·west",
			[]string{"[0,12) -Inf..1000"},
		},
		{
			"part of a year by days", eighteen, "{id: x, kind: quota, flows: [{node: east}], max: 3650}",
			"1·east",
			[]string{"[0,12) -Inf..3650", "[12,18) -Inf..1810"},
		},
		{
			"a leap year has no more", `{start: "2024-01", periods: 12}`, "{id: x, kind: quota, flows: [{node: east}], max: 3650}",
			"1·east",
			[]string{"[0,12) -Inf..3650"},
		},
		{
			"own year of a quota", eighteen, "{id: x, kind: quota, flows: [{node: east}], max: 3650, year_start: 7}",
			"1·east",
			[]string{"[0,6) -Inf..1810", "[6,18) -Inf..3650"},
		},
		{
			"own year in 旬", `{start: "2025-06", step: xun, periods: 6}`, "{id: x, kind: quota, flows: [{node: east}], max: 3650, year_start: 7}",
			"1·east",
			[]string{"[0,3) -Inf..300", "[3,6) -Inf..310"},
		},
		{
			"by planning year", year, "{id: x, kind: quota, flows: [{node: east}], max: {2020: 100, 2030: 300}}",
			"1·east",
			[]string{"[0,12) -Inf..200"},
		},
		{
			"withdrawals of a demand", year, "{id: x, kind: quota, flows: [{node: works}], max: 10}",
			"1·works<j 1·works<ga",
			[]string{"[0,12) -Inf..10"},
		},
		{
			"delivery of a demand", year, "{id: x, kind: quota, flows: [{node: works, role: delivery}], max: 10}",
			"1·works",
			[]string{"[0,12) -Inf..10"},
		},
		{
			"rolling", `{start: "2025-01", periods: 5}`, "{id: x, kind: quota, flows: [{node: east}], period: rolling, window: 3, max: 9}",
			"1·east",
			[]string{"[0,3) -Inf..9", "[1,4) -Inf..9", "[2,5) -Inf..9"},
		},
		{
			"rolling over a year", `{start: "2025-01", periods: 13}`, "{id: x, kind: quota, flows: [{node: east}], period: rolling, max: 9}",
			"1·east",
			[]string{"[0,12) -Inf..9", "[1,13) -Inf..9"},
		},
		{
			"a window longer than the run", `{start: "2025-01", periods: 2}`, "{id: x, kind: quota, flows: [{node: east}], period: rolling, window: 9, max: 9}",
			"1·east",
			[]string{"[0,2) -Inf..9"},
		},
		{
			"by step", `{start: "2025-01", periods: 2}`, "{id: x, kind: quota, flows: [{node: east}], period: step, max_m3s: 1}",
			"1·east",
			[]string{"[0,1) -Inf..267.84", "[1,2) -Inf..241.92"},
		},
		{
			"by share of the inflow", `{start: "2025-01", periods: 2}`, "{id: x, kind: quota, flows: [{node: east}], period: step, max_share: 0.4, of: [in]}",
			"1·east",
			[]string{"[0,1) -Inf..40", "[1,2) -Inf..40"},
		},
		{
			"the smaller of both", `{start: "2025-01", periods: 1}`, "{id: x, kind: quota, flows: [{node: east}], period: step, max_m3s: 0.1, max_share: 0.4, of: [in]}",
			"1·east",
			[]string{"[0,1) -Inf..26.784"},
		},
		{
			"cap on withdrawals", year, "{id: x, kind: use-cap, max: 500}",
			"1·works<j 1·works<ga 1·fields<j 1·fields<gb",
			[]string{"[0,12) -Inf..500"},
		},
		{ // works: 1 − .9·.9·.35 = .7165; fields return nothing
			"cap on consumption", year, "{id: x, kind: use-cap, basis: consumption, max: 500}",
			"0.7165·works<j 0.7165·works<ga 1·fields<j 1·fields<gb",
			[]string{"[0,12) -Inf..500"},
		},
		{
			"cap of a region and source", eighteen, "{id: x, kind: use-cap, users: {regions: [b], from: [j]}, max: 3650, year_start: 4}",
			"1·fields<j",
			[]string{"[0,3) -Inf..900", "[3,15) -Inf..3650", "[15,18) -Inf..910"},
		},
		{
			"cap of a city but for a source", year, "{id: x, kind: use-cap, users: {city: x, except: [ga]}, max: 5}",
			"1·works<j",
			[]string{"[0,12) -Inf..5"},
		},
		{
			"cap of a sector", year, "{id: x, kind: use-cap, users: {sectors: [irrigation]}, max: 5}",
			"1·fields<j 1·fields<gb",
			[]string{"[0,12) -Inf..5"},
		},
		{
			"groundwater", year, "{id: x, kind: groundwater-cap, max: 150}",
			"1·ga 1·gb",
			[]string{"[0,12) -Inf..150"},
		},
		{
			"groundwater of a region", year, "{id: x, kind: groundwater-cap, regions: [b], max: 150}",
			"1·gb",
			[]string{"[0,12) -Inf..150"},
		},
		{
			"groundwater of an aquifer", year, "{id: x, kind: groundwater-cap, aquifers: [ga], max: 150}",
			"1·ga",
			[]string{"[0,12) -Inf..150"},
		},
		{
			"least flow", `{start: "2025-01", periods: 2}`, "{id: x, kind: min-outflow, at: out, min_m3s: 0.1}",
			"1·out",
			[]string{"[0,1) 26.784..+Inf", "[1,2) 24.192..+Inf"},
		},
		{
			"least share", `{start: "2025-01", periods: 2}`, "{id: x, kind: min-outflow, at: r, min_m3s: 0.1, min_share: 0.25, of: [in]}",
			"1·r",
			[]string{"[0,1) 26.784..+Inf", "[1,2) 25..+Inf"},
		},
		{
			"least volume", eighteen, "{id: x, kind: min-outflow, at: r, min_annual: 365}",
			"1·r",
			[]string{"[0,12) 365..+Inf", "[12,18) 181..+Inf"},
		},
		{ // .6 : .4, of which the second follows from the first
			"fixed shares", year, "{id: x, kind: sharing, parties: [{share: 0.6, flows: [{node: east}]}, {share: 0.4, flows: [{node: west}]}]}",
			"0.4·east -0.6·west",
			[]string{"[0,12) -Inf..0", "[0,12) -Inf..0"},
		},
		{
			"shares with a tolerance", `{start: "2025-01", periods: 1}`, "{id: x, kind: sharing, period: step, tolerance: 0.1, parties: [{share: 0.6, flows: [{node: east}]}, {share: 0.4, flows: [{node: west}]}]}",
			"0.3·east -0.7·west",
			[]string{"[0,1) -Inf..0", "[0,1) -Inf..0", "[0,1) -Inf..0", "[0,1) -Inf..0"},
		},
		{
			"switched off", year, "{id: x, kind: quota, \"off\": true, flows: [{node: east}], max: 1000}",
			"",
			nil,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			g, got := limits(t, c.calendar, c.rule)
			checkGraph(t, g)
			if len(got) != len(c.rows) {
				t.Fatalf("%d rows, want %d", len(got), len(c.rows))
			}
			for i, l := range got {
				if row(l) != c.rows[i] {
					t.Errorf("row %d is %s, want %s", i, row(l), c.rows[i])
				}
				if !l.Price || l.Path != "rules[0]" || l.Name.EN != "x" {
					t.Errorf("row %d is %+v", i, l)
				}
			}
			if len(got) > 0 && terms(g, got[0]) != c.terms {
				t.Errorf("counts %s, want %s", terms(g, got[0]), c.terms)
			}
		})
	}
}

// TestSharesHoldBothWays: with 60 and 40 every row of the tolerance holds, with
// 75 and 25 one does not.
func TestSharesHoldBothWays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, tolerance string
		east, west      float64
		holds           bool
	}{
		{"exact", "0", 60, 40, true},
		{"too much", "0", 61, 39, false},
		{"too little", "0", 59, 41, false},
		{"within the tolerance", "0.1", 69, 31, true},
		{"above the tolerance", "0.1", 71, 29, false},
		{"below the tolerance", "0.1", 49, 51, false},
		{"nothing at all", "0.1", 0, 0, true},
	} {
		g, rows := limits(t, `{start: "2025-01", periods: 1}`, "{id: x, kind: sharing, tolerance: "+c.tolerance+", parties: [{share: 0.6, flows: [{node: east}]}, {share: 0.4, flows: [{node: west}]}]}")
		flow := map[string]float64{"east": c.east, "west": c.west}
		holds := true
		for _, l := range rows {
			sum := 0.0
			for _, term := range l.Terms {
				sum += term.Coef * flow[g.Arcs[term.Arc].Node]
			}
			holds = holds && sum <= l.Max+1e-9 && sum >= l.Min-1e-9
		}
		if holds != c.holds {
			t.Errorf("%s: holds is %t", c.name, holds)
		}
	}
}

func TestSourceBan(t *testing.T) {
	t.Parallel()
	g, rows := limits(t, `{start: "2025-01", periods: 2}`, "{id: x, kind: source-ban, users: {sectors: [industry], from: [ga]}}")
	if len(rows) != 0 {
		t.Errorf("a ban has rows: %v", rows)
	}
	for i := range g.Arcs {
		a := &g.Arcs[i]
		if a.Role != RoleSupply {
			continue
		}
		if banned := a.Node == "works" && a.Peer == "ga"; banned != (a.Max != nil && a.Max[0] == 0 && a.Max[1] == 0) {
			t.Errorf("%s from %s carries %v", a.Node, a.Peer, a.Max)
		}
	}
}

func TestUnlimitedQuotaByStep(t *testing.T) {
	t.Parallel()
	n := decode(t, basin+"{id: x, kind: quota, period: step, flows: [{node: east}], max_m3s: 1}")
	if q, ok := n.Rules[0].(*Quota); ok {
		q.MaxM3s, q.MaxShare = Quantity{}, 1
		q.Of = []string{"in"}
	}
	g, err := n.Lower()
	if err != nil {
		t.Fatal(err)
	}
	near(t, "all of the inflow", g.Limits[len(g.Limits)-1].Max, 100)
	if math.IsInf(g.Limits[len(g.Limits)-1].Max, 1) {
		t.Error("the share does not count")
	}
}
