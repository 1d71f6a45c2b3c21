package optimize_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fenhu/network"
	"fenhu/optimize"
	"fenhu/optimize/highs"
	"fenhu/optimize/simplex"
)

// want is what a case in testdata/cases expects, derived by hand in the comment
// of its document. Only what is unique is stated: levels, totals, and series
// where no other plan is as good.
type want struct {
	Status      string                        `json:"status"`
	Levels      map[string]float64            `json:"levels"`
	Totals      map[string]float64            `json:"totals"` // "node role" → sum, or the last value of a storage
	Series      map[string][]float64          `json:"series"` // "node role" → per step
	Origins     map[string]map[string]float64 `json:"origins"`
	Relaxations map[string]float64            `json:"relaxations"`
	Mode        optimize.Mode                 `json:"mode"`    // default foresight
	Window      int                           `json:"window"`  // of a rolling run
	Drought     []string                      `json:"drought"` // level of the first plan per step
	Quality     map[string][]float64          `json:"quality"` // "section indicator" → concentration per step
	Rounds      int                           `json:"rounds"`  // in which concentrations agree, 0 = whatever
}

func solvers() map[string]optimize.Solver {
	return map[string]optimize.Solver{"highs": highs.New(highs.Options{}), "simplex": simplex.New()}
}

func TestCases(t *testing.T) {
	t.Parallel()
	dirs, err := filepath.Glob("../testdata/cases/*/basin.yaml")
	if err != nil || len(dirs) < 10 {
		t.Fatalf("found %d cases: %v", len(dirs), err)
	}
	for _, path := range dirs {
		dir := filepath.Dir(path)
		for name, solver := range solvers() {
			t.Run(filepath.Base(dir)+"/"+name, func(t *testing.T) {
				t.Parallel()
				var w want
				data, err := os.ReadFile(filepath.Join(dir, "want.json"))
				if err == nil {
					err = json.Unmarshal(data, &w)
				}
				if err != nil {
					t.Fatal(err)
				}
				n := load(t, path)
				a := allocate(t, n, optimize.Options{Solver: solver, Mode: w.Mode, Window: w.Window, Certificate: w.Mode == optimize.Rolling || w.Quality != nil})
				checkWant(t, a, w)
			})
		}
	}
}

func checkWant(t *testing.T, a *optimize.Allocation, w want) {
	t.Helper()
	if a.Status != w.Status {
		t.Fatalf("status %q, want %q", a.Status, w.Status)
	}
	if a.Infeasible != nil {
		for id, amount := range w.Relaxations {
			got := 0.0
			for _, r := range a.Infeasible.Relaxations {
				if r.ID == id {
					got += r.Amount
				}
			}
			near(t, "relaxation of "+id, got, amount)
		}
		if len(a.Infeasible.Conflict) == 0 || a.Infeasible.Text.ZH == "" {
			t.Errorf("diagnosis names no conflict: %+v", a.Infeasible)
		}
		return
	}
	for id, value := range w.Levels {
		found := false
		for _, l := range a.Levels {
			if l.ID == id {
				found = true
				near(t, "level "+id, l.Objective, value)
			}
		}
		if !found {
			t.Errorf("no level %s", id)
		}
	}
	for key, value := range w.Totals {
		s := series(t, a, key)
		got := 0.0
		for _, x := range s {
			got += x
		}
		if strings.HasSuffix(key, " "+string(network.RoleStorage)) {
			got = s[len(s)-1]
		}
		near(t, key, got, value)
	}
	for key, values := range w.Series {
		s := series(t, a, key)
		if len(s) != len(values) {
			t.Fatalf("%s has %d steps, want %d", key, len(s), len(values))
		}
		for i := range values {
			near(t, key, s[i], values[i])
		}
	}
	for i, level := range w.Drought {
		if got := a.Drought[0].Periods[i].Level.String(); got != level {
			t.Errorf("drought level of step %d: %s, want %s", i, got, level)
		}
	}
	checkQuality(t, a, w)
	if a.Certificate != nil {
		if v := verify(t, a); !v.OK {
			t.Errorf("not verified: %+v", v)
		}
	}
	for region, origins := range w.Origins {
		for _, c := range a.Counties {
			if c.ID != region {
				continue
			}
			for o, value := range origins {
				got := 0.0
				for _, s := range c.Sectors {
					got += s.Sources[network.Origin(o)]
				}
				near(t, region+" "+o, got, value)
			}
		}
	}
	checkInvariants(t, a)
}

// checkQuality checks concentrations, and that a run that holds sections to
// their targets has come to an end.
func checkQuality(t *testing.T, a *optimize.Allocation, w want) {
	t.Helper()
	for key, values := range w.Quality {
		section, indicator, _ := strings.Cut(key, " ")
		found := false
		for _, s := range a.SectionQuality {
			for _, v := range s.Values {
				if s.ID == section && string(v.Indicator) == indicator {
					found = true
					for i := range values {
						near(t, key, v.MgL[i], values[i])
					}
				}
			}
		}
		if !found {
			t.Errorf("no %s", key)
		}
	}
	if q := a.WaterQuality; q != nil && q.Pursued {
		if !q.Rounds.Converged || w.Rounds > 0 && q.Rounds.Count != w.Rounds {
			t.Errorf("rounds %+v", q.Rounds)
		}
	}
}

// checkInvariants checks what holds for every result: mass balance, bounds,
// delivery + shortage = demand, sources that add up, and a proved optimum.
func checkInvariants(t *testing.T, a *optimize.Allocation) {
	t.Helper()
	if r := a.Residuals; r.Balance > 1e-6 || r.Bound > 1e-6 || r.Dual > 1e-5 || r.Gap > 1e-5 {
		t.Errorf("residuals %+v", r)
	}
	if q := a.WaterQuality; q != nil {
		if q.Residual > 1e-9 {
			t.Errorf("load balance of a vertex is off by %g", q.Residual)
		}
		for _, l := range q.Loads {
			in := l.Runoff + l.Outside + l.Groundwater + l.Returns + l.Initial
			if math.Abs(l.Residual) > 1e-7*(1+in) {
				t.Errorf("loads of %s are off by %g of %g t", l.Indicator, l.Residual, in)
			}
		}
	}
	total := 0.0
	for _, i := range a.Ledger.Items {
		total += math.Abs(i.Volume)
	}
	if math.Abs(a.Ledger.Residual) > 1e-6*(1+total) {
		t.Errorf("ledger is off by %g of %g", a.Ledger.Residual, total)
	}
	for _, c := range append(append([]optimize.County(nil), a.Counties...), a.Outside...) {
		for _, s := range c.Sectors {
			at := c.ID + " " + string(s.Sector)
			near(t, at+" delivery + restriction + shortage", s.Delivery+s.Restriction+s.Shortage, s.Demand)
			sources, gross := 0.0, 0.0
			for _, v := range s.Sources {
				sources += v
			}
			for _, v := range s.Gross.Sources {
				gross += v
			}
			near(t, at+" sources", sources, s.Delivery)
			near(t, at+" gross sources", gross, s.Gross.Withdrawal)
			near(t, at+" gross shortage", s.Gross.Withdrawal+s.Gross.Restriction+s.Gross.Shortage, s.Gross.Demand)
		}
	}
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > 1e-6*(1+math.Abs(want)) {
		t.Errorf("%s: got %.9g, want %.9g", what, got, want)
	}
}

func series(t *testing.T, a *optimize.Allocation, key string) []float64 {
	t.Helper()
	node, role, _ := strings.Cut(key, " ")
	s := a.Series(node, network.Role(role))
	if s == nil {
		t.Fatalf("no series %q", key)
	}
	return s
}

func load(tb testing.TB, path string) *network.Network {
	tb.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	return decode(tb, data)
}

func decode(tb testing.TB, data []byte) *network.Network {
	tb.Helper()
	n, _, err := network.Decode(data, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return n
}

func allocate(tb testing.TB, n *network.Network, o optimize.Options) *optimize.Allocation {
	tb.Helper()
	if o.Solver == nil {
		o.Solver = highs.New(highs.Options{})
	}
	o.Now = time.Now
	a, err := optimize.Allocate(tb.Context(), n, o)
	if err != nil {
		tb.Fatal(err)
	}
	return a
}

// changed applies a scenario written in YAML.
func changed(tb testing.TB, n *network.Network, changes string) *network.Network {
	tb.Helper()
	s, err := network.DecodeScenario([]byte("changes: " + changes))
	if err != nil {
		tb.Fatal(err)
	}
	out, err := s.Apply(n)
	if err != nil {
		tb.Fatal(err)
	}
	if errs := out.Check().Errors(); len(errs) > 0 {
		tb.Fatal(errs)
	}
	return out
}
