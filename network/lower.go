package network

import (
	"fmt"
	"math"
)

// Lower turns a checked network into a graph. Projects that are off take their
// members' capacity away; the rules become limits.
func (n *Network) Lower() (*Graph, error) { return n.LowerWith(nil) }

// LowerWith is Lower with the inflow of some nodes [万m³ per step] in the place of
// what the document says, by the id of the inflow node: volumes as they enter,
// so that neither factor nor off of the node is applied. All else that follows from
// the inflow (shares of it that rules refer to) follows from these volumes. The
// slices are kept, not copied. The graph differs from that of Lower in volumes
// of supplies and bounds of limits only. The error says that an id is no inflow
// node or that a series has another length than the horizon.
func (n *Network) LowerWith(inflow map[string][]float64) (*Graph, error) {
	h, err := n.Horizon()
	if err != nil {
		return nil, err
	}
	for id, volumes := range inflow {
		if _, ok := n.NodeByID(id).(*Inflow); !ok {
			return nil, wrongf("%s 不是来水节点", "%s is no inflow node", id)
		}
		if len(volumes) != h.Len() {
			return nil, wrongf("%s 的来水有 %d 个时段，应为 %d 个", "the inflow of %s has %d steps, want %d", id, len(volumes), h.Len())
		}
	}
	applied, err := n.withProjects()
	if err != nil {
		return nil, err
	}
	b := &builder{n: applied, h: h, g: &Graph{Horizon: h, Levels: applied.Order()}, in: map[string]int{}, out: map[string]int{}, off: applied.offNodes(), given: inflow}
	for i, x := range applied.Nodes {
		b.enter(i, x)
		x.points(b)
	}
	for i, x := range applied.Nodes {
		b.enter(i, x)
		x.connect(b)
	}
	for i := range applied.Rules {
		b.node, b.path = "", fmt.Sprintf("rules[%d]", i)
		r := applied.Rules[i]
		if !r.Info().Off {
			r.lower(b)
		}
	}
	for _, f := range b.last {
		f()
	}
	b.reserves()
	b.waterQuality()
	return b.g, nil
}

// builder collects the graph while the nodes lower themselves.
type builder struct {
	n     *Network
	h     Horizon
	g     *Graph
	in    map[string]int // vertex that receives what is led to a node
	out   map[string]int // vertex that hands water out, where it differs
	off   map[string]bool
	given map[string][]float64 // inflows in the place of the document's [万m³]
	node  string               // node being lowered
	path  string               // its path in the document
	last  []func()             // what is lowered after all rules, because it changes their limits
}

func (b *builder) enter(i int, x Node) {
	b.node, b.path = x.Info().ID, fmt.Sprintf("nodes[%d]", i)
}

// vertex adds the vertex that receives what is led to node id.
func (b *builder) vertex(id string) int {
	b.in[id] = len(b.g.Vertices)
	b.g.Vertices = append(b.g.Vertices, Vertex{ID: id, Node: b.node})
	return b.in[id]
}

// vertexOut adds a second vertex of node id, from which its users draw.
func (b *builder) vertexOut(id, vertex string) {
	b.out[id] = len(b.g.Vertices)
	b.g.Vertices = append(b.g.Vertices, Vertex{ID: vertex, Node: b.node})
}

// inlet is the vertex that receives what is led to node id.
func (b *builder) inlet(id string) int {
	v, ok := b.in[id]
	if !ok {
		panic("network: lowered without check: no node " + id)
	}
	return v
}

// outlet is the vertex that hands out node id's water.
func (b *builder) outlet(id string) int {
	if v, ok := b.out[id]; ok {
		return v
	}
	return b.inlet(id)
}

// arc adds an arc and returns its index. An arc of a node that is switched off
// carries nothing.
func (b *builder) arc(a Arc) int {
	if a.Role != RolePumping && a.Role != RoleReclaimed && a.Role != RoleInflow {
		a.Origin = -1
	}
	if b.off[a.Node] {
		a.Min, a.Max = nil, make([]float64, b.h.Len())
	}
	b.g.Arcs = append(b.g.Arcs, a)
	return len(b.g.Arcs) - 1
}

func (b *builder) supply(s Supply) {
	if b.off[s.Node] {
		return
	}
	b.g.Supplies = append(b.g.Supplies, s)
}

// want adds a wish, unless its node does not exist because it is switched off.
func (b *builder) want(w Want) {
	if !b.off[w.Node] {
		b.g.Wants = append(b.g.Wants, w)
	}
}

func (b *builder) limit(l Limit) {
	if l.Max == 0 && l.Min == 0 {
		l.Min = negInf
	}
	b.g.Limits = append(b.g.Limits, l)
}

// yearly adds one limit Σ ≤ max per accounting year, scaled by days where the
// horizon holds only part of a year. yearStart > 0 cuts the years at that month
// instead of the accounting year's.
func (b *builder) yearly(l Limit, most float64, yearStart int) {
	for from := 0; from < b.h.Len(); {
		to := from + 1
		days := float64(b.h.Steps[from].Days)
		for to < b.h.Len() && !b.startsYear(to, yearStart) {
			days += float64(b.h.Steps[to].Days)
			to++
		}
		y := l
		y.From, y.To, y.Min, y.Max = from, to, negInf, most*math.Min(1, days/365)
		b.g.Limits = append(b.g.Limits, y)
		from = to
	}
}

func (b *builder) startsYear(t, yearStart int) bool {
	if yearStart == 0 {
		return b.h.Steps[t].Year != b.h.Steps[t-1].Year
	}
	return b.h.Steps[t].Month == yearStart && b.h.Steps[t-1].Month != yearStart
}

// volumes turns a flow [m³/s] into volumes per step, nil when not set.
func (b *builder) volumes(q Quantity) []float64 {
	if !q.IsSet() {
		return nil
	}
	out := make([]float64, b.h.Len())
	for t, s := range b.h.Steps {
		out[t] = b.h.Volume(q.At(b.n.PlanningYear, s.Month), t)
	}
	return out
}

func (b *builder) unlimited() []float64 {
	out := make([]float64, b.h.Len())
	for t := range out {
		out[t] = math.Inf(1)
	}
	return out
}

// prices is a price plus a constant [元/m³] per step, nil when both are zero.
func (b *builder) prices(q Quantity, plus float64) []float64 {
	if !q.IsSet() && plus == 0 {
		return nil
	}
	out := make([]float64, b.h.Len())
	for t, s := range b.h.Steps {
		out[t] = q.At(b.n.PlanningYear, s.Month) + plus
	}
	return out
}

// heads are the ends of an arc to node id with a loss that may feed an aquifer.
// Losses that differ by month are taken at their mean.
func (b *builder) heads(id string, loss Quantity, lossTo string, lag float64) []Head {
	l := loss.Mean(b.n.PlanningYear)
	heads := []Head{{To: b.inlet(id), Share: 1 - l, LagDays: lag}}
	if lossTo != "" && l > 0 {
		heads = append(heads, Head{To: b.inlet(lossTo), Share: l})
	}
	return heads
}

func (b *builder) headsAt(v int, share, lag float64) []Head {
	if share <= 0 {
		return nil
	}
	return []Head{{To: v, Share: share, LagDays: lag}}
}

// inTransit adds what a lagged reach still delivers from before the horizon,
// when it carried a steady flow.
func (b *builder) inTransit(to, node string, head Head, flow float64) {
	if flow <= 0 || head.LagDays <= 0 {
		return
	}
	volume := make([]float64, b.h.Len())
	rest := head.LagDays
	for t, s := range b.h.Steps {
		days := math.Min(rest, float64(s.Days))
		volume[t] = flow * VolumePerDay * days * head.Share
		if rest -= days; rest <= 0 {
			break
		}
	}
	b.supply(Supply{Node: node, Role: RoleRunoff, To: b.inlet(to), Origin: OriginIndex(Surface), Volume: volume})
}
