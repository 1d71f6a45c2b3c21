package optimize

import (
	"context"
	"fmt"
	"math"
	"slices"

	"fenhu/network"
)

// rolling moves a window over the horizon: each window is solved as a whole,
// its first periods are kept, and nothing beyond it is known. Limits that run
// over the window's edges count what was used before. Storage rules for the end
// of the horizon become targets of the windows that reach it: an operator who
// does not know the future cannot be asked to cut users for them. A window that a hard limit makes
// infeasible breaks that limit by the least amount and says so.
func (e *engine) rolling(ctx context.Context) error {
	t := e.g.Horizon.Len()
	window, advance := e.o.Window, e.o.Advance
	if window <= 0 {
		window = max(1, e.g.Horizon.Kind.PerYear()/4)
	}
	if advance <= 0 {
		advance = 1
	}
	if advance > window {
		return fmt.Errorf("a rolling run cannot keep %d periods of a window of %d", advance, window)
	}
	e.o.Window, e.o.Advance = window, advance
	e.endMin = endsAsTargets(e.g)
	windows := (t + advance - 1) / advance
	for i, at := 0, 0; at < t; i, at = i+1, at+advance {
		n := min(window, t-at)
		g := e.windowGraph(at, n)
		progress := e.o.Progress
		if progress != nil {
			progress = func(p Progress) {
				p.Window, p.Windows = i+1, windows
				e.o.Progress(p)
			}
		}
		keep := min(advance, n)
		e.response.before(g, at, keep)
		m, r, broken, err := e.windowOrBroken(ctx, g, progress)
		if err != nil || e.diagnosis != nil {
			return err
		}
		e.state.read(m, r.sol.X, at, keep)
		e.state.readValues(g, r.priced, at, keep)
		e.state.restrictions(e.g, g, at, keep)
		e.response.after(e.g, e.state, at, keep)
		if e.o.Certificate {
			e.windows[len(e.windows)-1].Broken = broken
		}
	}
	return nil
}

// endsAsTargets turns the storage rules for the end of the horizon into targets
// and returns the rules by vertex, −1 = none.
func endsAsTargets(g *network.Graph) []float64 {
	rules := make([]float64, len(g.Vertices))
	for v := range g.Vertices {
		rules[v] = -1
		if s := g.Vertices[v].Store; s != nil {
			rules[v] = s.EndMin
			s.EndMin, s.EndTarget = -1, math.Max(s.EndMin, s.EndTarget)
		}
	}
	return rules
}

// missedEnds are the storage rules for the end of the horizon that a rolling
// run did not keep, since it held them as targets only.
func (e *engine) missedEnds(n *network.Network) []Relaxation {
	var out []Relaxation
	last := e.g.Horizon.Len() - 1
	for v, least := range e.endMin {
		if e.g.Vertices[v].Store == nil || least < 0 {
			continue
		}
		if missing := least - e.state.Storage[v][last]; missing > smallRelaxation*(1+least) {
			x := n.NodeByID(e.g.Vertices[v].Node).Info()
			out = append(out, Relaxation{ID: x.ID, Name: x.Name(), What: endUnmet, Period: e.g.Horizon.Label(last, network.ZH), Amount: missing, Limit: least})
		}
	}
	return out
}

// windowOrBroken solves a window, breaking hard limits when it must.
func (e *engine) windowOrBroken(ctx context.Context, g *network.Graph, progress func(Progress)) (*model, *run, []Break, error) {
	var soft *model
	var broken []Break
	if e.replay != nil {
		if broken = e.replay.next().Broken; len(broken) == 0 {
			m, r, err := e.window(ctx, g, progress)
			return m, r, nil, err
		}
		soft = newElastic(g, e.names)
	} else {
		m, r, err := e.window(ctx, g, progress)
		if err != nil || r != nil {
			return m, r, nil, err
		}
		var sol *Solution
		if soft, sol, err = e.elastic(ctx, g); err != nil {
			return nil, nil, nil, err
		}
		broken = soft.breaks(sol)
		if slices.ContainsFunc(broken, func(b Break) bool { return b.Kind == "balance" }) {
			e.diagnosis, err = soft.diagnosis(sol)
			return nil, nil, nil, err
		}
	}
	relaxed, err := soft.relaxations(broken)
	if err != nil {
		return nil, nil, nil, err
	}
	e.relaxed = append(e.relaxed, relaxed...)
	applyBreaks(g, broken)
	m, r, err := e.window(ctx, g, progress)
	if err == nil && r == nil {
		err = fmt.Errorf("a window stayed infeasible after %d limits were relaxed", len(broken))
	}
	return m, r, broken, err
}

// applyBreaks widens the bounds of a window's graph. The slices of the graph
// belong to the window, so nothing else sees it.
func applyBreaks(g *network.Graph, broken []Break) {
	for _, b := range broken {
		switch b.Kind {
		case "limit-min":
			g.Limits[b.Index].Min -= b.Amount
		case "limit-max":
			g.Limits[b.Index].Max += b.Amount
		case "arc-min":
			g.Arcs[b.Index].Min[b.Step] = math.Max(0, g.Arcs[b.Index].Min[b.Step]-b.Amount)
		case "arc-max":
			g.Arcs[b.Index].Max[b.Step] += b.Amount
		case "store-min":
			s := g.Vertices[b.Index].Store
			s.Min[b.Step] = math.Max(0, s.Min[b.Step]-b.Amount)
		case "store-max":
			g.Vertices[b.Index].Store.Max[b.Step] += b.Amount
		case "end-min":
			s := g.Vertices[b.Index].Store
			s.EndMin = math.Max(0, s.EndMin-b.Amount)
			s.Min[b.Step] = math.Max(0, math.Min(s.Min[b.Step], s.EndMin))
		}
	}
}

// windowGraph is the part [at, at+n) of the graph, starting from the state
// reached before it.
func (e *engine) windowGraph(at, n int) *network.Graph {
	w := cutGraph(e.g, at, n)
	for v := range w.Vertices {
		if s := w.Vertices[v].Store; s != nil && at > 0 {
			s.Initial = e.state.Storage[v][at-1]
		}
	}
	w.Supplies = append(w.Supplies, e.stillTravelling(at, n)...)
	for _, l := range e.g.Limits {
		w.Limits = append(w.Limits, e.windowLimit(l, at, n))
	}
	return w
}

// cutGraph is the part [at, at+n) of a graph without its limits and without
// what was there before it. End targets hold at the end of the graph only.
func cutGraph(g *network.Graph, at, n int) *network.Graph {
	cut := func(v []float64) []float64 {
		if v == nil {
			return nil
		}
		return append([]float64(nil), v[at:at+n]...)
	}
	last := at+n == g.Horizon.Len()
	w := &network.Graph{Levels: g.Levels, Horizon: network.Horizon{Kind: g.Horizon.Kind, Steps: append([]network.Step(nil), g.Horizon.Steps[at:at+n]...)}}
	first := w.Horizon.Steps[0].Year
	for i := range w.Horizon.Steps {
		w.Horizon.Steps[i].Year -= first
	}
	for v := range g.Vertices {
		x := g.Vertices[v]
		if x.Store != nil {
			s := *x.Store
			s.Reserves = make([]network.Reserve, len(x.Store.Reserves))
			for i, r := range x.Store.Reserves {
				s.Reserves[i].Least = cut(r.Least)
			}
			s.Min, s.Max, s.EvapFixed, s.EvapRate, s.SeepRate = cut(s.Min), cut(s.Max), cut(s.EvapFixed), cut(s.EvapRate), cut(s.SeepRate)
			if !last {
				s.EndTarget = -1
			}
			x.Store = &s
		}
		w.Vertices = append(w.Vertices, x)
	}
	for i := range g.Arcs {
		a := g.Arcs[i]
		a.Min, a.Max, a.Cost = cut(a.Min), cut(a.Max), cut(a.Cost)
		w.Arcs = append(w.Arcs, a)
	}
	for _, s := range g.Supplies {
		s.Volume = cut(s.Volume)
		w.Supplies = append(w.Supplies, s)
	}
	for _, x := range g.Wants {
		bands := make([]network.Band, len(x.Bands))
		for b := range bands {
			bands[b] = network.Band{Class: x.Bands[b].Class, Volume: cut(x.Bands[b].Volume)}
		}
		x.Bands = bands
		w.Wants = append(w.Wants, x)
	}
	return w
}

// windowLimit is the rest of a limit that falls into a window; a limit outside
// it is free.
func (e *engine) windowLimit(l network.Limit, at, n int) network.Limit {
	used := 0.0
	for t := l.From; t < min(l.To, at); t++ {
		for _, term := range l.Terms {
			used += term.Coef * e.state.Flow[term.Arc][t]
		}
	}
	from, to := max(l.From, at), min(l.To, at+n)
	if from >= to {
		l.Terms, l.From, l.To, l.Min, l.Max = nil, 0, 0, -inf, inf
		return l
	}
	l.Min -= used
	l.Max -= used
	if l.To > at+n {
		l.Min = -inf // what is missing can still come later
	}
	if l.Max < 0 && l.Max > -1e-6*(1+math.Abs(used)) {
		l.Max = 0
	}
	l.From, l.To = from-at, to-at
	return l
}

// stillTravelling is the water that left before a window and arrives in it.
func (e *engine) stillTravelling(at, n int) []network.Supply {
	var out []network.Supply
	for i := range e.g.Arcs {
		for _, h := range e.g.Arcs[i].Heads {
			if h.LagDays == 0 {
				continue
			}
			var volume []float64
			for u := range at {
				x := e.state.Flow[i][u]
				if x == 0 {
					continue
				}
				for _, w := range e.state.lags[h.LagDays][u] {
					if w.Step >= at && w.Step < at+n {
						if volume == nil {
							volume = make([]float64, n)
						}
						volume[w.Step-at] += x * h.Share * w.Share
					}
				}
			}
			if volume != nil {
				out = append(out, network.Supply{Node: e.g.Arcs[i].Node, Role: network.RoleRunoff, To: h.To, Volume: volume})
			}
		}
	}
	return out
}
