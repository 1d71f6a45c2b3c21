package links_test

import (
	"bytes"
	"math"
	"os"
	"strings"
	"testing"

	"fenhu/optimize"
	"fenhu/optimize/highs"
	"fenhu/optimize/links"
	"fenhu/optimize/solvertest"
)

func read(tb testing.TB, text string) (*links.Table, *links.Network) {
	tb.Helper()
	table, err := links.Read(strings.NewReader(text))
	if err != nil {
		tb.Fatal(err)
	}
	x, err := table.Network()
	if err != nil {
		tb.Fatal(err)
	}
	return table, x
}

// 10 flow in; the canal loses a tenth; the town can take 4 and is worth 5 a unit,
// the field takes the rest at 1. By hand: 4/0.9 leave for the town, the rest,
// 10 − 4/0.9, goes to the field: −5·4 − (10 − 4/0.9).
const canal = header + "SOURCE,dam,0,0,1,10,10\n" + "dam,town,0,0,0.9,0,1e12\n" + "dam,field,0,0,1,0,1e12\n" +
	"town,SINK,0,-5,1,0,4\n" + "field,SINK,0,-1,1,0,1e12\n"

func TestSolvesByHand(t *testing.T) {
	t.Parallel()
	table, x := read(t, canal)
	s := solvertest.Solve(t, highs.New(highs.Options{}), x.Problem)
	solvertest.CheckOptimal(t, x.Problem, s, solvertest.Tolerance)
	if want := -20 - (10 - 4/0.9); math.Abs(s.Objective-want) > 1e-9 {
		t.Errorf("objective %g, want %g", s.Objective, want)
	}
	if r := x.Residuals(s); r.Balance > 1e-9 || r.Bound > 1e-9 || r.Dual > 1e-9 || math.Abs(r.Gap) > 1e-12 {
		t.Errorf("residuals %+v", r)
	}
	for _, f := range []struct {
		name  string
		write func(*bytes.Buffer) error
		want  string
	}{
		{"flow", func(b *bytes.Buffer) error { return table.WriteFlow(b, s) }, "town,SINK,0,4\n"},
		// Water is worth 1 where it can still go to the field; at the town 1/0.9, so its limit is worth 5 − 1/0.9.
		{"node dual", func(b *bytes.Buffer) error { return table.WriteNodeDual(b, x, s) }, "node,dual\ndam,1\ntown,1.1111111111111112\nfield,1\n"},
		{"bound dual", func(b *bytes.Buffer) error { return table.WriteBoundDual(b, s) }, "town,SINK,0,0,-3.888888888888889\n"},
	} {
		var b bytes.Buffer
		if err := f.write(&b); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), f.want) {
			t.Errorf("%s: got\n%swant %s", f.name, b.String(), f.want)
		}
	}
}

func TestResidualsSeeAWrongSolution(t *testing.T) {
	t.Parallel()
	_, x := read(t, canal)
	s := solvertest.Solve(t, highs.New(highs.Options{}), x.Problem)
	s.X[3] += 0.5
	s.RowDual[2] += 2 // a unit in the field seems to be worth more than it is
	r := x.Residuals(s)
	if math.Abs(r.Balance-0.5) > 1e-9 || math.Abs(r.Bound-0.5) > 1e-9 || !(r.Dual > 1) || !(math.Abs(r.Gap) > 1e-3) {
		t.Errorf("residuals %+v", r)
	}
}

func TestDiagnosesByHand(t *testing.T) {
	t.Parallel()
	// The town must get 12 of the 9 that can reach it; at the spring 2 of 5 have no outlet.
	table, x := read(t, header+"SOURCE,dam,0,0,1,10,10\n"+"dam,town,0,0,0.9,0,1e12\n"+"town,SINK,0,0,1,12,20\n"+
		"SOURCE,spring,0,0,1,5,5\n"+"spring,SINK,0,0,1,0,3\n")
	solver := highs.New(highs.Options{})
	if s := solvertest.Solve(t, solver, x.Problem); s.Status != optimize.StatusInfeasible {
		t.Fatalf("status %v", s.Status)
	}
	lacks, err := table.Diagnose(t.Context(), x, solver)
	if err != nil {
		t.Fatal(err)
	}
	if len(lacks) != 2 || lacks[0].Node != "town" || math.Abs(lacks[0].Amount-3) > 1e-9 || lacks[1].Node != "spring" || math.Abs(lacks[1].Amount+2) > 1e-9 {
		t.Errorf("got %+v", lacks)
	}
}

// TestShastaLake solves a part of California's water; the least cost was found by
// two other solvers.
func TestShastaLake(t *testing.T) {
	t.Parallel()
	f, err := os.Open("../../testdata/links/ca_sha_d5.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	table, err := links.Read(f)
	if err != nil {
		t.Fatal(err)
	}
	x, err := table.Network()
	if err != nil {
		t.Fatal(err)
	}
	s := solvertest.Solve(t, highs.New(highs.Options{}), x.Problem)
	solvertest.CheckOptimal(t, x.Problem, s, solvertest.Tolerance)
	if want := 27692832.528; math.Abs(s.Objective-want) > 1e-9*want {
		t.Errorf("objective %.12g, want %.12g", s.Objective, want)
	}
}
