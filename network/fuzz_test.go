package network

import (
	"encoding/json"
	"path/filepath"
	"testing"
)

// corpus are the documents of the repository.
func corpus(f *testing.F) {
	f.Helper()
	f.Add(seed(f))
	for _, pattern := range []string{"testdata/*.yaml", "../testdata/invalid/*.yaml", "../testdata/cases/*/basin.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, name := range files {
			f.Add(readFile(f, name))
		}
	}
}

// FuzzDecode: a document is refused with faults that can be shown, or gives a
// network that passes its check, lowers, and is written and read as an equal.
func FuzzDecode(f *testing.F) {
	corpus(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		n, _, err := Decode(data, nil)
		if err != nil {
			for _, fault := range faultsOf(t, err) {
				checkLanguages(t, fault)
			}
			return
		}
		if e := n.Check().Errors(); len(e) > 0 {
			t.Fatalf("decoded, but %v", e)
		}
		g, err := n.Lower()
		if err != nil {
			t.Fatal(err)
		}
		checkShape(t, g)
		want := hash(t, n)
		for name, encode := range map[string]func() ([]byte, error){"yaml": n.EncodeYAML, "json": n.EncodeJSON} {
			written, err := encode()
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if name == "json" && !json.Valid(written) {
				t.Fatalf("not JSON: %s", written)
			}
			again, _, err := Decode(written, nil)
			if err != nil {
				t.Fatalf("%s: %v in\n%s", name, err, written)
			}
			if hash(t, again) != want {
				t.Fatalf("%s: the hash changes in\n%s", name, written)
			}
		}
	})
}

// checkShape is the part of checkGraph that holds for any decoded network;
// bounds that contradict each other are for the optimiser to explain.
func checkShape(t *testing.T, g *Graph) {
	t.Helper()
	for i := range g.Arcs {
		a := &g.Arcs[i]
		if a.From != Outside && (a.From < 0 || a.From >= len(g.Vertices)) {
			t.Fatalf("arc %+v", a)
		}
		for _, h := range a.Heads {
			if h.To < 0 || h.To >= len(g.Vertices) || !(h.Share >= 0 && h.Share <= 1+1e-9) {
				t.Fatalf("arc %+v", a)
			}
		}
	}
}

// FuzzScenario: a scenario is refused, or is written and read as an equal; it
// never changes the network it is applied to, and what comes out can be checked
// and, when faultless, lowered.
func FuzzScenario(f *testing.F) {
	base := decode(f, plan)
	before := hash(f, base)
	all, err := json.Marshal(Scenario{Changes: full(f).ProjectByID("works").WhenOn})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(all)
	for _, s := range []string{
		"id: a\nname_zh: 情景\nchanges: [{inflow: {p: 95}}, {order: {levels: [irrigation]}}]",
		"changes: [{set: {nodes.lake.table.1.area: 5, prices.shortage.industry: ~, nodes: [], levels: ~}}]",
		"changes: [{set: {nodes.canal.to: lake, calendar: {start: 2025-01-01, periods: 0x3}}}]",
		"changes: [{set: {projects.saving.when_on: [{year: {to: 2035}}], rules.quota: {id: q, kind: quota}}}]",
		"changes: [{outage: {node: ground}}, {capacity: {node: canal, factor: 0}}, {rule: {id: cap, factor: 0}}]",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := DecodeScenario(data)
		if err != nil {
			for _, fault := range faultsOf(t, err) {
				checkLanguages(t, fault)
			}
			return
		}
		written, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		again, err := DecodeScenario(written)
		if err != nil {
			t.Fatalf("%v in\n%s", err, written)
		}
		if twice, err := json.Marshal(again); err != nil || string(twice) != string(written) {
			t.Fatalf("%v: written again:\n%s\nwant\n%s", err, twice, written)
		}
		out, err := s.Apply(base)
		if hash(t, base) != before {
			t.Fatal("the original is changed")
		}
		if err != nil {
			for _, fault := range faultsOf(t, err) {
				checkLanguages(t, fault)
			}
			return
		}
		if len(out.Check().Errors()) > 0 {
			return
		}
		g, err := out.Lower()
		if err != nil {
			t.Fatal(err)
		}
		checkShape(t, g)
	})
}

// FuzzReadCSV: a file is refused, or gives a series that covers itself.
func FuzzReadCSV(f *testing.F) {
	for _, s := range []string{
		"date,in\n2025-01,1\n2025-02,2\n", "\xef\xbb\xbf日期,in\r\n2025/1/1,1e3\r\n", "date,in\n2025-02-01,1\n2025-02-11,2\n2025-02-21,3\n",
		"date,in\n2024-02-28,1\n", "in\n1\n", "date,in\n2025-01,-0\n2025-02,NaN\n", "\"date\",\"in\"\n\"2025-01\",\"0x1p4\"\n", "date,in\n0000-01,1\n9999-12,1\n",
	} {
		f.Add([]byte(s), "in")
	}
	f.Fuzz(func(t *testing.T, data []byte, column string) {
		var o Observed
		if err := o.ReadCSV(data, column); err != nil {
			if o.Values != nil || problemOf(err).ZH == "" {
				t.Fatalf("%+v left by %v", o, err)
			}
			return
		}
		h, err := o.horizon()
		if err != nil || h.Len() != len(o.Values) {
			t.Fatalf("%d values, %d steps, %v", len(o.Values), h.Len(), err)
		}
		if ok, err := o.covers(h); !ok || err != nil {
			t.Fatalf("the series does not cover itself: %v", err)
		}
		out := make([]float64, h.Len())
		o.fill(h, out)
		for i, v := range out {
			if v != h.Volume(o.Values[i], i) {
				t.Fatalf("step %d has %g of %g m³/s", i, v, o.Values[i])
			}
		}
	})
}
