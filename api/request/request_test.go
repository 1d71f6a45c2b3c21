package request

import (
	"strings"
	"testing"

	"fenhu/network"
)

const basin = `
format: fenhu/1
id: small
planning_year: 2025
calendar: {start: "2025-01", step: month, periods: 12}
profiles:
  - {id: even, months: [0.0833, 0.0833, 0.0833, 0.0833, 0.0834, 0.0834, 0.0834, 0.0834, 0.0834, 0.0833, 0.0833, 0.0832]}
nodes:
  - {id: source, kind: inflow, to: sea, annual: 1200, cv: 0.4, profile: even}
  - {id: sea, kind: outlet}
projects:
  - {id: works, name_zh: 工程, commissioned: 2030}
`

func TestTheDifferencesAreApplied(t *testing.T) {
	t.Parallel()
	r := Request{Year: 2035, P: new(float64(95)), Scenario: []byte("changes: [{inflow: {factor: 0.5}}]"), Off: []string{"works"}, Set: []Assignment{{"nodes.source.annual", "900"}}, Step: network.StepXun}
	n, _, err := r.Network([]byte(basin), nil)
	if err != nil {
		t.Fatal(err)
	}
	in, ok := n.NodeByID("source").(*network.Inflow)
	if !ok || in.Factor != 0.5 || in.Annual.Mean(2035) != 900 {
		t.Errorf("inflow %+v", in)
	}
	if n.PlanningYear != 2035 || n.Hydrology.P != 95 || n.Calendar.Step != network.StepXun || n.Calendar.Periods != 36 || n.ProjectByID("works").IsOn(2035) {
		t.Errorf("year %d, P %g, calendar %+v", n.PlanningYear, n.Hydrology.P, n.Calendar)
	}
}

func TestTheZeroRequestChangesNothing(t *testing.T) {
	t.Parallel()
	want, _, err := network.Decode([]byte(basin), nil)
	if err != nil {
		t.Fatal(err)
	}
	n, _, err := new(Request).Network([]byte(basin), nil)
	if err != nil {
		t.Fatal(err)
	}
	a, _ := want.Hash()
	b, _ := n.Hash()
	if a != b {
		t.Error("the document changed")
	}
}

func TestASeriesSetsTheCalendarWhereItMust(t *testing.T) {
	t.Parallel()
	series := "date,source\n" + strings.Join([]string{"2025-01,1", "2025-02,1", "2025-03,2"}, "\n")
	r := Request{Inflow: []byte("\ufeff" + series)}
	n, _, err := r.Network([]byte(basin), nil)
	if err != nil {
		t.Fatal(err)
	}
	if n.Calendar.Periods != 3 || n.Calendar.Start != "2025-01" || !n.Hydrology.Observed {
		t.Errorf("calendar %+v", n.Calendar)
	}
	r.Step = network.StepDay
	if n, _, err = r.Network([]byte(basin), nil); err != nil || n.Calendar.Periods != 90 {
		t.Errorf("days: %+v, %v", n, err)
	}
	r = Request{Inflow: []byte(series), Periods: 2}
	if n, _, err = r.Network([]byte(basin), nil); err != nil || n.Calendar.Periods != 2 {
		t.Errorf("two periods: %+v, %v", n, err)
	}
}

func TestFaultsNameTheField(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		name string
		r    Request
		want string
	}{
		{"project", Request{On: []string{"nothing"}}, "on: "},
		{"both", Request{On: []string{"works"}, Off: []string{"works"}}, "on: "},
		{"frequency", Request{P: new(float64(101))}, "p: "},
		{"year", Request{Year: 3}, "year: "},
		{"mode", Request{Mode: "psychic"}, "mode: "},
		{"step", Request{Step: "hour"}, "step: "},
		{"unit", Request{InflowUnit: "cups"}, "inflow_unit: "},
		{"window", Request{Window: -1}, "window: "},
		{"path", Request{Set: []Assignment{{"nodes.nothing.annual", "1"}}}, "set nodes.nothing.annual: "},
		{"value", Request{Set: []Assignment{{"nodes.source.annual", "[1"}}}, "set nodes.source.annual: "},
		{"scenario", Request{Scenario: []byte("changes: [{project: {id: no, on: true}}]")}, "scenario: changes[0].project"},
		{"scenario syntax", Request{Scenario: []byte("change: 1")}, "scenario: change"},
		{"column", Request{Inflow: []byte("date,sourc\n2025-01,1")}, "inflow (sourc): "},
		{"series", Request{Inflow: []byte("date,source\n2025-01,x")}, "inflow (source): "},
		{"both inflows", Request{Inflow: []byte("date,source\n2025-01,1"), P: new(float64(50))}, "p: "},
		{"empty file", Request{Observed: true}, "nodes[0].observed"},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			_, faults, err := x.r.Network([]byte(basin), nil)
			if err == nil || len(faults) == 0 || !strings.HasPrefix(faults[0].In(network.EN), x.want) {
				t.Errorf("faults %v (%v), want %q", faults, err, x.want)
			}
			for _, f := range faults {
				if f.Problem.ZH == "" || f.Problem.EN == "" {
					t.Errorf("problem %+v is not in both languages", f.Problem)
				}
			}
		})
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	if y, err := ParseYear("base"); y != 2020 || err != nil {
		t.Errorf("base = %d, %v", y, err)
	}
	if y, err := ParseYear("2035"); y != 2035 || err != nil {
		t.Errorf("2035 = %d, %v", y, err)
	}
	for _, s := range []string{"", "x", "20250", "-1"} {
		if _, err := ParseYear(s); err == nil {
			t.Errorf("year %q passed", s)
		}
	}
	for s, want := range map[string]float64{"95": 95, "95%": 95, "mean": 0, "多年平均": 0, "99.9": 99.9} {
		if got, err := ParseP(s); got != want || err != nil {
			t.Errorf("P %q = %g, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "0", "100", "NaN", "-5", "dry", "Inf"} {
		if _, err := ParseP(s); err == nil {
			t.Errorf("P %q passed", s)
		}
	}
	if x, err := ParseAssignment("a.b = [1, 2=3]"); x != (Assignment{"a.b", "[1, 2=3]"}) || err != nil {
		t.Errorf("assignment %+v, %v", x, err)
	}
	for _, s := range []string{"", "a", "=1", "a="} {
		if _, err := ParseAssignment(s); err == nil {
			t.Errorf("assignment %q passed", s)
		}
	}
}
