package optimize

import (
	"math"

	"fenhu/network"
)

// concentrations is the water quality of a state: what every vertex hands out in
// every step. It is computed from the flows alone, so that any plan has one.
//
// Water mixes fully within a step and a vertex (RULES WQ-05). Stored water is a
// mixed tank that decays through the step, implicitly:
//
//	C·(out + seepage + S[t] + k·days·(S[t−1]+S[t])/2) = load in + C[t−1]·S[t−1]
//
// and of what leaves on an arc, exp(−k·days of travel) arrives (WQ-06).
type concentrations struct {
	g *network.Graph
	q *network.QualityPlan
	s *State
	c [][][]float64 // vertex, indicator, step [mg/L]; where nothing leaves, what could come

	order    []int // of the mixed vertices, upstream first where there is no circle
	arrivals [][]arrival
	leaving  [][]float64                     // by vertex and step: all that leaves, and what stays [万m³]
	supplies [][]int                         // supplies by vertex
	seepers  [][]int                         // stores that seep into a vertex
	sent     map[float64][][]network.Arrival // by lag and step of arrival: steps in which it left
}

// arrival is a head of an arc at a vertex.
type arrival struct{ arc, head int }

// Concentrations are computed until none moves by more than this share of
// itself, after maxSweeps sweeps at the latest; without circles two are enough.
const concentrationTolerance = 1e-13

// dryVolume is what a solver leaves where nothing flows [万m³ a step]: 10 L.
const dryVolume = 1e-6

func newConcentrations(g *network.Graph, s *State) *concentrations {
	x := &concentrations{g: g, q: g.Quality, s: s}
	n, steps := len(x.q.Indicators), g.Horizon.Len()
	x.c = make([][][]float64, len(g.Vertices))
	x.arrivals, x.supplies, x.seepers = make([][]arrival, len(g.Vertices)), make([][]int, len(g.Vertices)), make([][]int, len(g.Vertices))
	x.leaving = matrix(len(g.Vertices), steps)
	for v := range x.c {
		x.c[v] = matrix(n, steps)
		if f := x.q.Vertices[v].Fixed; f != nil {
			x.c[v] = f
		}
		if st := g.Vertices[v].Store; st != nil {
			if st.SeepTo != network.NoVertex {
				x.seepers[st.SeepTo] = append(x.seepers[st.SeepTo], v)
			}
			for t := range steps {
				x.leaving[v][t] = s.Storage[v][t] + s.seepage(g, v, t)
			}
		}
	}
	for i := range g.Supplies {
		x.supplies[g.Supplies[i].To] = append(x.supplies[g.Supplies[i].To], i)
	}
	for a := range g.Arcs {
		for h := range g.Arcs[a].Heads {
			x.arrivals[g.Arcs[a].Heads[h].To] = append(x.arrivals[g.Arcs[a].Heads[h].To], arrival{a, h})
		}
		if from := g.Arcs[a].From; from != network.Outside {
			for t := range steps {
				x.leaving[from][t] += s.Flow[a][t]
			}
		}
	}
	x.sent = sentBy(s.lags, steps)
	x.sort()
	for t := range steps {
		x.step(t)
	}
	return x
}

// sort orders the mixed vertices so that water mostly comes from earlier ones.
func (x *concentrations) sort() {
	seen := make([]bool, len(x.g.Vertices))
	var visit func(v int)
	visit = func(v int) {
		if seen[v] || x.q.Vertices[v].Fixed != nil {
			return
		}
		seen[v] = true
		for _, in := range x.arrivals[v] {
			if from := x.g.Arcs[in.arc].From; from != network.Outside {
				visit(from)
			}
		}
		for _, from := range x.seepers[v] {
			visit(from)
		}
		x.order = append(x.order, v)
	}
	for v := range x.g.Vertices {
		visit(v)
	}
}

// step computes all vertices of a step; earlier ones are done.
func (x *concentrations) step(t int) {
	for range maxSweeps {
		moved := 0.0
		for _, v := range x.order {
			for i := range x.q.Indicators {
				c, old := x.mixed(v, i, t), x.c[v][i][t]
				if c != old {
					moved = math.Max(moved, math.Abs(c-old)/math.Max(c, old))
					x.c[v][i][t] = c
				}
			}
		}
		if moved <= concentrationTolerance {
			return
		}
	}
}

// mixed is the concentration of a vertex, given those of the others.
func (x *concentrations) mixed(v, i, t int) float64 {
	if whole := x.leaving[v][t] + x.decayVolume(v, i, t); whole > dryVolume {
		return x.loadIn(v, i, t) / whole
	}
	return x.wouldBe(v, i, t)
}

// wouldBe is the concentration of a vertex that nothing leaves: the mean of what
// could come there. It carries no load, but says what water would be worth that a
// plan does not use.
func (x *concentrations) wouldBe(v, i, t int) float64 {
	sum, n := 0.0, 0.0
	for _, s := range x.supplies[v] {
		sum, n = sum+x.q.Supplies[s][i][t], n+1
	}
	for _, in := range x.arrivals[v] {
		sum, n = sum+x.leaves(in.arc, i, t)*x.remains(in, i, t), n+1
	}
	if n == 0 {
		return 0
	}
	return sum / n
}

// decayVolume is the volume of stored water whose load decays in a step [万m³].
func (x *concentrations) decayVolume(v, i, t int) float64 {
	if rate := x.q.Vertices[v].Rate; rate != nil {
		return rate[i][t] * x.s.meanStorage(x.g, v, t)
	}
	return 0
}

// loadIn is what comes to a vertex in a step, and what was there [mg/L·万m³].
func (x *concentrations) loadIn(v, i, t int) float64 {
	load := x.storedLoad(v, i, t-1)
	for _, s := range x.supplies[v] {
		load += x.g.Supplies[s].Volume[t] * x.q.Supplies[s][i][t]
	}
	for _, in := range x.arrivals[v] {
		load += x.arriving(in, i, t)
	}
	for _, from := range x.seepers[v] {
		load += x.s.seepage(x.g, from, t) * x.c[from][i][t]
	}
	return load
}

// storedLoad is the load of the water stored at the end of a step, −1 the start.
func (x *concentrations) storedLoad(v, i, t int) float64 {
	st := x.g.Vertices[v].Store
	switch {
	case st == nil || x.q.Vertices[v].Fixed != nil:
		return 0
	case t < 0:
		return st.Initial * x.q.Vertices[v].Initial[i]
	}
	return x.s.Storage[v][t] * x.c[v][i][t]
}

// arriving is the load that a head brings in a step.
func (x *concentrations) arriving(in arrival, i, t int) float64 {
	h := x.g.Arcs[in.arc].Heads[in.head]
	if h.LagDays == 0 {
		return x.starting(in, i, t)
	}
	load := 0.0
	for _, w := range x.sent[h.LagDays][t] {
		load += w.Share * x.starting(in, i, w.Step)
	}
	return load
}

// starting is the load that starts in a step and reaches a head when it does.
func (x *concentrations) starting(in arrival, i, t int) float64 {
	flow := x.s.Flow[in.arc][t]
	if flow == 0 {
		return 0
	}
	return flow * x.g.Arcs[in.arc].Heads[in.head].Share * x.leaves(in.arc, i, t) * x.remains(in, i, t)
}

// leaves is the concentration of what goes on an arc, after treatment.
func (x *concentrations) leaves(arc, i, t int) float64 {
	a := &x.q.Arcs[arc]
	from := x.g.Arcs[arc].From
	switch {
	case from == network.Outside && a.Enters == nil:
		return 0
	case from == network.Outside:
		return a.Enters[i][t]
	case a.Effluent == nil:
		return x.c[from][i][t]
	case math.IsNaN(a.Effluent[i][t]):
		return x.c[from][i][t] * (1 - a.Removal[i][t])
	default:
		return math.Min(a.Effluent[i][t], x.c[from][i][t])
	}
}

// remains is the share of the load that decay leaves on the way to a head.
func (x *concentrations) remains(in arrival, i, t int) float64 {
	if r := x.q.Arcs[in.arc].Remains; r != nil && in.head == 0 {
		return r[i][t]
	}
	return 1
}

// sentBy turns the arrivals of each lag round: by step of arrival, with the
// steps in which the water left.
func sentBy(lags map[float64][][]network.Arrival, steps int) map[float64][][]network.Arrival {
	out := make(map[float64][][]network.Arrival, len(lags))
	for lag, byStart := range lags {
		out[lag] = make([][]network.Arrival, steps)
		for start, list := range byStart {
			for _, w := range list {
				if w.Step < steps {
					out[lag][w.Step] = append(out[lag][w.Step], network.Arrival{Step: start, Share: w.Share})
				}
			}
		}
	}
	return out
}
