package optimize

import (
	"context"
	"errors"
	"math"

	"fenhu/network"
)

// Where water is drawn from a mixed river, or leaves a reservoir, its load is the
// product of two unknowns, and the targets are not linear. Such water is taken to
// have the concentration that the plan of the round before gives it. Rounds end
// when no concentration that the programme uses moves by more than roundExact of
// itself; or by more than roundTolerance (RULES WQ-08), once a round no longer
// halves that; or after maxRounds.
const (
	roundTolerance = 1e-2
	roundExact     = 1e-6
	maxRounds      = 15
)

// Rounds says how the concentrations that a plan was made with agree with those
// that it has.
type Rounds struct {
	Count     int     `json:"count"`  // rounds made
	Change    float64 `json:"change"` // largest relative difference in the last one
	Converged bool    `json:"converged"`
}

// withoutTargets takes the level of water quality out of a graph. Only foresight
// pursues it: rounds over the whole horizon have no place in a window.
func withoutTargets(g *network.Graph) {
	if g.Quality == nil || !g.Quality.Target {
		return
	}
	g.Quality.Target = false
	var levels []network.Level
	for _, l := range g.Levels {
		if l.Objective != network.ObjectiveQuality {
			levels = append(levels, l)
		}
	}
	g.Levels = levels
}

// targetRounds solves the whole horizon until the concentrations agree.
func (e *engine) targetRounds(ctx context.Context) error {
	q := e.g.Quality
	if e.replay != nil {
		r := e.replay.certificate.Assumed
		if r == nil || len(r.Values) != len(e.g.Arcs)*len(q.Indicators)*e.g.Horizon.Len() {
			return errors.New("the certificate does not say which concentrations were assumed")
		}
		q.Assumed = unflatten(r.Values, len(e.g.Arcs), len(q.Indicators))
		m, err := e.wholeHorizon(ctx)
		if err == nil && m != nil {
			x := newConcentrations(e.g, e.state)
			change := x.change(m, q.Assumed)
			e.rounds = &Rounds{Count: r.Count, Change: change, Converged: change <= roundTolerance}
			e.assumed = r.Values
		}
		return err
	}
	if m, err := e.wholeHorizon(ctx); err != nil || m == nil {
		return err
	}
	q.Assumed = newConcentrations(e.g, e.state).assumed()
	var moved [][][]float64
	before := math.Inf(1)
	for n := 1; ; n++ {
		e.windows, e.state = nil, newState(e.g)
		m, err := e.wholeHorizon(ctx)
		if err != nil || m == nil {
			return err
		}
		x := newConcentrations(e.g, e.state)
		change := x.change(m, q.Assumed)
		e.rounds = &Rounds{Count: n, Change: change, Converged: change <= roundTolerance}
		if change <= roundExact || e.rounds.Converged && change > before/2 || n == maxRounds {
			e.assumed = flatten(q.Assumed)
			return nil
		}
		q.Assumed, moved = next(q.Assumed, x.assumed(), moved)
		before = change
	}
}

// assumed is what leaves on every arc, after treatment, by indicator and step.
func (x *concentrations) assumed() [][][]float64 {
	out := make([][][]float64, len(x.g.Arcs))
	for a := range out {
		out[a] = matrix(len(x.q.Indicators), x.g.Horizon.Len())
		for i := range out[a] {
			for t := range out[a][i] {
				out[a][i][t] = x.leaves(a, i, t)
			}
		}
	}
	return out
}

// next is what the next round assumes, given what the last one did, what its plan
// has, and how far that was from the assumption before: the concentration of the
// plan, or half way to it where it turned back. moved is how far now.
func next(used, has, before [][][]float64) (assumed, moved [][][]float64) {
	moved = make([][][]float64, len(has))
	for a := range has {
		moved[a] = make([][]float64, len(has[a]))
		for i := range has[a] {
			moved[a][i] = make([]float64, len(has[a][i]))
			for t := range has[a][i] {
				d := has[a][i][t] - used[a][i][t]
				if before != nil && d*before[a][i][t] < 0 {
					d /= 2
				}
				moved[a][i][t], has[a][i][t] = d, used[a][i][t]+d
			}
		}
	}
	return has, moved
}

// change is the largest difference of a concentration that the programme used
// from that of its plan, relative to the larger of the two and to a thousandth
// of class Ⅲ at least. Arcs that carry nothing do not count.
func (x *concentrations) change(m *model, used [][][]float64) float64 {
	worst := 0.0
	for a := range used {
		if !m.targets.used[a] {
			continue
		}
		for i := range used[a] {
			for t, c := range used[a][i] {
				if x.g.Horizon.Flow(x.s.Flow[a][t], t) < dryFlow {
					continue
				}
				now := x.leaves(a, i, t)
				worst = math.Max(worst, math.Abs(now-c)/math.Max(math.Max(now, c), m.targets.scale[i]/1000))
			}
		}
	}
	return worst
}

// flatten and unflatten turn concentrations by arc, indicator and step into one
// list and back.
func flatten(c [][][]float64) packed {
	var out packed
	for _, byIndicator := range c {
		for _, series := range byIndicator {
			out = append(out, series...)
		}
	}
	return out
}

func unflatten(flat packed, arcs, indicators int) [][][]float64 {
	out, steps := make([][][]float64, arcs), len(flat)/(arcs*indicators)
	for a := range out {
		out[a] = make([][]float64, indicators)
		for i := range out[a] {
			at := (a*indicators + i) * steps
			out[a][i] = flat[at : at+steps]
		}
	}
	return out
}
