package network

import (
	"errors"
	"flag"
	"math"
	"os"
	"strings"
	"testing"

	"fenhu/seeds"
)

var update = flag.Bool("update", false, "write docs/schema.json and the tables of docs/document.md")

// decode reads a document that must be faultless.
func decode(tb testing.TB, document string) *Network {
	tb.Helper()
	n, _, err := Decode([]byte(document), nil)
	if err != nil {
		tb.Fatal(err)
	}
	return n
}

func lower(tb testing.TB, document string) *Graph {
	tb.Helper()
	g, err := decode(tb, document).Lower()
	if err != nil {
		tb.Fatal(err)
	}
	return g
}

func readFile(tb testing.TB, name string) []byte {
	tb.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

func hash(tb testing.TB, n *Network) string {
	tb.Helper()
	h, err := n.Hash()
	if err != nil {
		tb.Fatal(err)
	}
	return h
}

func seed(tb testing.TB) []byte {
	tb.Helper()
	data, err := seeds.Document("fen-hutuo")
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

// faultsOf are the faults in err, which must be Faults.
func faultsOf(tb testing.TB, err error) Faults {
	tb.Helper()
	faults, ok := errors.AsType[Faults](err)
	if !ok {
		tb.Fatalf("error is %T (%v), want Faults", err, err)
	}
	return faults
}

func near(tb testing.TB, what string, got, want float64) {
	tb.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > 1e-9*math.Max(1, math.Abs(want)) {
		tb.Errorf("%s = %.12g, want %.12g", what, got, want)
	}
}

func nearAll(tb testing.TB, what string, got, want []float64) {
	tb.Helper()
	if len(got) != len(want) {
		tb.Errorf("%s has %d values, want %d", what, len(got), len(want))
		return
	}
	for i := range got {
		if math.IsNaN(got[i]) || math.Abs(got[i]-want[i]) > 1e-9*math.Max(1, math.Abs(want[i])) {
			tb.Errorf("%s[%d] = %.12g, want %.12g", what, i, got[i], want[i])
		}
	}
}

func mentions(tb testing.TB, err error, words ...string) {
	tb.Helper()
	if err == nil {
		tb.Fatalf("no error, want one with %q", words)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			tb.Errorf("error %q does not mention %q", err, w)
		}
	}
}

// small is a basin of one of each that lowering tests add to: twelve months
// from January 2025, an inflow of 1200 万m³ a year with a twelfth each month,
// and a junction above an outlet.
const small = `
format: fenhu/1
id: small
planning_year: 2025
calendar: {start: "2025-01", periods: 12}
profiles: [{id: flat, months: [0.0833333333333, 0.0833333333333, 0.0833333333333, 0.0833333333333, 0.0833333333333, 0.0833333333333, 0.0833333333333, 0.0833333333333, 0.0833333333333, 0.0833333333333, 0.0833333333333, 0.0833333333334]}]
regions: [{id: a, name_zh: 甲县, city: x}, {id: b, name_zh: 乙县, city: y}]
nodes:
  - {id: in, kind: inflow, to: j, annual: 1200, profile: flat}
  - {id: j, kind: junction}
  - {id: r, kind: reach, from: j, to: out}
  - {id: out, kind: outlet}
`
