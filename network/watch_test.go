package network

import (
	"math"
	"strings"
	"testing"
)

const droughtDocument = `
format: fenhu/1
id: drought
planning_year: 2025
calendar: {start: "2025-01", periods: 24}
profiles: [{id: flat, months: [0.08, 0.08, 0.08, 0.08, 0.08, 0.1, 0.1, 0.08, 0.08, 0.08, 0.08, 0.08]}]
regions: [{id: a, name_zh: 甲县}]
nodes:
  - {id: in, kind: inflow, to: lake, annual: 1000, cv: 0.5, profile: flat}
  - {id: lake, kind: reservoir, dead: 100, normal: 1100, initial: 600, spill_to: gauge, drought_warning: 500, drought_dry: 300}
  - {id: gauge, kind: section, to: sea, target_m3s: 1}
  - {id: sea, kind: outlet}
  - {id: far, kind: boundary}
  - {id: canal, kind: transfer, from: far, to: lake, capacity_m3s: 2, min_m3s: 0.5}
  - {id: works, kind: demand, region: a, sector: industry, annual: 500, profile: flat, essential: 0.4, sources: [{from: lake}, {from: far}]}
rules:
  - {id: leave, kind: min-outflow, at: sea, min_annual: 120}
  - {id: most, kind: quota, flows: [{node: canal}], max: 365}
  - id: plan
    kind: drought-plan
    initial: orange
    indicators:
      - {id: useful, measure: useful, blue: {enter: 0.9}, yellow: {enter: 0.5}, orange: {enter: 0.3}, red: {enter: 0.1}}
      - {id: line, measure: warning, blue: {enter: 0.1}}
      - {id: inflow, measure: inflow, periods: 2, blue: {enter: 0.1}}
      - {id: year, measure: deficit, cumulative: true, blue: {enter: 0.99}}
    emergency: [{nodes: [canal], from: yellow, share: 0.25}, {nodes: [canal], from: red}]
    blue: {}
    yellow: {}
    orange:
      demand: [{sectors: [industry], factor: 0.7}, {nodes: [works], factor: 0.5}]
      base_flow: 0.8
      rules: [{rule: leave, factor: 0.5}, {rule: most, factor: 2}]
      bans: [{from: [lake]}]
      prefer: [{node: far, price: -3}]
      reserve: [{node: lake, line: warning, until: domestic}, {node: lake, keep: 0.2}]
    red: {rules: [{rule: leave, "off": true}]}
`

func TestApplyPutsTheMeasuresOnAWindow(t *testing.T) {
	t.Parallel()
	g := lower(t, droughtDocument)
	levels := len(g.Levels)
	w, window := g.Watch(), lower(t, droughtDocument)
	w.Apply(window) // the initial level is orange
	works, gauge := want(t, window, "works"), want(t, window, "gauge")
	near(t, "essential part of the demand", works.Bands[0].Volume[0], 0.4*40)
	near(t, "rest of the demand", works.Bands[1].Volume[0], 0.1*40)
	near(t, "base flow", gauge.Bands[0].Volume[0], 0.8*31*8.64)
	canal := &window.Arcs[window.ArcIndex("canal", RoleTransfer)]
	near(t, "emergency source", canal.Max[0], 0.25*2*31*8.64)
	near(t, "its least flow", canal.Min[0], 0.5*31*8.64)
	for i := range window.Arcs {
		if a := &window.Arcs[i]; a.Role == RoleSupply && a.Peer == "lake" {
			near(t, "banned source", a.Max[0], 0)
		} else if a.Role == RoleSupply {
			near(t, "preferred source", a.Cost[0], -3)
		}
	}
	for _, l := range window.Limits {
		switch l.ID {
		case "leave":
			near(t, "minimum outflow", l.Min, 60)
		case "most":
			near(t, "quota", l.Max, 730)
		}
	}
	s := window.Vertices[vertex(t, window, "lake")].Store
	near(t, "reserve behind the domestic level", s.Reserves[0].Least[5], 500)
	// 600 − 100 + 80 are available in January: a fifth stays, and of that and of 80 again a fifth in February.
	near(t, "hedging in January", s.Reserves[1].Least[0], 100+0.2*580)
	near(t, "hedging in February", s.Reserves[1].Least[1], 100+0.2*(0.2*580+80))
	if len(window.Levels) != levels+2 || window.Levels[0].ID != ReserveLevel(1) || window.Levels[2].ID != ReserveLevel(0) {
		t.Errorf("levels %v", window.Levels)
	}
	for level, share := range map[DroughtLevel]float64{NoDrought: 0, DroughtBlue: 0, DroughtYellow: 0.25, DroughtRed: 1} {
		window, most := lower(t, droughtDocument), share*2*31*8.64
		w.plans[0].m.level = level
		w.Apply(window)
		canal := &window.Arcs[window.ArcIndex("canal", RoleTransfer)]
		near(t, level.String()+": emergency source", canal.Max[0], most)
		near(t, level.String()+": its least flow", canal.Min[0], math.Min(most, 0.5*31*8.64))
		for _, l := range window.Limits {
			if l.ID == "leave" && math.IsInf(l.Min, -1) != (level == DroughtRed) {
				t.Errorf("%s: minimum outflow %g", level, l.Min)
			}
		}
	}
}

func TestIndicatorsSeeThePastOnly(t *testing.T) {
	t.Parallel()
	g := lower(t, droughtDocument)
	w := g.Watch()
	lake := vertex(t, g, "lake")
	values := func(step int, want ...float64) {
		t.Helper()
		d := w.Decide(0, step)
		for i := range want {
			if math.IsNaN(want[i]) != math.IsNaN(d.Values[i]) || math.Abs(d.Values[i]-want[i]) > 1e-9 {
				t.Errorf("step %d, indicator %d: %g, want %g", step, i, d.Values[i], want[i])
			}
		}
	}
	observe := func(step int, storage, inflow, wanted, received float64) {
		h := Happened{Storage: make([]float64, len(g.Vertices)), Supply: make([]float64, len(g.Supplies)), Wanted: make([]float64, len(g.Wants)), Received: make([]float64, len(g.Wants))}
		h.Storage[lake] = storage
		for i := range g.Supplies {
			h.Supply[i] = inflow
		}
		for i := range g.Wants {
			if g.Wants[i].Node == "works" {
				h.Wanted[i], h.Received[i] = wanted, received
			}
		}
		w.Observe(step, h)
	}
	nan := math.NaN()
	values(0, 0.5, 1.2, nan, nan)
	observe(0, 350, 40, 20, 20)
	values(1, 0.25, 0.7, nan, 0.5) // 20 of 40 delivered
	observe(1, 100, 60, 40, 40)
	values(2, 0, 0.2, 100.0/160, 0.25)
	observe(2, 1100, 80, 40, 0)
	values(3, 1, 2.2, 140.0/160, 0.5)
	for step := 3; step < 11; step++ {
		observe(step, 1100, 80, 40, 40)
	}
	observe(11, 1100, 80, 40, 40)
	observe(12, 1100, 80, 40, 10) // a new accounting year counts from zero
	values(13, 1, 2.2, 1, 0.75)
	w.Reset()
	values(0, 0.5, 1.2, nan, nan)
	if w.Level(0) != DroughtYellow { // orange ends at once, one step a decision
		t.Errorf("level %s", w.Level(0))
	}
	var none *Watch
	none.Apply(g)
	none.Observe(0, Happened{})
	none.Reset()
	none.Start(nil)
	if none.Plans() != 0 {
		t.Error("a graph without plans has none")
	}
}

func TestScenariosSwitchAndSetThePlan(t *testing.T) {
	t.Parallel()
	n := decode(t, droughtDocument)
	s, err := DecodeScenario([]byte(`changes:
  - set: {rules.plan.indicators.useful.red.enter: 0.2, rules.plan.orange.demand.0.factor: 0.6, rules.plan.recovery: direct}`))
	if err != nil {
		t.Fatal(err)
	}
	out, err := s.Apply(n)
	if err != nil {
		t.Fatal(err)
	}
	g, err := out.Lower()
	if err != nil {
		t.Fatal(err)
	}
	p := &g.Response.Plans[0]
	near(t, "threshold", p.byMonth[3][0].enter[DroughtRed], 0.2)
	if !p.jumpDown {
		t.Error("the recovery was not set")
	}
	if old := lower(t, droughtDocument).Response.Plans[0]; old.jumpDown || old.byMonth[3][0].enter[DroughtRed] != 0.1 {
		t.Error("the original was reached")
	}
	for _, change := range []string{"rule: {id: plan, off: true}", "set: {rules.plan.off: true}"} {
		s, err := DecodeScenario([]byte("changes: [" + change + "]"))
		if err != nil {
			t.Fatal(err)
		}
		out, err := s.Apply(n)
		if err != nil {
			t.Fatal(err)
		}
		if g, err := out.Lower(); err != nil || g.Watch() != nil {
			t.Errorf("%s: still in force (%v)", change, err)
		}
	}
	bad, err := DecodeScenario([]byte(`changes: [{set: {rules.plan.indicators.useful.red.enter: 0.4}}]`))
	if err != nil {
		t.Fatal(err)
	}
	out, err = bad.Apply(n)
	if err != nil {
		t.Fatal(err)
	}
	if errs := out.Check().Errors(); len(errs) != 1 || !strings.HasPrefix(errs[0].Path, "rules[2].indicators[0].red.enter") {
		t.Errorf("thresholds out of order: %v", errs)
	}
}

func TestMeasuresInWords(t *testing.T) {
	t.Parallel()
	p := lower(t, droughtDocument).Response.Plans[0]
	if got, want := p.Describe(DroughtRed), (Text{"启用canal（25%）；启用canal（100%）；停用leave", "canal opened (25%); canal opened (100%); leave lifted"}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := p.Describe(DroughtOrange).ZH; !strings.Contains(got, "工业限供至 70%") || !strings.Contains(got, "lake旱警线以下蓄水只供至“城乡生活”") {
		t.Error(got)
	}
}

func TestEveryLevelIsDescribed(t *testing.T) {
	t.Parallel()
	for _, document := range []string{droughtDocument, string(readFile(t, "testdata/full.yaml"))} {
		p := lower(t, document).Response.Plans[0]
		for _, l := range DroughtLevels() {
			text := p.Describe(l)
			if (text.ZH == "") != (text.EN == "") || strings.Contains(text.ZH+text.EN, "%!") {
				t.Errorf("%s: %+v", l, text)
			}
		}
	}
}
