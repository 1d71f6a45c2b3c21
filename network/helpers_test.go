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
func decode(t testing.TB, document string) *Network {
	t.Helper()
	n, _, err := Decode([]byte(document), nil)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func lower(t testing.TB, document string) *Graph {
	t.Helper()
	g, err := decode(t, document).Lower()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func readFile(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func hash(t testing.TB, n *Network) string {
	t.Helper()
	h, err := n.Hash()
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func seed(t testing.TB) []byte {
	t.Helper()
	data, err := seeds.Document("fen-hutuo")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// faultsOf are the faults in err, which must be Faults.
func faultsOf(t testing.TB, err error) Faults {
	t.Helper()
	faults, ok := errors.AsType[Faults](err)
	if !ok {
		t.Fatalf("error is %T (%v), want Faults", err, err)
	}
	return faults
}

func near(t testing.TB, what string, got, want float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > 1e-9*math.Max(1, math.Abs(want)) {
		t.Errorf("%s = %.12g, want %.12g", what, got, want)
	}
}

func nearAll(t testing.TB, what string, got, want []float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s has %d values, want %d", what, len(got), len(want))
		return
	}
	for i := range got {
		if math.IsNaN(got[i]) || math.Abs(got[i]-want[i]) > 1e-9*math.Max(1, math.Abs(want[i])) {
			t.Errorf("%s[%d] = %.12g, want %.12g", what, i, got[i], want[i])
		}
	}
}

func mentions(t testing.TB, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one with %q", words)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("error %q does not mention %q", err, w)
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
