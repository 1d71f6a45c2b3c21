package optimize

import (
	"slices"

	"fenhu/network"
)

// Drainage is where rivers end: the outlet that water reaches when no transfer
// and no user takes it. Empty = it reaches none, as at a boundary source.
type Drainage struct {
	intake map[string]string // by transfer
	region map[string]string
	arc    map[string]string // by node of a river flow
}

// Drains finds the outlets of a run's basin.
func (a *Allocation) Drains() Drainage {
	d := Drainage{intake: map[string]string{}, region: map[string]string{}, arc: map[string]string{}}
	if a.graph == nil {
		return d
	}
	g := a.graph
	from := make([][]int, len(g.Vertices))
	for i := range g.Arcs {
		role := g.Arcs[i].Role
		led := role == network.RoleTransfer || role == network.RoleSupply || role == network.RolePumping
		if v := g.Arcs[i].From; v != network.Outside && !led {
			from[v] = append(from[v], i)
		}
	}
	known := make([]string, len(g.Vertices))
	seen := make([]bool, len(g.Vertices))
	var down func(v int) string
	through := func(i int) string {
		if len(g.Arcs[i].Heads) == 0 && g.Arcs[i].Role == network.RoleOutflow {
			return g.Arcs[i].Node
		}
		for _, h := range g.Arcs[i].Heads {
			if out := down(h.To); out != "" {
				return out
			}
		}
		return ""
	}
	down = func(v int) string {
		if seen[v] {
			return known[v]
		}
		seen[v] = true
		for _, i := range from[v] {
			if known[v] = through(i); known[v] != "" {
				break
			}
		}
		return known[v]
	}
	for i := range g.Arcs {
		arc := &g.Arcs[i]
		if arc.Role == network.RoleTransfer {
			d.intake[arc.Node] = down(arc.From)
		}
		if arc.Role == network.RoleFlow && arc.From != network.Outside {
			d.arc[arc.Node] = down(arc.From)
		}
	}
	for i := range g.Arcs { // where a region's users return their water
		if x, ok := a.net.NodeByID(g.Arcs[i].Node).(*network.Demand); ok && g.Arcs[i].Role == network.RoleDelivery && d.region[x.Region] == "" {
			d.region[x.Region] = through(i)
		}
	}
	for i := range g.Arcs { // or draw it, where none return any
		if x, ok := a.net.NodeByID(g.Arcs[i].Node).(*network.Demand); ok && g.Arcs[i].Role == network.RoleSupply && d.region[x.Region] == "" {
			d.region[x.Region] = down(g.Arcs[i].From)
		}
	}
	return d
}

// Region is the outlet that the rivers of a region run to.
func (d Drainage) Region(id string) string { return d.region[id] }

// Section is the outlet of the river at a control section.
func (d Drainage) Section(id string) string { return d.arc[id] }

// Project is the outlet of the rivers that a project draws on.
func (d Drainage) Project(p *network.Project) string {
	i := slices.IndexFunc(p.Members, func(id string) bool { return d.intake[id] != "" })
	if i < 0 {
		return ""
	}
	return d.intake[p.Members[i]]
}
