package network

import (
	"math"
	"strings"
	"testing"
)

const typicalYear = `
format: fenhu/1
id: typical
planning_year: 2025
calendar: {start: "2025-01"}
nodes:
  - id: in
    kind: inflow
    to: j
    annual: 3.40
    typical: {year: 2009, months: [.12, .11, .18, .22, .20, .35, .95, 1.10, .62, .34, .20, .14]CONTROL}
  - {id: j, kind: junction}
  - {id: r, kind: reach, from: j, to: out}
  - {id: out, kind: outlet}
`

// TestTypicalYear checks the worked examples of RULES DR-06 through a document.
func TestTypicalYear(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, control string
		want          []float64
	}{
		{"same ratio", "", []float64{.0901, .0826, .1351, .1651, .1501, .2627, .7130, .8256, .4653, .2552, .1501, .1051}},
		{"same frequency", ", control: {months: [3, 4, 5, 6], mean: 0.62}", []float64{.0932, .0854, .1175, .1436, .1305, .2284, .7377, .8542, .4815, .2640, .1553, .1087}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			n := decode(t, strings.Replace(typicalYear, "CONTROL", c.control, 1))
			g, err := n.Lower()
			if err != nil {
				t.Fatal(err)
			}
			got := g.Supplies[0].Volume
			for m := range c.want {
				if math.Abs(got[m]-c.want[m]) > 5.1e-5 {
					t.Errorf("month %d: got %.4f, want %.4f", m+1, got[m], c.want[m])
				}
			}
			if math.Abs(sumOf(got)-3.40) > 1e-9 {
				t.Errorf("sum %.6f, want 3.40", sumOf(got))
			}
		})
	}
}

// TestConstantInflow: a spring of 2 m³/s gives 2 m³/s in every design year.
func TestConstantInflow(t *testing.T) {
	t.Parallel()
	text := strings.Replace(typicalYear, "    annual: 3.40\n    typical: {year: 2009, months: [.12, .11, .18, .22, .20, .35, .95, 1.10, .62, .34, .20, .14]CONTROL}\n", "    flow_m3s: 2\n", 1)
	n := decode(t, text+"hydrology: {p: 95}\n")
	g, err := n.Lower()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := g.Supplies[0].Volume[0], 2*267.84; math.Abs(got-want) > 1e-9 {
		t.Errorf("January %g, want %g", got, want)
	}
}

// TestTypicalFaults: what cannot be scaled is said before a run.
func TestTypicalFaults(t *testing.T) {
	t.Parallel()
	for text, path := range map[string]string{
		strings.Replace(typicalYear, "CONTROL", ", control: {months: [3, 3], mean: 1}", 1):                                      "nodes[0].typical.control.months",
		strings.Replace(typicalYear, "CONTROL", ", control: {months: [1,2,3,4,5,6,7,8,9,10,11,12], mean: 1}", 1):                "nodes[0].typical.control.months",
		strings.NewReplacer("CONTROL", "", ".12, .11, ", "").Replace(typicalYear):                                               "nodes[0].typical.months",
		strings.NewReplacer("CONTROL", "", "annual: 3.40", "annual: 3.40\n    profile: x").Replace(typicalYear):                 "nodes[0].typical",
		strings.NewReplacer("CONTROL", "", "annual: 3.40", "annual: 3.40\n    flow_m3s: 1").Replace(typicalYear):                "nodes[0].flow_m3s",
		strings.NewReplacer("CONTROL", "", "annual: 3.40", "annual: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]").Replace(typicalYear): "nodes[0].annual",
	} {
		_, faults, err := Decode([]byte(text), nil)
		found := false
		for _, f := range faults {
			found = found || f.Path == path
		}
		if err == nil || !found {
			t.Errorf("no fault at %s: %v", path, faults)
		}
	}
}

// TestEndAboveFloodLimit: an end storage above the flood-limited storage of the
// last month is cut to it, and that is said.
func TestEndAboveFloodLimit(t *testing.T) {
	t.Parallel()
	_, warnings, err := Decode([]byte(`
format: fenhu/1
id: flood
planning_year: 2025
calendar: {start: "2025-05", periods: 3}
nodes:
  - {id: in, kind: inflow, to: lake, flow_m3s: 1}
  - {id: lake, kind: reservoir, normal: 100, initial: 90, end_min: initial, flood_limited: [100, 100, 100, 100, 100, 100, 60, 60, 60, 100, 100, 100]}
  - {id: r, kind: reach, from: lake, to: out}
  - {id: out, kind: outlet}
`), nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(warnings) != 1 || warnings[0].Path != "nodes[1].end_min" {
		t.Errorf("warnings %v", warnings)
	}
}

func sumOf(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum
}
