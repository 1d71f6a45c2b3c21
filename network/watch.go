package network

import "math"

// Watch runs the drought plans of a graph through the steps of a run: Decide
// before a window, Apply to the window's graph, Observe after each step that is
// kept. It knows nothing but what it was told, so it sees no future. The zero
// cost of a graph without plans is a nil Watch, on which all methods do nothing.
// A Watch serves one run at a time; Reset makes it ready for the next.
type Watch struct {
	g     *Graph
	plans []planWatch
}

// Happened is what happened in one step, by the indices of the graph.
type Happened struct {
	Storage  []float64 // per vertex, at the end of the step; 0 without a store [万m³]
	Supply   []float64 // per supply; nil = as the graph has it [万m³]
	Wanted   []float64 // per want, after the plan's restriction [万m³]
	Received []float64 // per want [万m³]
}

// Crossing is a threshold that a change of level rests on.
type Crossing struct {
	Indicator int          // of the plan
	Level     DroughtLevel // whose threshold it is
	Enter     bool         // entered the level; false = left it
	Value     float64
	Threshold float64
}

// Decision is the level of a plan for the step that begins.
type Decision struct {
	Plan   *Plan
	Before DroughtLevel
	Level  DroughtLevel
	// Waits: the level would be left, but it has not lasted its least duration.
	Waits bool
	// Values are those of the indicators, NaN where one has none yet.
	Values []float64
	// Because are the thresholds of a change; empty without one. Values and
	// Because are valid until the next Decide.
	Because []Crossing
}

type planWatch struct {
	p       *Plan
	m       machine
	past    []history
	present []float64 // storage per indicator [万m³], NaN = none
	values  []float64
	because []Crossing
}

// history is a ring of the last steps of an indicator: part ÷ whole is its value.
type history struct {
	part, whole []float64
	count, at   int
	year        int
}

// Watch makes a watch for a run of the graph, nil where no plan is in force.
func (g *Graph) Watch() *Watch {
	if g.Response == nil {
		return nil
	}
	w := &Watch{g: g}
	for i := range g.Response.Plans {
		p := &g.Response.Plans[i]
		n := len(p.indicators)
		x := planWatch{p: p, past: make([]history, n), present: make([]float64, n), values: make([]float64, n)}
		for k := range x.past {
			size := p.indicators[k].periods
			if p.indicators[k].cumulative {
				size = 1
			}
			x.past[k].part, x.past[k].whole = make([]float64, size), make([]float64, size)
		}
		w.plans = append(w.plans, x)
	}
	w.Reset()
	return w
}

// Reset goes back to the start of the run: the plans' initial levels and the
// graph's initial storages.
func (w *Watch) Reset() {
	if w == nil {
		return
	}
	for i := range w.plans {
		x := &w.plans[i]
		x.m = machine{ladder: x.p.ladder, level: x.p.initial, since: -x.p.least[x.p.initial]}
		for k := range x.past {
			h := &x.past[k]
			clear(h.part)
			clear(h.whole)
			h.count, h.at, h.year = 0, 0, -1
			x.present[k] = 0
			for _, v := range x.p.indicators[k].stores {
				x.present[k] += w.g.Vertices[v].Store.Initial
			}
		}
	}
}

// Start sets the storages at the start of the run, per vertex, where they are
// not those of the graph [万m³].
func (w *Watch) Start(storage []float64) {
	if w == nil {
		return
	}
	for i := range w.plans {
		w.plans[i].store(storage)
	}
}

func (x *planWatch) store(storage []float64) {
	for k := range x.present {
		x.present[k] = 0
		for _, v := range x.p.indicators[k].stores {
			x.present[k] += storage[v]
		}
	}
}

// Plans is the number of plans.
func (w *Watch) Plans() int {
	if w == nil {
		return 0
	}
	return len(w.plans)
}

// Level is the level in force of plan i.
func (w *Watch) Level(i int) DroughtLevel { return w.plans[i].m.level }

// Decide moves plan i to its level for step t, the first of the window to come.
// Thresholds by month are those of the month of step t.
func (w *Watch) Decide(i, t int) Decision {
	x := &w.plans[i]
	month := w.g.Horizon.Steps[t].Month - 1
	limits := x.p.byMonth[month]
	for k := range x.values {
		x.values[k] = x.p.indicators[k].value(&x.past[k], x.present[k], month)
	}
	d := Decision{Plan: x.p, Before: x.m.level, Values: x.values}
	d.Waits = x.m.decide(t, x.values, limits)
	d.Level = x.m.level
	x.because = x.because[:0]
	if d.Level != d.Before {
		enter, level := d.Level > d.Before, d.Before
		if enter {
			level = d.Level
		}
		for k := range limits {
			if !limits[k].speaks(level, x.values[k]) || enter != limits[k].entered(level, x.values[k]) || !enter && limits[k].held(level, x.values[k]) {
				continue
			}
			c := Crossing{Indicator: k, Level: level, Enter: enter, Value: x.values[k], Threshold: limits[k].enter[level]}
			if !enter {
				c.Threshold = limits[k].exit[level]
			}
			x.because = append(x.because, c)
		}
	}
	d.Because = x.because
	return d
}

// value is that of an indicator before a step of a month, NaN = none yet.
func (x *indicator) value(h *history, storage float64, month int) float64 {
	if x.wants == nil && x.supplies == nil {
		if len(x.stores) == 0 || x.divisor[month] <= 0 {
			return math.NaN()
		}
		return (storage - x.dead) / x.divisor[month]
	}
	part, whole := 0.0, 0.0
	for i := range h.part {
		part += h.part[i]
		whole += h.whole[i]
	}
	if h.count == 0 || !x.cumulative && h.count < x.periods {
		return math.NaN()
	}
	if whole <= 0 {
		if x.supplies != nil {
			return math.NaN()
		}
		return 0 // nothing was wanted, nothing is short
	}
	return part / whole
}

// Observe tells the watch what happened in step t. Steps come in order.
func (w *Watch) Observe(t int, now Happened) {
	if w == nil {
		return
	}
	for i := range w.plans {
		x := &w.plans[i]
		x.store(now.Storage)
		for k := range x.past {
			part, whole, ok := x.p.indicators[k].counts(w.g, t, now)
			if ok {
				x.past[k].add(part, whole, x.p.indicators[k].cumulative, w.g.Horizon.Steps[t].Year)
			}
		}
	}
}

// counts are the part and the whole that a step adds to an indicator.
func (x *indicator) counts(g *Graph, t int, now Happened) (part, whole float64, ok bool) {
	for _, i := range x.supplies {
		if now.Supply != nil {
			part += now.Supply[i]
		} else {
			part += g.Supplies[i].Volume[t]
		}
	}
	if x.supplies != nil {
		return part, x.normal[t], true
	}
	for _, i := range x.wants {
		demand := 0.0
		for b := range g.Wants[i].Bands {
			demand += g.Wants[i].Bands[b].Volume[t]
		}
		whole += demand
		if x.measure == MeasureShortage {
			demand = now.Wanted[i]
		}
		part += math.Max(0, demand-now.Received[i])
	}
	return part, whole, x.wants != nil
}

func (h *history) add(part, whole float64, cumulative bool, year int) {
	if cumulative && year != h.year {
		h.part[0], h.whole[0], h.count = 0, 0, 0
	}
	h.year = year
	if cumulative {
		h.part[0] += part
		h.whole[0] += whole
	} else {
		h.part[h.at], h.whole[h.at] = part, whole
		h.at = (h.at + 1) % len(h.part)
	}
	h.count = min(h.count+1, 1<<30)
}

// Apply puts the measures of the levels in force on the graph of a window, once:
// the graph must be fresh from the one that the watch belongs to, with the same
// indices, and its slices are written. It changes volumes, bounds and prices,
// and adds the levels of reserves; which levels, rows and columns there are is
// the same at every drought level.
func (w *Watch) Apply(window *Graph) {
	if w == nil {
		return
	}
	window.Levels = w.g.Response.Levels
	for i := range w.plans {
		x := &w.plans[i]
		x.p.measures[x.m.level].apply(window)
	}
}

func (m *measures) apply(g *Graph) {
	steps := g.Horizon.Steps
	for i := range m.cuts {
		c := &m.cuts[i]
		bands := g.Wants[c.want].Bands
		for t := range steps {
			restrict(bands, t, c.factor[steps[t].Month-1])
		}
	}
	for _, x := range m.arcs {
		a := &g.Arcs[x.arc]
		if a.Max == nil {
			a.Max = make([]float64, len(steps))
			for t := range a.Max {
				a.Max[t] = math.Inf(1)
			}
		}
		for t := range steps {
			if x.share == 0 {
				a.Max[t] = 0
			}
			a.Max[t] *= x.share
			if a.Min != nil {
				a.Min[t] = math.Min(a.Min[t], a.Max[t])
			}
		}
	}
	for _, x := range m.limits {
		l := &g.Limits[x.limit]
		switch {
		case len(l.Terms) == 0: // outside the window
		case x.lower && math.IsInf(x.change, 1):
			l.Min = negInf
		case x.lower:
			l.Min += x.change
		default:
			l.Max = math.Max(math.Min(0, l.Max), l.Max+x.change)
		}
	}
	for _, x := range m.prefer {
		a := &g.Arcs[x.arc]
		if a.Cost == nil {
			a.Cost = make([]float64, len(steps))
		}
		for t := range a.Cost {
			a.Cost[t] += x.price
		}
	}
	for i := range m.reserve {
		m.reserve[i].apply(g)
	}
}

// restrict cuts the bands of a want in step t to a share of their sum, the last
// and least important first.
func restrict(bands []Band, t int, factor float64) {
	left := 0.0
	for i := range bands {
		left += bands[i].Volume[t]
	}
	left *= factor
	for i := range bands {
		v := math.Min(bands[i].Volume[t], left)
		bands[i].Volume[t] = v
		left -= v
	}
}

// apply holds the reserve in a window. What is available at the end of its
// first step is what is stored and what nature brings straight to the reservoir
// in that step; kept in each step is the same share of what the step before kept
// and of the inflow.
func (r *reserve) apply(g *Graph) {
	s := g.Vertices[r.vertex].Store
	least := s.Reserves[r.slot].Least
	kept := s.Initial - r.dead
	for t := range least {
		v := r.least[g.Horizon.Steps[t].Month-1]
		if r.keep > 0 {
			inflow := 0.0
			for i := range g.Supplies {
				if g.Supplies[i].To == r.vertex {
					inflow += g.Supplies[i].Volume[t]
				}
			}
			kept = r.keep * math.Max(0, kept+inflow)
			v = r.dead + kept
		}
		least[t] = math.Max(least[t], math.Min(v, s.Max[t]))
	}
}
