package optimize

import (
	"math"

	"fenhu/network"
)

// Source tracing stops when no share moves by more than mixTolerance, after
// maxSweeps sweeps at the latest (reuse loops converge geometrically).
const (
	mixTolerance = 1e-10
	maxSweeps    = 500
)

// mixing follows water from where it comes to its users. In every step the
// water of a vertex is taken as fully mixed: stored water, supplies and arriving
// flows in proportion to their volumes.
type mixing struct {
	g      *network.Graph
	s      *State
	shares [][][]float64 // vertex, step, label: shares that sum to 1 (or 0 where dry)
}

// labels say what is followed: each water has one of n labels.
type labels struct {
	n      int
	supply []int   // of each supply
	store  []int   // of the initial storage of each vertex
	arc    []int   // given by each arc to what it carries; −1 = none
	turn   [][]int // of each arc: what a label becomes on the way; nil = it keeps
}

// origins are the labels of the planning tables: treatment and pumping give
// water a new origin.
func origins(g *network.Graph) *labels {
	l := &labels{n: len(network.Origins()), supply: make([]int, len(g.Supplies)), store: make([]int, len(g.Vertices)), arc: make([]int, len(g.Arcs)), turn: make([][]int, len(g.Arcs))}
	for i := range g.Supplies {
		l.supply[i] = g.Supplies[i].Origin
	}
	for v := range g.Vertices {
		if st := g.Vertices[v].Store; st != nil {
			l.store[v] = st.Origin
		}
	}
	for a := range g.Arcs {
		l.arc[a] = g.Arcs[a].Origin
	}
	return l
}

func newMixing(g *network.Graph, s *State, l *labels) *mixing {
	n, t := l.n, g.Horizon.Len()
	m := &mixing{g: g, s: s, shares: make([][][]float64, len(g.Vertices))}
	for v := range m.shares {
		m.shares[v] = matrix(t, n)
	}
	type inflow struct {
		arc, step int // step in which it left
		volume    float64
	}
	arrivals := make([][]inflow, len(g.Vertices)) // of one step, reused
	late := make(map[int][]struct {               // lagged water by step of arrival
		to int
		in inflow
	})
	supplies := make([][]int, len(g.Vertices))
	for i := range g.Supplies {
		supplies[g.Supplies[i].To] = append(supplies[g.Supplies[i].To], i)
	}
	sources := make([][]int, len(g.Vertices)) // stores that seep into a vertex
	for v := range g.Vertices {
		if st := g.Vertices[v].Store; st != nil && st.SeepTo != network.NoVertex {
			sources[st.SeepTo] = append(sources[st.SeepTo], v)
		}
	}
	fresh := make([]float64, n)
	for u := range t {
		for v := range arrivals {
			arrivals[v] = arrivals[v][:0]
		}
		for a := range g.Arcs {
			x := s.Flow[a][u]
			if x <= 0 {
				continue
			}
			for _, h := range g.Arcs[a].Heads {
				if h.LagDays == 0 {
					arrivals[h.To] = append(arrivals[h.To], inflow{a, u, x * h.Share})
					continue
				}
				for _, w := range s.lags[h.LagDays][u] {
					late[w.Step] = append(late[w.Step], struct {
						to int
						in inflow
					}{h.To, inflow{a, u, x * h.Share * w.Share}})
				}
			}
		}
		for _, x := range late[u] {
			arrivals[x.to] = append(arrivals[x.to], x.in)
		}
		delete(late, u)
		for range maxSweeps {
			moved := 0.0
			for v := range g.Vertices {
				clear(fresh)
				total := 0.0
				put := func(volume float64, mix []float64) {
					total += volume
					for o := range fresh {
						fresh[o] += volume * mix[o]
					}
				}
				label := func(volume float64, origin int) {
					total += volume
					fresh[origin] += volume
				}
				if st := g.Vertices[v].Store; st != nil {
					if u == 0 {
						label(st.Initial, l.store[v])
					} else {
						put(s.Storage[v][u-1], m.shares[v][u-1])
					}
				}
				for _, i := range supplies[v] {
					label(g.Supplies[i].Volume[u], l.supply[i])
				}
				for _, in := range arrivals[v] {
					switch turn := l.turn[in.arc]; {
					case l.arc[in.arc] >= 0:
						label(in.volume, l.arc[in.arc])
					case turn == nil:
						put(in.volume, m.shares[g.Arcs[in.arc].From][in.step])
					default:
						for o, share := range m.shares[g.Arcs[in.arc].From][in.step] {
							if share > 0 {
								label(in.volume*share, turn[o])
							}
						}
					}
				}
				for _, from := range sources[v] {
					put(s.seepage(g, from, u), m.shares[from][u])
				}
				if total <= 0 {
					continue
				}
				scale := 0.0
				for o := range fresh {
					scale += fresh[o]
				}
				if scale <= 0 {
					continue
				}
				for o := range fresh {
					share := fresh[o] / scale
					moved = math.Max(moved, math.Abs(share-m.shares[v][u][o]))
					m.shares[v][u][o] = share
				}
			}
			if moved <= mixTolerance {
				break
			}
		}
	}
	return m
}
