package optimize

import (
	"math"

	"fenhu/network"
)

// LinkResult is the water that runs from one node straight to another: through
// a connection, to a user, back from it, as runoff or as seepage. What starts on
// all links of a flow sums to that flow, but for what users consume.
type LinkResult struct {
	Node     string       `json:"node"` // whose flow it is: the connection, the user, …
	Role     network.Role `json:"role"`
	From     string       `json:"from"`
	To       string       `json:"to"`
	Share    float64      `json:"share"` // of what starts arrives [-]
	LagDays  float64      `json:"lag_days,omitempty"`
	Capacity float64      `json:"capacity,omitempty"` // of the horizon, 0 = no limit [万m³]
	Volume   float64      `json:"volume"`             // that starts in the horizon [万m³]
	Flow     []float64    `json:"flow,omitempty"`     // that starts in each step [万m³]
}

// Layout is what a network looks like on a map: its nodes and the links between
// them, with positions and capacities and without flows. It fails as
// network.Lower does.
func Layout(n *network.Network) ([]NodeResult, []LinkResult, error) {
	g, err := n.Lower()
	if err != nil {
		return nil, nil, err
	}
	nodes := make([]NodeResult, len(n.Nodes))
	for i, x := range n.Nodes {
		nodes[i] = nodeResult(x)
	}
	return nodes, links(g, nil), nil
}

func nodeResult(x network.Node) NodeResult {
	b := x.Info()
	r := NodeResult{ID: b.ID, NameZH: b.Name().ZH, NameEN: b.Name().EN, Kind: b.Kind}
	r.Lon, r.Lat, _ = b.Position()
	return r
}

// links reads the links of a graph; without a state they carry no flows.
func links(g *network.Graph, s *State) []LinkResult {
	out := []LinkResult{}
	add := func(l LinkResult, flow []float64, weight float64) {
		if l.From == l.To || weight <= 0 {
			return
		}
		if flow != nil {
			l.Flow = make([]float64, len(flow))
			for t, x := range flow {
				l.Flow[t] = clean(weight * x)
				l.Volume += l.Flow[t]
			}
		}
		out = append(out, l)
	}
	for i := range g.Supplies {
		x := &g.Supplies[i]
		flow := x.Volume
		if s == nil {
			flow = nil
		}
		add(LinkResult{Node: x.Node, Role: x.Role, From: x.Node, To: g.Vertices[x.To].Node, Share: 1}, flow, 1)
	}
	for i := range g.Arcs {
		a := &g.Arcs[i]
		from := a.Node
		if a.From != network.Outside {
			from = g.Vertices[a.From].Node
		}
		var flow []float64
		if s != nil {
			flow = s.Flow[i]
		}
		for h, head := range a.Heads {
			l := LinkResult{Node: a.Node, Role: a.Role, From: from, To: g.Vertices[head.To].Node, Share: 1, LagDays: head.LagDays}
			weight := head.Share
			if h == 0 && a.Role != network.RoleDelivery { // what does not return from a user is consumed, elsewhere it is lost on the way
				weight = 1
				for _, other := range a.Heads[1:] {
					weight -= other.Share
				}
				if weight > 0 {
					l.Share = head.Share / weight
				}
				l.Capacity = capacity(a)
			}
			add(l, flow, weight)
		}
	}
	for v := range g.Vertices {
		st := g.Vertices[v].Store
		if st == nil || st.SeepTo == network.NoVertex {
			continue
		}
		var flow []float64
		if s != nil {
			for t := range g.Horizon.Steps {
				flow = append(flow, s.seepage(g, v, t))
			}
		}
		node := g.Vertices[v].Node
		add(LinkResult{Node: node, Role: network.RoleSeepage, From: node, To: g.Vertices[st.SeepTo].Node, Share: 1}, flow, 1)
	}
	return out
}

// capacity is what an arc can carry in the horizon [万m³], 0 = no limit.
func capacity(a *network.Arc) float64 {
	total := 0.0
	for _, x := range a.Max {
		total += x
	}
	if math.IsInf(total, 1) {
		return 0
	}
	return total
}
