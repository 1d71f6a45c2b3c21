package highs

import (
	"bytes"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"fenhu/optimize"
	"fenhu/optimize/links"
	"fenhu/optimize/solvertest"
)

// The CALVIN networks are California's water as one generalised network flow
// per period. They are not kept here: CALVIN_DIR names a directory with
// ca_sha_d5.csv.xz and the like, tables as package links reads them.
var calvin = []struct {
	name       string
	rows, cols int
	objective  float64 // as two other solvers found it
}{
	{"ca_sha_d5", 98, 301, 27692832.528},
	{"ca_1y", 12926, 37118, -496278933.80},
	{"ca_10y", 129242, 370703, -4958192107.3},
}

func TestCalvin(t *testing.T) {
	for _, c := range calvin {
		t.Run(c.name, func(t *testing.T) {
			if testing.Short() || c.cols > 1e5 {
				t.Skip("large: see the benchmark")
			}
			p := readCalvin(t, c.name)
			if p.NumRows() != c.rows || p.NumCols() != c.cols {
				t.Errorf("got %d rows, %d columns; want %d, %d", p.NumRows(), p.NumCols(), c.rows, c.cols)
			}
			got := solvertest.Solve(t, New(Options{}), p)
			solvertest.CheckOptimal(t, p, got, solvertest.Tolerance)
			if math.Abs(got.Objective-c.objective) > 1e-8*math.Abs(c.objective) {
				t.Errorf("objective: got %.12g, want %.12g", got.Objective, c.objective)
			}
		})
	}
}

func BenchmarkCalvin(b *testing.B) {
	for _, c := range calvin {
		b.Run(c.name, func(b *testing.B) {
			p := readCalvin(b, c.name)
			for b.Loop() {
				got := solvertest.Solve(b, New(Options{}), p)
				if math.Abs(got.Objective-c.objective) > 1e-8*math.Abs(c.objective) {
					b.Fatalf("objective: got %.12g, want %.12g", got.Objective, c.objective)
				}
				b.ReportMetric(float64(got.Iterations), "iterations")
			}
		})
	}
}

// BenchmarkReservoirs compares a new start with one from the last basis after
// all inflows changed, over ten years by the month.
func BenchmarkReservoirs(b *testing.B) {
	p, vary := reservoirsWithInflows()
	b.Run("new", func(b *testing.B) {
		for b.Loop() {
			vary()
			solvertest.Solve(b, New(Options{}), p)
		}
	})
	b.Run("again", func(b *testing.B) {
		session, err := New(Options{}).Open(p)
		if err != nil {
			b.Fatal(err)
		}
		defer session.Close()
		var s optimize.Solution
		if err := session.Solve(b.Context(), &s); err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			rows := vary()
			if err := session.SetRowBounds(rows, p.RowMin, p.RowMax); err != nil {
				b.Fatal(err)
			}
			if err := session.Solve(b.Context(), &s); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func readCalvin(tb testing.TB, name string) *optimize.Problem {
	tb.Helper()
	dir := os.Getenv("CALVIN_DIR")
	if dir == "" {
		tb.Skip("CALVIN_DIR is not set")
	}
	path := filepath.Join(dir, name+".csv.xz")
	if _, err := os.Stat(path); err != nil {
		tb.Skip(err)
	}
	xz, err := exec.LookPath("xz")
	if err != nil {
		tb.Skip(err)
	}
	text, err := exec.CommandContext(tb.Context(), xz, "--decompress", "--stdout", path).Output()
	if err != nil {
		tb.Fatalf("xz %s: %v", path, err)
	}
	table, err := links.Read(bytes.NewReader(text))
	if err != nil {
		tb.Fatalf("%s: %v", path, err)
	}
	x, err := table.Network()
	if err != nil {
		tb.Fatalf("%s: %v", path, err)
	}
	return x.Problem
}

func reservoirsWithInflows() (p *optimize.Problem, vary func() []int32) {
	r := rand.New(rand.NewPCG(8, 8))
	p = solvertest.Reservoirs(r, 60, 120)
	mean := append([]float64{}, p.RowMin...)
	rows := make([]int32, len(mean))
	for i := range rows {
		rows[i] = int32(i)
	}
	return p, func() []int32 {
		for i, v := range mean {
			p.RowMin[i] = v * (0.8 + 0.4*r.Float64())
			p.RowMax[i] = p.RowMin[i]
		}
		return rows
	}
}
