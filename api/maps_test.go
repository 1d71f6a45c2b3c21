package api_test

import (
	"math"
	"net/http"
	"testing"

	"fenhu/api"
	"fenhu/api/auth"
	"fenhu/optimize"
)

// geo is what the test reads of a map.
type geo struct {
	Type     string    `json:"type"`
	BBox     []float64 `json:"bbox"`
	Features []struct {
		Type     string `json:"type"`
		ID       string `json:"id"`
		Geometry *struct {
			Type        string `json:"type"`
			Coordinates any    `json:"coordinates"`
		} `json:"geometry"`
		Properties struct {
			Feature, Node, Kind, Role, From, To            string
			Demand, Delivery, Shortage, Flow, Arrives, Use float64
			StorageBegin                                   float64 `json:"storage_begin"`
			StorageEnd                                     float64 `json:"storage_end"`
			Series                                         *struct{ Flow, Demand []float64 }
		} `json:"properties"`
	} `json:"features"`
}

// within says whether a position lies in the box, longitude first.
func (g *geo) within(t *testing.T, p any) bool {
	t.Helper()
	xy, ok := p.([]any)
	if !ok || len(xy) != 2 {
		return false
	}
	x, okX := xy[0].(float64)
	y, okY := xy[1].(float64)
	return okX && okY && x >= g.BBox[0] && x <= g.BBox[2] && y >= g.BBox[1] && y <= g.BBox[3] && x > 110 && y < 40
}

// valid checks what RFC 7946 asks for.
func (g *geo) valid(t *testing.T) {
	t.Helper()
	if g.Type != "FeatureCollection" || len(g.BBox) != 4 {
		t.Fatalf("%s with the box %v", g.Type, g.BBox)
	}
	seen := map[string]bool{}
	for _, f := range g.Features {
		if f.Type != "Feature" || seen[f.ID] {
			t.Errorf("%s %q, there before: %v", f.Type, f.ID, seen[f.ID])
		}
		seen[f.ID] = true
		if f.Geometry == nil {
			t.Errorf("%s has no geometry", f.ID)
			continue
		}
		if f.Properties.Feature == "node" {
			if f.Geometry.Type != "Point" || !g.within(t, f.Geometry.Coordinates) {
				t.Errorf("%s: %+v", f.ID, f.Geometry)
			}
			continue
		}
		ends, ok := f.Geometry.Coordinates.([]any)
		if f.Geometry.Type != "LineString" || !ok || len(ends) != 2 || !g.within(t, ends[0]) || !g.within(t, ends[1]) {
			t.Errorf("%s: %+v", f.ID, f.Geometry)
		}
	}
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-6*(1+math.Abs(a)+math.Abs(b)) }

// TestTheMapHoldsTheWaterOfTheRun compares the sums over the map with the
// totals of the result.
func TestTheMapHoldsTheWaterOfTheRun(t *testing.T) {
	t.Parallel()
	x, ctx := setup(t, nil), t.Context()
	x.addUsers(t)
	c := x.key(t, auth.Engineer)
	p := 95.0
	r := finished(t, c, api.RunBody{Basin: "fen-hutuo", P: &p})
	a, err := c.Result(ctx, r.ID)
	if err != nil {
		t.Fatal(err)
	}
	var demand, delivery, shortage float64
	for _, list := range [][]optimize.County{a.Counties, a.Outside} {
		for i := range list {
			demand, delivery, shortage = demand+list[i].Demand, delivery+list[i].Delivery, shortage+list[i].Shortage
		}
	}
	var m, long, bare geo
	get(t, c, "/runs/"+r.ID+"/network.geojson", &m)
	m.valid(t)
	listed := map[string]bool{}
	var sums struct{ demand, delivery, shortage, begin, end, runoff float64 }
	for _, f := range m.Features {
		q := f.Properties
		if q.Feature == "node" {
			listed[f.ID] = true
			sums.demand, sums.delivery, sums.shortage = sums.demand+q.Demand, sums.delivery+q.Delivery, sums.shortage+q.Shortage
			sums.begin, sums.end = sums.begin+q.StorageBegin, sums.end+q.StorageEnd
			continue
		}
		listed[q.Node] = true
		if q.Role == "runoff" {
			sums.runoff += q.Flow
		}
		if q.Series != nil || q.Use > 1+1e-6 {
			t.Errorf("%s: series %v, use %g", f.ID, q.Series, q.Use)
		}
	}
	for _, n := range a.Nodes {
		if !listed[n.ID] {
			t.Errorf("%s is not on the map", n.ID)
		}
	}
	if !near(sums.demand, demand) || !near(sums.delivery, delivery) || !near(sums.shortage, shortage) {
		t.Errorf("the map has %+v, the counties demand %g, delivery %g, shortage %g", sums, demand, delivery, shortage)
	}
	begin, end := 0.0, 0.0
	for i := range a.Reservoirs {
		begin, end = begin+a.Reservoirs[i].Initial, end+a.Reservoirs[i].Final
	}
	if !near(sums.begin, begin) || !near(sums.end, end) || begin == 0 {
		t.Errorf("storage %g to %g on the map, %g to %g in the result", sums.begin, sums.end, begin, end)
	}
	runoff := 0.0
	for _, n := range a.Nodes {
		if n.Kind == "inflow" {
			for _, v := range n.Inflow {
				runoff += v
			}
		}
	}
	if !near(sums.runoff, runoff) || runoff == 0 {
		t.Errorf("runoff %g on the map, %g in the result", sums.runoff, runoff)
	}
	get(t, c, "/runs/"+r.ID+"/network.geojson?series=true", &long)
	for i, f := range long.Features {
		if q := f.Properties; q.Feature == "link" {
			sum := 0.0
			for _, v := range q.Series.Flow {
				sum += v
			}
			if len(q.Series.Flow) != 12 || !near(sum, m.Features[i].Properties.Flow) {
				t.Errorf("%s: series %v, total %g", f.ID, q.Series.Flow, m.Features[i].Properties.Flow)
			}
		}
	}
	get(t, c, "/basins/fen-hutuo/network.geojson", &bare)
	bare.valid(t)
	if len(bare.Features) != len(m.Features) {
		t.Errorf("%d features without flows, %d with", len(bare.Features), len(m.Features))
	}
	if _, err := c.Table(ctx, r.ID, "balance.geojson"); statusOf(err) != http.StatusNotFound {
		t.Errorf("a table as GeoJSON: %v", err)
	}
}
