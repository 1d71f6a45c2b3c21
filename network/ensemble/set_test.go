package ensemble

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"fenhu/network"
)

func valid() *Set {
	return &Set{
		Nodes: []string{"upper", "lower"},
		Traces: []Trace{
			{Name: "1960", Weight: 1, Inflow: [][]float64{{1, 2, 0}, {4, 5, 6}}},
			{Name: "1961", Weight: 0, Inflow: [][]float64{{0, 0, 0}, {7, 8, 9}}},
		},
	}
}

func TestCheckAcceptsASet(t *testing.T) {
	t.Parallel()
	if err := valid().Check(3); err != nil {
		t.Error(err)
	}
}

func TestCheckNamesEveryFault(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		spoil func(*Set)
		paths []string
	}{
		{"no nodes", func(s *Set) { s.Nodes = nil }, []string{"nodes", "traces[0].inflow", "traces[1].inflow"}},
		{"no traces", func(s *Set) { s.Traces = nil }, []string{"traces"}},
		{"a node twice", func(s *Set) { s.Nodes[1] = "upper" }, []string{"nodes[1]"}},
		{"a name twice", func(s *Set) { s.Traces[1].Name = "1960" }, []string{"traces[1].name"}},
		{"no name", func(s *Set) { s.Traces[0].Name = "" }, []string{"traces[0].name"}},
		{"a series too few", func(s *Set) { s.Traces[0].Inflow = s.Traces[0].Inflow[:1] }, []string{"traces[0].inflow"}},
		{"a step too few", func(s *Set) { s.Traces[1].Inflow[0] = []float64{1, 2} }, []string{"traces[1].inflow[0]"}},
		{"a step too many", func(s *Set) { s.Traces[1].Inflow[1] = []float64{1, 2, 3, 4} }, []string{"traces[1].inflow[1]"}},
		{"two bad figures", func(s *Set) { s.Traces[0].Inflow[0][1], s.Traces[1].Inflow[1][2] = -1, math.NaN() }, []string{"traces[0].inflow[0][1]", "traces[1].inflow[1][2]"}},
		{"an infinite figure", func(s *Set) { s.Traces[0].Inflow[1][0] = math.Inf(1) }, []string{"traces[0].inflow[1][0]"}},
		{"a negative weight", func(s *Set) { s.Traces[0].Weight = -1 }, []string{"traces[0].weight"}},
		{"a weight that is none", func(s *Set) { s.Traces[0].Weight = math.NaN() }, []string{"traces[0].weight"}},
		{"no weight at all", func(s *Set) { s.Traces[0].Weight = 0 }, []string{"traces"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := valid()
			c.spoil(s)
			var faults network.FaultErrors
			if !errors.As(s.Check(3), &faults) {
				t.Fatal("no faults")
			}
			var got []string
			for _, f := range faults {
				got = append(got, f.Path)
				if f.Problem.ZH == "" || f.Problem.EN == "" {
					t.Errorf("%s: not said in both languages", f.Path)
				}
			}
			if fmt.Sprint(got) != fmt.Sprint(c.paths) {
				t.Errorf("got %v, want %v", got, c.paths)
			}
		})
	}
}

func TestCheckBoundsItsList(t *testing.T) {
	t.Parallel()
	s := valid()
	s.Traces = make([]Trace, 1000)
	var faults network.FaultErrors
	if !errors.As(s.Check(3), &faults) {
		t.Fatal("no faults")
	}
	if len(faults) != maxFaults+1 || !strings.Contains(faults[maxFaults].Problem.EN, "more faults") {
		t.Errorf("got %d faults, the last %v", len(faults), faults[len(faults)-1])
	}
}

func TestWeight(t *testing.T) {
	t.Parallel()
	if got := valid().Weight(); got != 1 {
		t.Errorf("got %g, want 1", got)
	}
}
