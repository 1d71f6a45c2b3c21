package optimize

import (
	"errors"
	"fmt"
	"slices"

	"fenhu/network"
)

// Outcome is what the traces of an ensemble came to. All volumes are net, at the
// user, in 万m³ per step; series are kept in single precision, which is 1 part in
// 10⁷, to keep thousands of traces small.
type Outcome struct {
	Hash       string           // of the document
	Solver     string           // name and version
	Steps      []string         // first day of each step, 2025-01-31
	Years      []int            // accounting year of each step, from 0
	Users      []OutcomeUser    // in the order of TraceOutcome.Delivery
	Reservoirs []string         // in the order of TraceOutcome.Storage
	Sections   []OutcomeSection // in the order of TraceOutcome.Flow
	Levels     []string         // levels that serve, in the order of TraceOutcome.Short
	Plans      []string         // drought plans, in the order of TraceOutcome.Drought
	Traces     []TraceOutcome
}

// OutcomeUser is all demand of one sector in one region.
type OutcomeUser struct {
	Region string
	Sector network.Sector
	Demand []float32 // net demand per step [万m³]
}

// OutcomeSection is a control section.
type OutcomeSection struct {
	ID     string
	Target []float32 // base-flow target per step [万m³]
}

// TraceOutcome is what one trace came to.
type TraceOutcome struct {
	Name     string
	Weight   float64     // [-]
	Failed   string      // why there is no result, empty when there is one
	Retries  int         // ways of solving that were tried before
	Residual float64     // largest mass-balance residual of a vertex and step, relative [-]
	Broken   []Broken    // hard limits that had to give way
	Delivery [][]float32 // per user and step, net [万m³]; Outcome.Shortage is what is missing
	Storage  [][]float32 // per reservoir, at the end of each step [万m³]
	Flow     [][]float32 // per section and step [万m³]
	Short    [][]float32 // per level and step: what the level's users lack [万m³]

	// With drought plans only:
	Drought    [][]int8    // per plan and step: network.DroughtLevel
	Restricted [][]float32 // per user and step: what plans do not admit of the demand; it is no shortage [万m³]
}

// Broken is a hard limit that gave way in a step, by the least that was needed.
type Broken struct {
	Step   int
	ID     string // node or rule
	What   network.Text
	Amount float64 // [万m³]
}

// Shortage is what user u lacks in step t of what drought plans admit [万m³].
func (o *Outcome) Shortage(trace *TraceOutcome, u, t int) float64 {
	demand := float64(o.Users[u].Demand[t])
	if trace.Restricted != nil {
		demand -= float64(trace.Restricted[u][t])
	}
	return shortage(demand, float64(trace.Delivery[u][t]))
}

// Failed is the number of traces without a result.
func (o *Outcome) Failed() int {
	n := 0
	for i := range o.Traces {
		if o.Traces[i].Failed != "" {
			n++
		}
	}
	return n
}

// Merge joins the outcomes of the batches of one set, in the order given. They
// must come from one document and one version of the solver; the error says what
// differs, or which trace comes twice.
func Merge(batches ...*Outcome) (*Outcome, error) {
	if len(batches) == 0 {
		return nil, errors.New("no outcome to merge")
	}
	all := *batches[0]
	all.Traces = nil
	seen := map[string]bool{}
	for i, b := range batches {
		switch {
		case b.Hash != all.Hash:
			return nil, fmt.Errorf("batch %d is of another document", i)
		case b.Solver != all.Solver:
			return nil, fmt.Errorf("batch %d was solved by %s, the first by %s", i, b.Solver, all.Solver)
		case !slices.Equal(b.Steps, all.Steps) || len(b.Users) != len(all.Users):
			return nil, fmt.Errorf("batch %d has other steps or users", i)
		}
		for _, t := range b.Traces {
			if seen[t.Name] {
				return nil, fmt.Errorf("trace %q is in two batches", t.Name)
			}
			seen[t.Name] = true
			all.Traces = append(all.Traces, t)
		}
	}
	return &all, nil
}

// axes says where the series of an outcome are in a state.
type axes struct {
	users      [][]int // wants of each user
	reservoirs []int   // vertices
	sections   []int   // arcs
	levels     []level
	graph      *network.Graph
}

// newOutcome is an outcome without traces, and where its series are found.
func newOutcome(n *network.Network, g *network.Graph) (*Outcome, *axes) {
	o, x := &Outcome{}, &axes{graph: g}
	for t := range g.Horizon.Steps {
		o.Steps = append(o.Steps, g.Horizon.Steps[t].Start.Format("2006-01-02"))
		o.Years = append(o.Years, g.Horizon.Steps[t].Year)
	}
	for _, region := range n.Regions {
		for _, sector := range network.Sectors() {
			u := OutcomeUser{Region: region.ID, Sector: sector.ID, Demand: make([]float32, g.Horizon.Len())}
			var wants []int
			for w := range g.Wants {
				if d, ok := n.NodeByID(g.Wants[w].Node).(*network.Demand); ok && d.Region == region.ID && d.Sector == sector.ID {
					wants = append(wants, w)
				}
			}
			if wants == nil {
				continue
			}
			for t := range u.Demand {
				sum := 0.0
				for _, w := range wants {
					sum += target(&g.Wants[w], t)
				}
				u.Demand[t] = float32(sum)
			}
			o.Users, x.users = append(o.Users, u), append(x.users, wants)
		}
	}
	for v := range g.Vertices {
		if _, ok := n.NodeByID(g.Vertices[v].Node).(*network.Reservoir); ok && g.Vertices[v].Store != nil && !g.Vertices[v].Store.Hidden {
			o.Reservoirs, x.reservoirs = append(o.Reservoirs, g.Vertices[v].Node), append(x.reservoirs, v)
		}
	}
	for _, node := range n.Nodes {
		section, ok := node.(*network.Section)
		if !ok {
			continue
		}
		s := OutcomeSection{ID: section.ID, Target: make([]float32, g.Horizon.Len())}
		for t := range s.Target {
			s.Target[t] = float32(g.Horizon.Volume(section.TargetM3s.At(n.PlanningYear, g.Horizon.Steps[t].Month), t))
		}
		o.Sections, x.sections = append(o.Sections, s), append(x.sections, g.ArcIndex(section.ID, network.RoleFlow))
	}
	if g.Response != nil {
		for i := range g.Response.Plans {
			o.Plans = append(o.Plans, g.Response.Plans[i].Rule.ID)
		}
	}
	for _, l := range levelsOf(g) {
		if l.Objective == "" && len(l.serves) > 0 {
			o.Levels, x.levels = append(o.Levels, l.ID), append(x.levels, l)
		}
	}
	return o, x
}

// read copies the series of a state and the levels of drought plans into an outcome.
func (x *axes) read(s *State, plans []Drought, out *TraceOutcome) {
	steps := x.graph.Horizon.Len()
	out.Delivery, out.Storage = single(len(x.users), steps), single(len(x.reservoirs), steps)
	out.Flow, out.Short = single(len(x.sections), steps), single(len(x.levels), steps)
	for t := range steps {
		for u, wants := range x.users {
			sum := 0.0
			for _, w := range wants {
				sum += s.met(w, t)
			}
			out.Delivery[u][t] = float32(sum)
		}
		for i, v := range x.reservoirs {
			out.Storage[i][t] = float32(s.Storage[v][t])
		}
		for i, a := range x.sections {
			out.Flow[i][t] = float32(s.Flow[a][t])
		}
		for i := range x.levels {
			sum := 0.0
			for _, v := range x.levels[i].serves {
				sum += shortage(x.graph.Wants[v.want].Bands[v.band].Volume[t]-s.restrictedBand(v.want, v.band, t), s.Met[v.want][v.band][t])
			}
			out.Short[i][t] = float32(sum)
		}
	}
	out.Drought, out.Restricted = nil, nil
	if plans == nil {
		return
	}
	out.Restricted = single(len(x.users), steps)
	for u, wants := range x.users {
		for t := range steps {
			sum := 0.0
			for _, w := range wants {
				sum += s.restricted(w, t)
			}
			out.Restricted[u][t] = float32(sum)
		}
	}
	for i := range plans {
		levels := make([]int8, steps)
		for t := range plans[i].Periods {
			levels[t] = int8(plans[i].Periods[t].Level) //nolint:gosec // 0 to 4
		}
		out.Drought = append(out.Drought, levels)
	}
}

func single(rows, cols int) [][]float32 {
	flat := make([]float32, rows*cols)
	out := make([][]float32, rows)
	for i := range out {
		out[i] = flat[i*cols : (i+1)*cols : (i+1)*cols]
	}
	return out
}
