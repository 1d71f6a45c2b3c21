package optimize

import (
	"math"

	"fenhu/network"
)

// Drought is what a drought plan did in a run: its level in every period, why it
// changed, and what it restricted.
type Drought struct {
	ID     string `json:"id"`
	NameZH string `json:"name_zh"`
	NameEN string `json:"name_en"`
	Grade  string `json:"grade,omitempty"` // of the thresholds
	Source string `json:"source,omitempty"`
	// InForce is false in a run with foresight, which ignores plans: its decisions
	// rest on the future, which no plan may know.
	InForce    bool               `json:"in_force"`
	Indicators []DroughtIndicator `json:"indicators"`
	Levels     []DroughtLevel     `json:"levels"`
	Periods    []DroughtPeriod    `json:"periods"`
}

// DroughtIndicator names an indicator of a plan.
type DroughtIndicator struct {
	ID      string `json:"id"`
	NameZH  string `json:"name_zh"`
	NameEN  string `json:"name_en"`
	Measure string `json:"measure"`
	Unit    string `json:"unit"`
}

// DroughtLevel says what a level of the plan switches.
type DroughtLevel struct {
	Level      network.DroughtLevel `json:"level"`
	MeasuresZH string               `json:"measures_zh"`
	MeasuresEN string               `json:"measures_en"`
}

// DroughtPeriod is one period of a plan.
type DroughtPeriod struct {
	Level network.DroughtLevel `json:"level"`
	// Values are those of the indicators when the level was decided, nil where one
	// had none yet.
	Values  []*float64        `json:"values"`
	Because []DroughtCrossing `json:"because,omitempty"` // of a change of level
	// Waits: the level would have ended, but for its least duration.
	Waits bool `json:"waits,omitempty"`
	// Restriction and Shortage are net, at the users of the planned area and
	// outside it [万m³].
	Restriction float64 `json:"restriction"`
	Shortage    float64 `json:"shortage"`
}

// DroughtCrossing is a threshold that a change of level rests on.
type DroughtCrossing struct {
	Indicator string               `json:"indicator"`
	Level     network.DroughtLevel `json:"level"`
	Enter     bool                 `json:"enter"` // entered; false = left
	Value     float64              `json:"value"`
	Threshold float64              `json:"threshold"`
}

// response runs the drought plans of a rolling run.
type response struct {
	watch *network.Watch
	now   network.Happened
	out   []Drought
}

// newResponse lists the plans of a graph; they act in a rolling run only.
func newResponse(g *network.Graph, inForce bool) *response {
	if g.Response == nil {
		return nil
	}
	r := new(response)
	if inForce {
		r.watch = g.Watch()
		r.now = network.Happened{Storage: make([]float64, len(g.Vertices)), Wanted: make([]float64, len(g.Wants)), Received: make([]float64, len(g.Wants))}
	}
	for i := range g.Response.Plans {
		rule := g.Response.Plans[i].Rule
		d := Drought{ID: rule.ID, NameZH: rule.Name().ZH, NameEN: rule.Name().EN, Grade: rule.Grade, Source: rule.Source, InForce: inForce}
		d.Indicators, d.Levels, d.Periods = []DroughtIndicator{}, []DroughtLevel{}, []DroughtPeriod{}
		for k := range rule.Indicators {
			x := &rule.Indicators[k]
			d.Indicators = append(d.Indicators, DroughtIndicator{x.ID, x.Name().ZH, x.Name().EN, x.Measure, x.Unit()})
		}
		for _, l := range network.DroughtLevels() {
			text := g.Response.Plans[i].Describe(l)
			d.Levels = append(d.Levels, DroughtLevel{l, text.ZH, text.EN})
		}
		r.out = append(r.out, d)
	}
	return r
}

// droughts are the plans of the run for its result.
func (e *engine) droughts() []Drought {
	if e.response == nil || e.diagnosis != nil {
		return nil
	}
	return e.response.out
}

// before decides the levels of the window that starts at step at, by what
// happened before it, and puts their measures on its graph.
func (r *response) before(w *network.Graph, at, keep int) {
	if r == nil || r.watch == nil {
		return
	}
	for i := range r.out {
		d := r.watch.Decide(i, at)
		p := DroughtPeriod{Level: d.Level, Waits: d.Waits}
		for _, v := range d.Values {
			if math.IsNaN(v) {
				p.Values = append(p.Values, nil)
			} else {
				p.Values = append(p.Values, &v)
			}
		}
		for _, c := range d.Because {
			p.Because = append(p.Because, DroughtCrossing{d.Plan.Rule.Indicators[c.Indicator].ID, c.Level, c.Enter, c.Value, c.Threshold})
		}
		r.out[i].Periods = append(r.out[i].Periods, p)
		for range keep - 1 { // no decision within a window
			r.out[i].Periods = append(r.out[i].Periods, DroughtPeriod{Level: d.Level, Values: p.Values, Waits: p.Waits})
		}
	}
	r.watch.Apply(w)
}

// after tells the plans what the kept steps of a window brought.
func (r *response) after(g *network.Graph, s *State, at, keep int) {
	if r == nil || r.watch == nil {
		return
	}
	for t := at; t < at+keep; t++ {
		for v := range g.Vertices {
			if s.Storage[v] != nil {
				r.now.Storage[v] = s.Storage[v][t]
			}
		}
		restriction, short := 0.0, 0.0
		for w := range g.Wants {
			r.now.Wanted[w] = target(&g.Wants[w], t) - s.restricted(w, t)
			r.now.Received[w] = s.met(w, t)
			if g.Wants[w].Capped {
				restriction += s.restricted(w, t)
				short += shortage(r.now.Wanted[w], r.now.Received[w])
			}
		}
		for i := range r.out {
			r.out[i].Periods[t].Restriction, r.out[i].Periods[t].Shortage = clean(restriction), clean(short)
		}
		r.watch.Observe(t, r.now)
	}
}

// levels are those of all plans in step at, one byte each.
func (r *response) levels(at int) string {
	var b []byte
	for i := range r.out {
		b = append(b, byte(r.out[i].Periods[at].Level)) //nolint:gosec // 0 to 4
	}
	return string(b)
}

// restrictions keeps what the graph of a window admits less than the whole one,
// for its first n steps.
func (s *State) restrictions(g, window *network.Graph, at, n int) {
	if g.Response == nil {
		return
	}
	if s.Restricted == nil {
		s.Restricted = make([][][]float64, len(g.Wants))
		for w := range g.Wants {
			s.Restricted[w] = matrix(len(g.Wants[w].Bands), g.Horizon.Len())
		}
	}
	for w := range g.Wants {
		for b := range g.Wants[w].Bands {
			for t := range n {
				s.Restricted[w][b][at+t] = clean(g.Wants[w].Bands[b].Volume[at+t] - window.Wants[w].Bands[b].Volume[t])
			}
		}
	}
}

// restricted is what a drought plan does not admit of a want in a step [万m³].
func (s *State) restricted(w, t int) float64 {
	if s.Restricted == nil {
		return 0
	}
	sum := 0.0
	for b := range s.Restricted[w] {
		sum += s.Restricted[w][b][t]
	}
	return sum
}

// restrictedBand is the part of one band.
func (s *State) restrictedBand(w, b, t int) float64 {
	if s.Restricted == nil {
		return 0
	}
	return s.Restricted[w][b][t]
}
