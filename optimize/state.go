package optimize

import (
	"math"

	"fenhu/network"
)

// State is what a run decided, by the indices of the graph: all results are
// computed from it and from the graph, never from the solver.
type State struct {
	Flow       [][]float64   // per arc and step, leaving the tail [万m³]
	Storage    [][]float64   // per vertex and step, nil without storage [万m³]
	Met        [][][]float64 // per want, band and step [万m³]
	Restricted [][][]float64 // per want, band and step: not admitted by a drought plan; nil without one [万m³]
	Value      [][]float64   // water value per vertex and step [元/m³]
	Capacity   [][]float64   // value of capacity per arc and step [元/m³]
	LimitValue []float64     // value per limit [元/m³]

	lags map[float64][][]network.Arrival // of the graph, for everything that follows water in time
}

func newState(g *network.Graph) *State {
	t := g.Horizon.Len()
	s := &State{
		Flow: matrix(len(g.Arcs), t), Storage: make([][]float64, len(g.Vertices)), Met: make([][][]float64, len(g.Wants)),
		Value: matrix(len(g.Vertices), t), Capacity: matrix(len(g.Arcs), t), LimitValue: make([]float64, len(g.Limits)), lags: lagTable(g),
	}
	for v := range g.Vertices {
		if g.Vertices[v].Store != nil {
			s.Storage[v] = make([]float64, t)
		}
	}
	for w := range g.Wants {
		s.Met[w] = matrix(len(g.Wants[w].Bands), t)
	}
	return s
}

func matrix(rows, cols int) [][]float64 {
	flat := make([]float64, rows*cols)
	out := make([][]float64, rows)
	for i := range out {
		out[i] = flat[i*cols : (i+1)*cols : (i+1)*cols]
	}
	return out
}

// read copies the first n steps of a solution of m into s from step at on.
func (s *State) read(m *model, x []float64, at, n int) {
	for a := range m.g.Arcs {
		for t := range n {
			s.Flow[a][at+t] = clean(m.flow(x, a, t))
		}
	}
	for v := range m.g.Vertices {
		if m.storCol[v] < 0 {
			continue
		}
		for t := range n {
			s.Storage[v][at+t] = clean(x[m.storCol[v]+t])
		}
	}
	for w := range m.g.Wants {
		for b := range m.g.Wants[w].Bands {
			for t := range n {
				sum := 0.0
				for k := range tiers {
					sum += x[m.blockOf(w, b, k)+t]
				}
				s.Met[w][b][at+t] = clean(sum)
			}
		}
	}
}

// clean turns the solver's noise around zero into zero.
func clean(v float64) float64 {
	if math.Abs(v) < 1e-9 {
		return 0
	}
	return v
}

// evaporation and seepage of vertex v in step t [万m³].
func (s *State) evaporation(g *network.Graph, v, t int) float64 {
	st := g.Vertices[v].Store
	if st == nil || st.EvapRate == nil {
		return 0
	}
	return st.EvapFixed[t] + st.EvapRate[t]*s.meanStorage(g, v, t)
}

func (s *State) seepage(g *network.Graph, v, t int) float64 {
	st := g.Vertices[v].Store
	if st == nil || st.SeepRate == nil {
		return 0
	}
	return st.SeepRate[t] * s.meanStorage(g, v, t)
}

func (s *State) meanStorage(g *network.Graph, v, t int) float64 {
	before := g.Vertices[v].Store.Initial
	if t > 0 {
		before = s.Storage[v][t-1]
	}
	return (before + s.Storage[v][t]) / 2
}

// met is what a want got in a step over all its bands [万m³].
func (s *State) met(w, t int) float64 {
	sum := 0.0
	for b := range s.Met[w] {
		sum += s.Met[w][b][t]
	}
	return sum
}

// target is what a want asks for in a step [万m³].
func target(w *network.Want, t int) float64 {
	sum := 0.0
	for _, b := range w.Bands {
		sum += b.Volume[t]
	}
	return sum
}
