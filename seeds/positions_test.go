package seeds_test

import (
	"math"
	"testing"

	"fenhu/network"
)

// distance is that of two points on a sphere [km].
func distance(lon1, lat1, lon2, lat2 float64) float64 {
	const radius, degree = 6371, math.Pi / 180
	a := math.Pow(math.Sin((lat2-lat1)*degree/2), 2) +
		math.Cos(lat1*degree)*math.Cos(lat2*degree)*math.Pow(math.Sin((lon2-lon1)*degree/2), 2)
	return 2 * radius * math.Asin(math.Sqrt(a))
}

// connection says whether a node is a line between two others.
func connection(x network.Node) bool {
	switch x.(type) {
	case *network.Reach, *network.Transfer, *network.Hydropower:
		return true
	default:
		return false
	}
}

// TestEveryPlaceHasAPosition: connections are drawn between their ends, all
// other nodes lie in the region, no two at the same point.
func TestEveryPlaceHasAPosition(t *testing.T) {
	t.Parallel()
	at := map[[2]float64]string{}
	for _, x := range load(t).Nodes {
		b := x.Info()
		lon, lat, ok := b.Position()
		if ok == connection(x) {
			t.Errorf("%s (%s): position given: %v", b.ID, b.Kind, ok)
		}
		if !ok {
			continue
		}
		if lon < 111 || lon > 114.5 || lat < 37 || lat > 39.7 {
			t.Errorf("%s lies at %g, %g", b.ID, lon, lat)
		}
		if other := at[[2]float64{lon, lat}]; other != "" {
			t.Errorf("%s lies on %s", b.ID, other)
		}
		at[[2]float64{lon, lat}] = b.ID
	}
}

// TestRiversRunThroughTheirPlacesInOrder: no flow leads far off, and each river
// comes closer to where it leaves the region.
func TestRiversRunThroughTheirPlacesInOrder(t *testing.T) {
	t.Parallel()
	n := load(t)
	g, err := n.Lower()
	if err != nil {
		t.Fatal(err)
	}
	place := func(id string) (float64, float64) {
		lon, lat, _ := n.NodeByID(id).Info().Position()
		return lon, lat
	}
	for i := range g.Arcs {
		a := &g.Arcs[i]
		if a.From == network.Outside || len(a.Heads) == 0 {
			continue
		}
		from, to := g.Vertices[a.From].Node, g.Vertices[a.Heads[0].To].Node
		lon1, lat1 := place(from)
		lon2, lat2 := place(to)
		most := 80.0
		if a.Role == network.RoleTransfer {
			most = 200
		}
		if d := distance(lon1, lat1, lon2, lat2); d > most {
			t.Errorf("%s: %.0f km from %s to %s", a.Node, d, from, to)
		}
	}
	for _, river := range [][]string{
		{"res-fenhe", "sec-fenhe", "j-zhaishang", "sec-gujiao-out", "j-zhoujiashan", "res-fenhe2", "sec-shanglan"},
		{"sec-shanglan", "sec-libagou", "sec-xinghualing-out", "sec-yingzeqiao", "j-taiyuan", "sec-wanbailin-out", "sec-hanwucun", "outlet-fen"},
		{"sec-yangqu-out", "sec-libagou", "sec-yingzeqiao"},
		{"in-ht-xiaruyue", "res-xiaruyue", "sec-xiaruyue", "sec-fanshi-out", "sec-daixianqiao", "sec-daixian-out", "sec-jiehepu", "sec-dingxiangqiao"},
		{"sec-dingxiangqiao", "j-jisheng", "sec-nanzhuang", "outlet-hebei"},
		{"in-yangwu", "res-guanshan", "sec-jiehepu"},
		{"in-yunzhong", "res-mijiazhai", "sec-dingxiangqiao"},
		{"in-muma", "j-douluo", "sec-xinfu-muma-out", "sec-chenjiaying", "sec-dingxiangqiao"},
		{"in-qingshui", "sec-pingshangqiao", "sec-nanzhuang", "outlet-hebei"},
	} {
		lon, lat := place(river[len(river)-1])
		before := math.Inf(1)
		for _, id := range river {
			x, y := place(id)
			if d := distance(x, y, lon, lat); d > before+1 {
				t.Errorf("%s is %.0f km from %s, the place before it %.0f", id, d, river[len(river)-1], before)
			} else {
				before = d
			}
		}
	}
}
