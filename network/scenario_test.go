package network

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// plan is what the scenario tests change.
const plan = small + `
  - {id: in2, kind: inflow, to: j, annual: 600, cv: 0.4, profile: flat}
  - {id: yellow, kind: boundary, capacity_m3s: 48}
  - {id: canal, kind: transfer, from: yellow, to: lake, capacity_m3s: {2025: 20, 2035: 25}, min_m3s: 2}
  - {id: lake, kind: reservoir, dead: 100, normal: 1000, initial: 500, table: [{storage: 100, area: 1}, {storage: 1000, area: 4}]}
  - {id: below, kind: reach, from: lake, to: j}
  - {id: ground, kind: aquifer, yield: 300, pump_share: 0.2}
  - {id: plant, kind: treatment, to: out}
  - {id: 甲工业, kind: demand, region: a, sector: industry, annual: 100, profile: flat, sources: [{from: j}, {from: lake}]}
  - {id: farm, kind: demand, region: b, sector: irrigation, annual: 240, profile: flat, canal_efficiency: 0.5, sources: [{from: j}, {from: ground, price: 1}]}
prices: {electricity: 0.5, shortage: {industry: 10}}
projects:
  - {id: diversion, name_zh: 引水, commissioned: 2030, members: [canal]}
  - {id: saving, name_zh: 节水, commissioned: 2020, when_on: [{demand: {nodes: [farm], canal_efficiency: 0.6}}]}
rules:
  - {id: quota, kind: quota, flows: [{node: canal}], max: 5000}
  - {id: joint, kind: quota, period: step, flows: [{node: canal}], max_share: 0.5, of: [in]}
  - {id: rate, kind: quota, period: step, flows: [{node: canal}], max_m3s: 5}
  - {id: cap, kind: use-cap, max: 1000}
  - {id: pumping, kind: groundwater-cap, max: 200}
  - {id: leave, kind: min-outflow, at: out, min_m3s: 0.1}
  - {id: leave-year, kind: min-outflow, at: out, min_annual: 50}
  - {id: ban, kind: source-ban, users: {from: [lake]}}
`

// apply applies changes written in YAML, one a line, and checks that the
// original network is left as it was.
func apply(t *testing.T, n *Network, changes string) (*Network, error) {
	t.Helper()
	before := hash(t, n)
	s, err := DecodeScenario([]byte("id: test\nchanges:\n" + changes))
	if err != nil {
		t.Fatal(err)
	}
	out, err := s.Apply(n)
	if hash(t, n) != before {
		t.Errorf("%s changes the original", changes)
	}
	return out, err
}

func must[T any](t *testing.T, n *Network, id string) T {
	t.Helper()
	x, ok := n.NodeByID(id).(T)
	if !ok {
		t.Fatalf("node %s is %T", id, n.NodeByID(id))
	}
	return x
}

func TestChanges(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, changes string
		of            func(t *testing.T, n *Network) float64
		want          float64
	}{
		{"p for all", "- inflow: {p: 95}", func(_ *testing.T, n *Network) float64 { return n.Hydrology.P }, 95},
		{"p ends the observed series", "- inflow: {observed: true}\n- inflow: {p: 95}", func(_ *testing.T, n *Network) float64 { return boolean(n.Hydrology.Observed) }, 0},
		{"observed", "- inflow: {observed: true}", func(_ *testing.T, n *Network) float64 { return boolean(n.Hydrology.Observed) }, 1},
		{"p of one", "- inflow: {p: 95, nodes: [in2]}", func(t *testing.T, n *Network) float64 { t.Helper(); return *must[*Inflow](t, n, "in2").P }, 95},
		{"mean of one in a dry year", "- inflow: {p: 95}\n- inflow: {p: 0, nodes: [in2]}", func(t *testing.T, n *Network) float64 {
			t.Helper()
			m := must[*Inflow](t, n, "in2").months(n)
			return sumOf(m[:])
		}, 600},
		{"factors multiply", "- inflow: {factor: 0.5}\n- inflow: {factor: 0.8, nodes: [in]}", func(t *testing.T, n *Network) float64 { t.Helper(); return must[*Inflow](t, n, "in").Factor }, 0.4},
		{"inflow off", "- inflow: {nodes: [in], off: true}", func(t *testing.T, n *Network) float64 { t.Helper(); return boolean(must[*Inflow](t, n, "in").Off) }, 1},
		{"inflow times 0", "- inflow: {factor: 0}", func(t *testing.T, n *Network) float64 { t.Helper(); return boolean(must[*Inflow](t, n, "in").Off) }, 1},
		{"demand of a sector", "- demand: {sectors: [irrigation], factor: 1.5}", annual("farm"), 360},
		{"and no other", "- demand: {sectors: [irrigation], factor: 1.5}", annual("甲工业"), 100},
		{"demand of a city", "- demand: {city: x, factor: 2}", annual("甲工业"), 200},
		{"demand of a region", "- demand: {regions: [b], factor: 2}", annual("farm"), 480},
		{"demand of a node", "- demand: {nodes: [甲工业], factor: 0}", annual("甲工业"), 0},
		{"leakage", "- demand: {nodes: [甲工业], leakage: 0.1}", func(t *testing.T, n *Network) float64 {
			t.Helper()
			return must[*Demand](t, n, "甲工业").arrives(2025)
		}, 0.9},
		{"efficiency", "- demand: {sectors: [irrigation], canal_efficiency: {2025: 0.55, 2035: 0.65}}", func(t *testing.T, n *Network) float64 { t.Helper(); return must[*Demand](t, n, "farm").arrives(2030) }, 0.6},
		{"planning year", "- year: {to: 2035}", func(_ *testing.T, n *Network) float64 { return float64(n.PlanningYear) }, 2035},
		{"project on", `- project: {id: diversion, "on": true}`, func(_ *testing.T, n *Network) float64 { return boolean(n.ProjectByID("diversion").IsOn(2025)) }, 1},
		{"project off", `- project: {id: saving, "on": false}`, func(_ *testing.T, n *Network) float64 { return boolean(n.ProjectByID("saving").IsOn(2025)) }, 0},
		{"capacity", "- capacity: {node: canal, m3s: 30}", capacity("canal", 2025, 1), 30},
		{"capacity times", "- capacity: {node: canal, factor: 1.2}", capacity("canal", 2030, 1), 27},
		{"capacity times 0", "- capacity: {node: canal, factor: 0}", capacity("canal", 2025, 1), 0},
		{"capacity of a plant", "- capacity: {node: plant, m3s: 3}", capacity("plant", 2025, 1), 3},
		{"outage", "- outage: {node: canal, months: [3, 4]}", capacity("canal", 2025, 3), 0},
		{"outage of the other years", "- outage: {node: canal, months: [3, 4]}", capacity("canal", 2035, 4), 0},
		{"before the outage", "- outage: {node: canal, months: [3, 4]}", capacity("canal", 2025, 2), 20},
		{"outage without a limit", "- outage: {node: below, months: [3]}", capacity("below", 2025, 4), unlimitedM3s},
		{"outage of a whole year", "- outage: {node: canal}", capacity("canal", 2025, 12), 0},
		{"outage lifts the least flow", "- outage: {node: canal, months: [3]}", func(t *testing.T, n *Network) float64 {
			t.Helper()
			return must[*Transfer](t, n, "canal").MinM3s.At(2025, 3)
		}, 0},
		{"outage of wells", "- outage: {node: ground, months: [7]}", func(t *testing.T, n *Network) float64 {
			t.Helper()
			return must[*Aquifer](t, n, "ground").Pump.At(2025, 7)
		}, 0},
		{"wells in other months", "- outage: {node: ground, months: [7]}", func(t *testing.T, n *Network) float64 {
			t.Helper()
			return must[*Aquifer](t, n, "ground").Pump.At(2025, 6)
		}, 60},
		{"rule off", `- rule: {id: quota, "off": true}`, func(_ *testing.T, n *Network) float64 { return boolean(n.Rules[0].Info().Off) }, 1},
		{"rule figure", "- rule: {id: quota, max: 100, factor: 0.5}", figure(0), 50},
		{"rule by step", "- rule: {id: rate, factor: 2}", figure(2), 10},
		{"rule times 0", "- rule: {id: cap, factor: 0}", figure(3), 0},
		{"groundwater cap", "- rule: {id: pumping, max: 150}", figure(4), 150},
		{"least flow", "- rule: {id: leave, factor: 3}", figure(5), 0.3},
		{"least volume", "- rule: {id: leave-year, factor: 3}", figure(6), 150},
		{"set a figure by id", "- set: {nodes.lake.initial: 600}", func(t *testing.T, n *Network) float64 { t.Helper(); return must[*Reservoir](t, n, "lake").Initial }, 600},
		{"set a Chinese id", "- set: {nodes.甲工业.annual: 120}", annual("甲工业"), 120},
		{"set by number", "- set: {\"nodes[0].annual\": 700}", func(t *testing.T, n *Network) float64 {
			t.Helper()
			return must[*Inflow](t, n, "in").Annual.At(2025, 1)
		}, 700},
		{"set a source", "- set: {nodes.farm.sources.ground.price: 2}", func(t *testing.T, n *Network) float64 {
			t.Helper()
			return must[*Demand](t, n, "farm").Sources[1].Price.At(2025, 1)
		}, 2},
		{"set a table row", "- set: {nodes.lake.table.1.area: 5}", func(t *testing.T, n *Network) float64 { t.Helper(); return must[*Reservoir](t, n, "lake").AreaAt(1000) }, 5},
		{"set a whole list", "- set: {nodes.lake.table: [{storage: 0, area: 9}]}", func(t *testing.T, n *Network) float64 { t.Helper(); return must[*Reservoir](t, n, "lake").AreaAt(1000) }, 9},
		{"set a map", "- set: {prices.shortage.irrigation: 3}", func(_ *testing.T, n *Network) float64 { return n.Prices.ShortageLoss(Irrigation) }, 3},
		{"set keeps the rest of a map", "- set: {prices.shortage.irrigation: 3}", func(_ *testing.T, n *Network) float64 { return n.Prices.ShortageLoss(Industry) }, 10},
		{"set null takes a key away", "- set: {prices.shortage.industry: null}", func(_ *testing.T, n *Network) float64 { return n.Prices.ShortageLoss(Industry) }, 15},
		{"set null takes a limit away", "- set: {nodes.canal.capacity_m3s: null}", func(t *testing.T, n *Network) float64 {
			t.Helper()
			return boolean(must[*Transfer](t, n, "canal").CapacityM3s.IsSet())
		}, 0},
		{"set in a profile", "- set: {\"profiles.flat.months[0]\": 0.5}", func(_ *testing.T, n *Network) float64 { return n.Profiles[0].Months[0] }, 0.5},
		{"set what was not given", "- set: {nodes.in.observed.start: \"2025-01\"}", func(t *testing.T, n *Network) float64 {
			t.Helper()
			return boolean(must[*Inflow](t, n, "in").Observed != nil)
		}, 1},
		{"set a word", "- set: {calendar.step: xun}", func(_ *testing.T, n *Network) float64 { return boolean(n.Calendar.Step == StepXun) }, 1},
		{"set a rule", "- set: {rules.quota.max: 7}", figure(0), 7},
		{"set a whole node", "- set: {nodes.lake: {id: lake, kind: reservoir, normal: 77}}", func(t *testing.T, n *Network) float64 { t.Helper(); return must[*Reservoir](t, n, "lake").Normal }, 77},
		{"later changes win", "- set: {nodes.lake.initial: 600}\n- set: {nodes.lake.initial: 700}", func(t *testing.T, n *Network) float64 { t.Helper(); return must[*Reservoir](t, n, "lake").Initial }, 700},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			n := decode(t, plan)
			got, err := apply(t, n, c.changes)
			if err != nil {
				t.Fatal(err)
			}
			near(t, c.changes, c.of(t, got), c.want)
			if hash(t, got) == hash(t, n) {
				t.Error("the copy is not changed")
			}
		})
	}
}

func boolean(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func annual(id string) func(*testing.T, *Network) float64 {
	return func(t *testing.T, n *Network) float64 { t.Helper(); return must[*Demand](t, n, id).Annual.At(2025, 1) }
}

func capacity(id string, year, month int) func(*testing.T, *Network) float64 {
	return func(_ *testing.T, n *Network) float64 { return capacityOf(n.NodeByID(id)).At(year, month) }
}

func figure(rule int) func(*testing.T, *Network) float64 {
	return func(_ *testing.T, n *Network) float64 { return figureOf(n.Rules[rule]).At(2025, 1) }
}

func TestChangesThatFail(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ changes, zh, en string }{
		{"- inflow: {nodes: [lake], p: 5}", "不是来水节点", `"lake" is not an inflow`},
		{"- inflow: {nodes: [in], observed: true}", "一并采用", "for all inflows or none"},
		{"- demand: {regions: [nowhere], factor: 2}", "没有符合条件", "no demand matches"},
		{`- project: {id: nothing, "on": true}`, "工程", `no project "nothing"`},
		{"- capacity: {node: lake, m3s: 1}", "没有输水能力", "has no capacity"},
		{"- capacity: {node: nowhere, m3s: 1}", "没有输水能力", "has no capacity"},
		{"- capacity: {node: below, factor: 2}", "未限定能力", "no limit to multiply"},
		{"- outage: {node: lake}", "不能停运", "cannot be taken out of service"},
		{`- rule: {id: nothing, "off": true}`, "规则", `no rule "nothing"`},
		{"- rule: {id: ban, max: 5}", "没有可修改的指标", "no figure to change"},
		{"- rule: {id: joint, factor: 2}", "没有可按倍比修改", "no figure to multiply"},
		{"- order: {levels: [domestic, none]}", "级别", `no level "none"`},
		{"- set: {nodes.lake.initail: 5}", `是否为 "initial"`, `did you mean "initial"`},
		{"- set: {nodez: 5}", `是否为 "nodes"`, `did you mean "nodes"`},
		{"- set: {nodes.lak.initial: 5}", "没有", `has no item "lak"`},
		{"- set: {\"nodes[99].initial\": 5}", "没有", `has no item "99"`},
		{"- set: {nodes..initial: 5}", "没有", `has no item ""`},
		{"- set: {nodes.lake.initial.more: 5}", "过长", "goes too deep"},
		{"- set: {nodes.in.annual.2025: 5}", "过长", "goes too deep"},
		{"- set: {prices.shortage.industry.more: 5}", "过长", "goes too deep"},
		{"- set: {prices.shortage.farming: 5}", "未知的行业", `unknown sector "farming"`},
		{"- set: {nodes.lake.initial: much}", "不是数字", "not a number"},
		{"- set: {nodes.lake.initial: -5}", "超出范围", "outside 0 to 1e+08"},
		{"- set: {nodes.lake.initial: [1, 2]}", "不是数字", "not a number"},
		{"- set: {nodes.lake.table: 5}", "应为列表", "should be a list"},
		{"- set: {calendar.step: week}", "不在可选值之中", "not one of the choices"},
		{"- set: {nodes.lake.kind: junction}", "类型不能修改", "kind cannot be changed"},
		{"- set: {nodes.lake.normal: null}", "不能为空", "cannot be empty"},
		{"- set: {nodes.canal.to: \"\"}", "不能为空", "cannot be empty"},
		{"- set: {\"profiles.flat.months[3]\": null}", "不能为空", "cannot be empty"},
	} {
		t.Run(c.changes, func(t *testing.T) {
			t.Parallel()
			_, err := apply(t, decode(t, plan), c.changes)
			mentions(t, err, c.en)
			f := faultsOf(t, err)[0]
			if !strings.Contains(f.Problem.ZH, c.zh) {
				t.Errorf("in Chinese: %q does not mention %q", f.Problem.ZH, c.zh)
			}
			checkText(t, f)
		})
	}
}

func TestFailingChangesAreReportedTogether(t *testing.T) {
	t.Parallel()
	_, err := apply(t, decode(t, plan), `
- inflow: {p: 95}
- project: {id: nothing, "on": true}
- set: {nodes.lake.initial: 600}
- outage: {node: lake}
- set: {nodez: 1}
`)
	var paths []string
	for _, f := range faultsOf(t, err) {
		paths = append(paths, f.Path)
	}
	if want := []string{"changes[1].project", "changes[3].outage", "changes[4].set"}; !slices.Equal(paths, want) {
		t.Errorf("paths %v, want %v", paths, want)
	}
}

func TestDecodeScenarioRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, word string }{
		{"", "empty"},
		{"changes: [{inflow: {p: 120}}]", "outside 0 to 99.9 %"},
		{"changes: [{inflows: {p: 50}}]", "unknown change"},
		{"changes: [{inflow: {p: 50}, year: {to: 2035}}]", "exactly one key"},
		{"changes: [{project: {id: x}}]", "missing: on"},
		{"changes: [{year: }]", "missing: to"},
		{"changes: [~]", "the item is empty"},
		{"changes: [{set: 5}]", "path: value"},
		{"changes: [{set: {a.b: .nan}}]", "not a finite number"},
		{"changes: [{set: {a.b: 1, a.b: 2}}]", "given twice"},
		{"changes: [{set: {a.b: &x [1]}}]", "anchors"},
		{"chances: []", `did you mean "changes"`},
	} {
		_, err := DecodeScenario([]byte(c.text))
		mentions(t, err, c.word)
	}
}

// TestScenarioRoundTrips: what is stored of a scenario says the same when it is
// read again.
func TestScenarioRoundTrips(t *testing.T) {
	t.Parallel()
	want := Scenario{ID: "all", NameZH: "全部", NameEN: "all", Note: "note", Changes: full(t).ProjectByID("works").WhenOn}
	data, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := DecodeScenario(data)
	if err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	again, err := json.Marshal(got)
	if err != nil || string(again) != string(data) {
		t.Errorf("written again:\n%s\nwant\n%s\n%v", again, data, err)
	}
	if len(got.Changes) != len(want.Changes) {
		t.Errorf("%d changes, want %d", len(got.Changes), len(want.Changes))
	}
	if data, err := json.Marshal(Change{}); err != nil || string(data) != "{}" {
		t.Errorf("no change is written as %s (%v)", data, err)
	}
	n := decode(t, plan)
	if out, err := (Scenario{Changes: []Change{{}}}).Apply(n); err != nil || hash(t, out) != hash(t, n) {
		t.Errorf("no change changes something: %v", err)
	}
}

func TestSetValue(t *testing.T) {
	t.Parallel()
	n := decode(t, plan)
	for _, c := range []struct{ path, value string }{
		{"nodes.lake.initial", "650"}, {"nodes.lake.table", "[{storage: 1, area: 2}]"}, {"name_zh", "新名"}, {"nodes.canal.capacity_m3s", "null"},
	} {
		change, err := SetValue(c.path, c.value)
		if err != nil {
			t.Fatal(err)
		}
		out, err := Scenario{Changes: []Change{change}}.Apply(n)
		if err != nil || hash(t, out) == hash(t, n) {
			t.Errorf("%s = %s: %v", c.path, c.value, err)
		}
	}
	for _, value := range []string{"", "[1", "&a 5", "# nothing"} {
		change, err := SetValue("nodes.lake.initial", value)
		if err == nil {
			_, err = Scenario{Changes: []Change{change}}.Apply(n)
		}
		if err == nil {
			t.Errorf("%q is accepted", value)
		}
	}
}

func TestOrderChange(t *testing.T) {
	t.Parallel()
	n := decode(t, plan)
	out, err := apply(t, n, "- order: {levels: [irrigation, base-flow]}")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range out.Order() {
		got = append(got, l.ID)
	}
	want := []string{"irrigation", "base-flow", "domestic", "essential", "industry", "landscape", "cost", "end-storage", "spill"}
	if !slices.Equal(got, want) {
		t.Errorf("order %v, want %v", got, want)
	}
	if n.Order()[0].ID != "domestic" {
		t.Error("the original order is changed")
	}
}

// TestProjectsSwitchArcs: a project that is off takes its members' capacity
// away, and its changes do not hold.
func TestProjectsSwitchArcs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, changes  string
		canal, arrives float64
	}{
		{"before the commissioning", "- year: {to: 2025}", 0, 0.6},
		{"after the commissioning", "- year: {to: 2035}", 25 * 267.84, 0.6},
		{"on by hand", `- project: {id: diversion, "on": true}`, 20 * 267.84, 0.6},
		{"off by hand", "- year: {to: 2035}\n- project: {id: diversion, \"on\": false}\n- project: {id: saving, \"on\": false}", 0, 0.5},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			n, err := apply(t, decode(t, plan), c.changes)
			if err != nil {
				t.Fatal(err)
			}
			g, err := n.Lower()
			if err != nil {
				t.Fatal(err)
			}
			canal := g.Arcs[g.ArcIndex("canal", RoleTransfer)]
			near(t, "capacity in January", canal.Max[0], c.canal)
			if c.canal == 0 && canal.Min != nil {
				t.Error("a project that is off keeps its least flow")
			}
			near(t, "what arrives of a withdrawal", g.Arcs[g.ArcIndex("farm", RoleSupply)].Heads[0].Share, c.arrives)
		})
	}
}

// TestProjectsOffTakeTheirDemandAway: a node that does not exist wants nothing,
// and a node of two projects exists while one of them is on.
func TestProjectsOffTakeTheirDemandAway(t *testing.T) {
	t.Parallel()
	n := decode(t, strings.Replace(plan, "projects:\n", `projects:
  - {id: park, name_zh: 园区, "on": false, members: [甲工业, farm, in2]}
  - {id: fields, name_zh: 灌区, "on": true, members: [farm], measure: [below]}
`, 1))
	g, err := n.Lower()
	if err != nil {
		t.Fatal(err)
	}
	var wants []string
	for _, w := range g.Wants {
		wants = append(wants, w.Node)
	}
	if !slices.Equal(wants, []string{"farm"}) {
		t.Errorf("wants of %v, want farm alone", wants)
	}
	for _, s := range g.Supplies {
		if s.Node == "in2" {
			t.Error("an inflow of a project that is off flows")
		}
	}
	if got := n.ProjectByID("fields").Measured(); !slices.Equal(got, []string{"below"}) {
		t.Errorf("measured %v", got)
	}
	if got := n.ProjectByID("park").Measured(); len(got) != 3 {
		t.Errorf("measured %v, want the members", got)
	}
}
