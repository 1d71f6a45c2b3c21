package optimize_test

import (
	"math"
	"testing"

	"fenhu/network"
	"fenhu/optimize"
	"fenhu/optimize/highs"
	"fenhu/seeds"
)

// TestLinksCarryTheWaterOfTheRun: on the built-in basin, what starts on the
// links and what arrives is what the nodes and the ledger say.
func TestLinksCarryTheWaterOfTheRun(t *testing.T) {
	t.Parallel()
	data, err := seeds.Document("fen-hutuo")
	if err != nil {
		t.Fatal(err)
	}
	n, _, err := network.Decode(data, nil)
	if err != nil {
		t.Fatal(err)
	}
	a, err := optimize.Allocate(t.Context(), n, optimize.Options{Solver: highs.New(highs.Options{})})
	if err != nil {
		t.Fatal(err)
	}
	kind, in, out := map[string]string{}, map[string]float64{}, map[string]float64{}
	for _, x := range a.Nodes {
		kind[x.ID] = x.Kind
	}
	lagged := map[string]bool{}
	withdrawn := 0.0
	for i := range a.Links {
		l := &a.Links[i]
		if kind[l.From] == "" || kind[l.To] == "" || l.From == l.To {
			t.Errorf("link of %s from %q to %q", l.Node, l.From, l.To)
		}
		sum := 0.0
		for _, x := range l.Flow {
			sum += x
		}
		if math.Abs(sum-l.Volume) > 1e-6 || l.Capacity > 0 && l.Volume > l.Capacity*(1+1e-6) || l.Share < 0 || l.Share > 1+1e-9 {
			t.Errorf("link of %s to %s: %+v", l.Node, l.To, *l)
		}
		out[l.From] += l.Volume
		in[l.To] += l.Volume * l.Share
		if l.LagDays > 0 {
			lagged[l.To] = true
		}
		if l.Role == network.RoleSupply {
			withdrawn += l.Volume
		}
	}
	gross := 0.0
	for _, list := range [][]optimize.County{a.Counties, a.Outside} {
		for _, c := range list {
			gross += c.Gross.Withdrawal
		}
	}
	if math.Abs(withdrawn-gross) > 1e-6*gross {
		t.Errorf("withdrawals on links %.3f, in the counties %.3f", withdrawn, gross)
	}
	for _, x := range a.Nodes {
		if lagged[x.ID] || x.Kind != "junction" && x.Kind != "section" {
			continue // water is on its way, or there are losses and stores
		}
		if math.Abs(in[x.ID]-out[x.ID]) > 1e-4*(1+in[x.ID]) {
			t.Errorf("%s: %.4f arrives, %.4f leaves", x.ID, in[x.ID], out[x.ID])
		}
	}
	nodes, links, err := optimize.Layout(n)
	if err != nil || len(nodes) != len(a.Nodes) || len(links) != len(a.Links) {
		t.Fatalf("layout of %d nodes and %d links, %v; the run has %d and %d", len(nodes), len(links), err, len(a.Nodes), len(a.Links))
	}
	for i, l := range links {
		if r := a.Links[i]; l.Node != r.Node || l.To != r.To || l.Capacity != r.Capacity || l.Flow != nil {
			t.Errorf("layout has %+v, the run %+v", l, r)
		}
	}
}
