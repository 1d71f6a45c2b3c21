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

// mixing follows water from its origins to its users. In every step the water
// of a vertex is taken as fully mixed: stored water, supplies and arriving flows
// in proportion to their volumes. Treatment and pumping give water a new origin.
type mixing struct {
	g      *network.Graph
	s      *State
	shares [][][]float64 // vertex, step, origin: shares that sum to 1 (or 0 where dry)
}

func newMixing(g *network.Graph, s *State) *mixing {
	n, t := len(network.Origins()), g.Horizon.Len()
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
		for _, l := range late[u] {
			arrivals[l.to] = append(arrivals[l.to], l.in)
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
						label(st.Initial, st.Origin)
					} else {
						put(s.Storage[v][u-1], m.shares[v][u-1])
					}
				}
				for _, i := range supplies[v] {
					label(g.Supplies[i].Volume[u], g.Supplies[i].Origin)
				}
				for _, in := range arrivals[v] {
					if arc := &g.Arcs[in.arc]; arc.Origin >= 0 {
						label(in.volume, arc.Origin)
					} else {
						put(in.volume, m.shares[arc.From][in.step])
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
