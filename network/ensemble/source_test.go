package ensemble

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fenhu/network"
)

const twoNodes = `{id: a, kind: inflow, name_zh: 甲, name_en: a, to: out, annual: 1000, cv: 0.4, profile: dry}|{id: b, kind: inflow, name_zh: 乙, name_en: b, to: out, annual: 500, cv: 0.5, profile: dry}`

func paths(err error) string {
	faults, ok := err.(network.Faults) //nolint:errorlint // returned as it is
	if !ok {
		return fmt.Sprint(err)
	}
	out := make([]string, len(faults))
	for i, f := range faults {
		out[i] = f.Path
	}
	return strings.Join(out, " ")
}

func TestForecastIsReadAsWritten(t *testing.T) {
	t.Parallel()
	n, h := basin(t, strings.Split(twoNodes, "|")...), months(t, 2025, 1, 2)
	s, err := Forecast(n, h, []byte("\xef\xbb\xbftrace,weight,date,b\nwet,0.25,2025-02,2\ndry,0.75,2025-01-01,1\nwet,0.25,2025-01,10\ndry,0.75,2025-02-01,0.5\n"), "m3s")
	if err != nil {
		t.Fatal(err)
	}
	want := &Set{Nodes: []string{"b"}, Traces: []Trace{
		{"wet", 0.25, [][]float64{{10 * 267.84, 2 * 241.92}}},
		{"dry", 0.75, [][]float64{{267.84, 120.96}}},
	}}
	for k := range want.Traces {
		for i, v := range want.Traces[k].Inflow[0] {
			near(t, fmt.Sprint("volume ", k, i), s.Traces[k].Inflow[0][i], v, 1e-9)
		}
		want.Traces[k].Inflow = s.Traces[k].Inflow
	}
	if d := cmp.Diff(want, s); d != "" {
		t.Error(d)
	}
}

func TestForecastFaultsAreToldAtOnceWithTheirLine(t *testing.T) {
	t.Parallel()
	n, h := basin(t, strings.Split(twoNodes, "|")...), months(t, 2025, 1, 2)
	for _, x := range []struct{ name, csv, want string }{
		{"header", "trace,when,c,a,a\n", "csv:1 csv:1 csv:1 csv:1"},
		{"rows", "trace,date,a\nx,2025-01,-1\nx,2025-01,1\nx,2025-03,1\nx,2025-02,NaN\n,2025-02,1\ny,2025-01\nz,2025-01,1e10\n", "csv:2 csv:3 csv:4 csv:5 csv:6 csv:7 csv:8 csv:8"},
		{"empty", "trace,date,a\n", "csv"},
		{"nothing", "", "csv:1"},
		{"missing step", "trace,date,a\nx,2025-02,1\n", "csv:2"},
		{"two weights", "trace,date,weight,a\nx,2025-01,1,1\nx,2025-02,2,1\n", "csv:3"},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			_, err := Forecast(n, h, []byte(x.csv), "volume")
			if got := paths(err); got != x.want {
				t.Errorf("faults at %s, want %s\n%v", got, x.want, err)
			}
		})
	}
}

func FuzzForecast(f *testing.F) {
	f.Add([]byte("trace,date,a\nx,2025-01,1\nx,2025-02,2\n"))
	f.Add([]byte("trace,date,weight,b,a\n\"x\",2025-01,1,1e3,2\n"))
	n, _, err := network.Decode([]byte("format: fenhu/1\nid: t\nname_zh: t\nplanning_year: 2025\ncalendar: {start: 2025-01, periods: 2}\nnodes:\n  - {id: out, kind: outlet}\n  - {id: a, kind: inflow, to: out, flow_m3s: 1}\n"), nil)
	if err != nil {
		f.Fatal(err)
	}
	h, err := network.NewHorizon(network.StepMonth, 2025, 1, 2, 1)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Forecast(n, h, data, "m3s")
		if err == nil && s.Check(h.Len()) != nil && s.Weight() > 0 {
			t.Errorf("read a set with a fault: %v", s.Check(h.Len()))
		}
	})
}

func TestDesignDroughtHasTheVolumeOfItsFrequency(t *testing.T) {
	t.Parallel()
	n, h := basin(t, strings.Split(twoNodes, "|")...), months(t, 2025, 4, 36)
	source := Source{Kind: "design", Design: &Design{Months: 24, P: 95}, Traces: 7, Seed: 9}
	n.Calendar.Start, n.Calendar.Periods = "2025-04", 36
	s, err := source.Generate(n)
	if err != nil {
		t.Fatal(err)
	}
	pool, err := Synthetic(n, h, DefaultModel(), designPool, 9)
	if err != nil {
		t.Fatal(err)
	}
	total := func(x *Trace) float64 {
		sum := 0.0
		for i := range x.Inflow {
			for _, v := range x.Inflow[i][:24] {
				sum += v
			}
		}
		return sum
	}
	if len(s.Traces) != 7 {
		t.Fatalf("%d traces, want 7", len(s.Traces))
	}
	volume := total(&s.Traces[0])
	below := 0
	for k := range pool.Traces {
		if total(&pool.Traces[k]) < volume {
			below++
		}
	}
	near(t, "share of the pool that is drier", float64(below)/designPool, 0.05, 0.001)
	for k := range s.Traces {
		near(t, "volume of "+s.Traces[k].Name, total(&s.Traces[k])/volume, 1, 1e-12)
		of := slices.IndexFunc(pool.Traces, func(x Trace) bool { return "P95-"+x.Name == s.Traces[k].Name })
		if of < 0 {
			t.Fatalf("%s is not of the pool", s.Traces[k].Name)
		}
		ratio := s.Traces[k].Inflow[0][0] / pool.Traces[of].Inflow[0][0]
		near(t, "ratio", s.Traces[k].Inflow[1][23]/pool.Traces[of].Inflow[1][23], ratio, 1e-9)
		near(t, "what follows the drought", s.Traces[k].Inflow[0][30], pool.Traces[of].Inflow[0][30], 0)
		if math.Abs(ratio-1) > 0.05 {
			t.Errorf("%s is scaled by %.3f, far from the frequency", s.Traces[k].Name, ratio)
		}
	}
}

func TestFactorsMultiplyWhatTheyName(t *testing.T) {
	t.Parallel()
	n, h := basin(t, strings.Split(twoNodes, "|")...), months(t, 2025, 1, 12)
	plain, err := (&Source{Traces: 2}).Generate(n)
	if err != nil {
		t.Fatal(err)
	}
	scaled, err := (&Source{Traces: 2, Factors: []Factor{{By: 0.9}, {Nodes: []string{"b"}, Months: []int{7, 8}, By: 0.5}}}).Generate(n)
	if err != nil {
		t.Fatal(err)
	}
	for i := range plain.Nodes {
		for m := range h.Len() {
			want := 0.9
			if i == 1 && (m == 6 || m == 7) {
				want = 0.45
			}
			near(t, fmt.Sprint("ratio ", i, m), scaled.Traces[1].Inflow[i][m]/plain.Traces[1].Inflow[i][m], want, 1e-12)
		}
	}
}

func TestSourceFaults(t *testing.T) {
	t.Parallel()
	n := basin(t, strings.Split(twoNodes, "|")...)
	for _, x := range []struct {
		name   string
		source Source
		want   string
	}{
		{"kind", Source{Kind: "magic"}, "kind"},
		{"number", Source{Traces: MostTraces + 1}, "traces"},
		{"parts of other kinds", Source{Kind: "sequential", Model: &Model{}, Design: &Design{}, CSV: []byte("x"), Unit: "m3s"}, "model design csv unit"},
		{"model", Source{Model: &Model{Lag1: 2}}, "model.lag1"},
		{"design", Source{Kind: "design", Design: &Design{Months: 13, P: 100}}, "design.months design.p"},
		{"no design", Source{Kind: "design"}, "design"},
		{"no record", Source{Kind: "bootstrap"}, "nodes[1].observed nodes[2].observed"},
		{"factors", Source{Factors: []Factor{{By: -1, Nodes: []string{"x"}, Months: []int{13}}}}, "factors[0].by factors[0].nodes[0] factors[0].months[0]"},
		{"file", Source{Kind: "forecast", CSV: []byte("x")}, "csv:1 csv:1"},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			_, err := x.source.Generate(n)
			if got := paths(err); got != x.want {
				t.Errorf("faults at %s, want %s", got, x.want)
			}
		})
	}
}
