package optimize

import (
	"fmt"
	"math"
	"slices"

	"fenhu/network"
)

// TransferTrace is the water that a project carried away from its sources, and
// where it went [万m³]. What enters is used, lost, evaporated, left, stored or on
// its way at the end; Residual is the difference.
type TransferTrace struct {
	Project string        `json:"project"`
	Taken   []AreaVolume  `json:"taken"` // by the area that the water comes from
	Uses    []TransferUse `json:"uses"`
	Entered float64       `json:"entered"`
	Used    float64       `json:"used"`
	Lost    float64       `json:"lost"` // leaks of canals and rivers, seepage that nothing receives
	Evapor  float64       `json:"evaporated"`
	Left    float64       `json:"left"` // flowed out of the modelled area
	Stored  float64       `json:"stored"`
	Lagging float64       `json:"on_its_way"`
	// Residual is relative to what entered.
	Residual float64 `json:"residual"`
}

// AreaVolume is what a source area gave in each step.
type AreaVolume struct {
	Area   string    `json:"area"`
	Volume []float64 `json:"volume"`
}

// TransferUse is what the users of a region drew, before the losses of their own
// networks, of the water of one area that came by the project.
type TransferUse struct {
	Area   string    `json:"area"`
	Region string    `json:"region"`
	Volume []float64 `json:"volume"`
}

// Traces follows the water of projects from its sources to its users. area names
// the source area of a node where water enters (an inflow, a spring, a boundary
// source, a store for what it held at the start). In every step and place water is
// fully mixed, so each user and each loss takes it in proportion (section 8 of
// docs/formulation.md). Water counts for the first of the projects that carried it,
// until a user draws it: what users return counts no more. The result must hold
// the run (Allocate's, not one read back from JSON), and the projects transfers.
func (a *Allocation) Traces(projects []string, area func(node string) string) ([]TransferTrace, error) {
	if a.graph == nil || a.net == nil {
		return nil, fmt.Errorf("optimize: a run that is %s cannot be traced", a.Status)
	}
	g, s := a.graph, a.state
	var areas []string
	at := func(node string) int {
		id := area(node)
		i := slices.Index(areas, id)
		if i < 0 {
			i, areas = len(areas), append(areas, id)
		}
		return i
	}
	l := &labels{supply: make([]int, len(g.Supplies)), store: make([]int, len(g.Vertices)), arc: make([]int, len(g.Arcs)), turn: make([][]int, len(g.Arcs))}
	for i := range g.Supplies {
		l.supply[i] = at(g.Supplies[i].Node)
	}
	for v := range g.Vertices {
		if g.Vertices[v].Store != nil {
			l.store[v] = at(g.Vertices[v].Node)
		}
	}
	for i := range g.Arcs {
		l.arc[i] = -1
		if g.Arcs[i].From == network.Outside {
			l.arc[i] = at(g.Arcs[i].Node)
		}
	}
	k := len(areas)
	l.n = k * (1 + len(projects)) // water of area j that project p carried: k·(p+1) + j
	carries := make([]int, len(g.Arcs))
	for i := range g.Arcs {
		carries[i] = -1
		if g.Arcs[i].Role == network.RoleSupply {
			l.turn[i] = make([]int, l.n)
			for o := range l.turn[i] {
				l.turn[i][o] = o % k
			}
		}
	}
	for p, id := range projects {
		for _, arc := range a.transfersOf(id) {
			if carries[arc] >= 0 {
				continue
			}
			carries[arc] = p
			l.turn[arc] = make([]int, l.n)
			for o := range l.turn[arc] {
				l.turn[arc][o] = o
				if o < k {
					l.turn[arc][o] = k*(p+1) + o
				}
			}
		}
	}
	mix := newMixing(g, s, l)
	out := make([]TransferTrace, len(projects))
	for p, id := range projects {
		if len(a.transfersOf(id)) == 0 {
			return nil, fmt.Errorf("optimize: project %q has no transfers", id)
		}
		out[p] = mix.trace(a, p, k, areas, carries)
		out[p].Project = id
	}
	return out, nil
}

// transfersOf are the arcs of a project's transfers.
func (a *Allocation) transfersOf(project string) []int {
	p := a.net.ProjectByID(project)
	if p == nil {
		return nil
	}
	return transferArcs(a.graph, p.Members)
}

func transferArcs(g *network.Graph, nodes []string) []int {
	var out []int
	for i := range g.Arcs {
		if g.Arcs[i].Role == network.RoleTransfer && slices.Contains(nodes, g.Arcs[i].Node) {
			out = append(out, i)
		}
	}
	return out
}

// trace sums up where the water of project p went.
func (m *mixing) trace(a *Allocation, p, k int, areas []string, carries []int) TransferTrace {
	g, s, steps := m.g, m.s, m.g.Horizon.Len()
	first := k * (p + 1)
	var x TransferTrace
	taken := matrix(k, steps)
	type user struct {
		region string
		area   int
	}
	uses := map[user][]float64{}
	var order []user
	of := func(v, t int) float64 { return sum(m.shares[v][t][first : first+k]) }
	for i := range g.Arcs {
		arc := &g.Arcs[i]
		if arc.From == network.Outside {
			continue
		}
		region := ""
		if d, ok := a.net.NodeByID(arc.Node).(*network.Demand); ok {
			region = d.Region
		}
		for t, flow := range s.Flow[i] {
			if flow <= 0 {
				continue
			}
			mine := flow * of(arc.From, t)
			if carries[i] == p {
				for j := range k {
					v := flow * m.shares[arc.From][t][j]
					taken[j][t] += v
					x.Entered += v
					mine += v
				}
			}
			switch {
			case mine == 0:
			case arc.Role == network.RoleSupply:
				x.Used += mine
				for j := range k {
					if v := flow * m.shares[arc.From][t][first+j]; v > 0 {
						u := user{region, j}
						if uses[u] == nil {
							uses[u], order = make([]float64, steps), append(order, u)
						}
						uses[u][t] += v
					}
				}
			case len(arc.Heads) == 0 && (arc.Role == network.RoleOutflow || arc.Role == network.RoleFlow || arc.Role == network.RoleSpill):
				x.Left += mine
			default:
				arrives := 0.0
				for _, h := range arc.Heads {
					arrives += h.Share
					if h.LagDays == 0 {
						continue
					}
					for _, w := range s.lags[h.LagDays][t] {
						if w.Step >= steps {
							x.Lagging += mine * h.Share * w.Share
						}
					}
				}
				x.Lost += mine * (1 - arrives)
			}
		}
	}
	for v := range g.Vertices {
		st := g.Vertices[v].Store
		if st == nil {
			continue
		}
		for t := range steps {
			x.Evapor += of(v, t) * s.evaporation(g, v, t)
			if st.SeepTo == network.NoVertex {
				x.Lost += of(v, t) * s.seepage(g, v, t)
			}
		}
		x.Stored += of(v, steps-1) * s.Storage[v][steps-1]
	}
	for j := range k {
		if sum(taken[j]) > 0 {
			x.Taken = append(x.Taken, AreaVolume{areas[j], taken[j]})
		}
	}
	for _, u := range order {
		x.Uses = append(x.Uses, TransferUse{areas[u.area], u.region, uses[u]})
	}
	rest := x.Entered - x.Used - x.Lost - x.Evapor - x.Left - x.Stored - x.Lagging
	x.Residual = math.Abs(rest) / (1 + x.Entered)
	return x
}

// Losses are what the shortages of a run cost, valued at the loss of a missing
// m³, by region; for base flows by section [万元].
func (a *Allocation) Losses() (regions, sections map[string]float64) {
	regions, sections = map[string]float64{}, map[string]float64{}
	if a.graph == nil {
		return regions, sections
	}
	for w := range a.graph.Wants {
		want := &a.graph.Wants[w]
		short := 0.0
		for t := range a.graph.Horizon.Len() {
			short += math.Max(0, target(want, t)-a.state.restricted(w, t)-a.state.met(w, t))
		}
		if d, ok := a.net.NodeByID(want.Node).(*network.Demand); ok {
			regions[d.Region] += want.Loss * short
		} else {
			sections[want.Node] += want.Loss * short
		}
	}
	return regions, sections
}

// PricedIntake is what the water that a project takes in this run would be worth
// by the duals of another run of the same network, say one in which the project is
// closed: of the water at its intakes and of the quotas that it shares with others,
// Σ x·(λ + Σ coef·μ) [万元].
func (a *Allocation) PricedIntake(project string, by *Allocation) float64 {
	total := 0.0
	for _, i := range a.transfersOf(project) {
		for t, x := range a.state.Flow[i] {
			total += x * math.Max(0, by.state.Value[a.graph.Arcs[i].From][t])
		}
		for l := range a.graph.Limits {
			limit := &a.graph.Limits[l]
			if math.IsInf(limit.Max, 1) {
				continue
			}
			for _, term := range limit.Terms {
				if term.Arc == i && term.Coef > 0 {
					total += sum(a.state.Flow[i][limit.From:limit.To]) * term.Coef * by.state.LimitValue[l]
				}
			}
		}
	}
	return total
}

// PricedOutlet is the worth of what a project delivers at the water values where
// it delivers, less the cost of carrying it; carrying is that cost [万元].
func (a *Allocation) PricedOutlet(project string) (net, carrying float64) {
	for _, i := range a.transfersOf(project) {
		arc := &a.graph.Arcs[i]
		for t, x := range a.state.Flow[i] {
			for _, h := range arc.Heads {
				net += x * h.Share * math.Max(0, a.state.Value[h.To][t])
			}
			if arc.Cost != nil {
				carrying += x * arc.Cost[t]
			}
		}
	}
	return net - carrying, carrying
}
