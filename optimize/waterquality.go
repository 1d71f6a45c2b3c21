package optimize

import (
	"fenhu/network"
	wq "fenhu/network/quality"
)

// WaterQuality is what became of the loads of a plan; SectionQuality is what it
// does to the rivers.
type WaterQuality struct {
	Indicators []wq.Indicator `json:"indicators"`
	Loads      []LoadLedger   `json:"loads"`
	// Residual is the largest error of the load balance of a vertex and step,
	// relative to 1 t and what comes in.
	Residual float64 `json:"residual"`
	// Pursued says that the plan holds sections to their targets; Ignored that the
	// document asks for it and a rolling run does not do it.
	Pursued bool    `json:"pursued"`
	Ignored bool    `json:"ignored,omitempty"`
	Rounds  *Rounds `json:"rounds,omitempty"`
	Grade   string  `json:"grade,omitempty"` // of the weakest figure of water quality
	Source  string  `json:"source,omitempty"`
}

// SectionQuality is a control section by period. A period without flow is not
// assessed: its class is 0.
type SectionQuality struct {
	ID          string             `json:"id"`
	NameZH      string             `json:"name_zh"`
	NameEN      string             `json:"name_en"`
	River       string             `json:"river"`
	Responsible string             `json:"responsible,omitempty"` // region
	TargetClass string             `json:"target_class,omitempty"`
	Grade       string             `json:"grade,omitempty"`
	FlowM3s     []float64          `json:"flow_m3s"`
	Values      []IndicatorQuality `json:"values"`
	Class       []wq.Class         `json:"class"`      // by the worst indicator; 0 = no flow
	By          []wq.Indicator     `json:"by"`         // that indicator
	MeanClass   wq.Class           `json:"mean_class"` // of the mean concentrations of the run
	Met         []bool             `json:"met"`        // all targets met
	Assessed    int                `json:"assessed"`   // periods with flow, of a section that has targets
	Attainment  float64            `json:"attainment"` // periods met ÷ assessed (RULES WQ-04); 1 where nothing is assessed
}

// IndicatorQuality is one pollutant at a section.
type IndicatorQuality struct {
	Indicator wq.Indicator `json:"indicator"`
	MgL       []float64    `json:"mgl"`                  // [mg/L]
	TargetMgL []float64    `json:"target_mgl,omitempty"` // nil = none
	Mean      float64      `json:"mean"`                 // of the periods with flow [mg/L]
	// Capacity is what the flow can still take up before it misses its target, below
	// zero what it carries too much: (T − C)·Q [t] (RULES WQ-07, mixed).
	Capacity []float64 `json:"capacity,omitempty"`
}

// dryFlow is the flow below which a section counts as dry and is not assessed
// [m³/s]: our assumption (grade D).
const dryFlow = 1e-3

// metTolerance is the relative error by which a concentration may exceed a target
// that a plan meets exactly.
const metTolerance = 1e-6

// waterQuality reads the quality of a run from its state, nil without indicators.
func (e *engine) waterQuality(n *network.Network) (*WaterQuality, []SectionQuality) {
	q := e.g.Quality
	if q == nil {
		return nil, nil
	}
	x := newConcentrations(e.g, e.state)
	out := &WaterQuality{
		Indicators: q.Indicators, Loads: x.loads(), Residual: x.residual(), Pursued: e.rounds != nil,
		Ignored: n.Quality.TargetAfter != "" && e.rounds == nil, Rounds: e.rounds, Grade: n.Quality.Grade, Source: n.Quality.Source,
	}
	var sections []SectionQuality
	for i := range q.Sections {
		if s, ok := n.NodeByID(q.Sections[i].Node).(*network.Section); ok {
			sections = append(sections, x.section(s, &q.Sections[i]))
		}
	}
	return out, sections
}

func (x *concentrations) section(s *network.Section, q *network.QualitySection) SectionQuality {
	steps := x.g.Horizon.Len()
	out := SectionQuality{
		ID: s.ID, NameZH: s.Name().ZH, NameEN: s.Name().EN, River: s.River, Responsible: s.Responsible, TargetClass: s.TargetClass, Grade: s.Grade,
		Class: make([]wq.Class, steps), By: make([]wq.Indicator, steps), Met: make([]bool, steps), Attainment: 1,
	}
	for t, v := range x.s.Flow[q.Arc] {
		out.FlowM3s = append(out.FlowM3s, x.g.Horizon.Flow(v, t))
	}
	for i, id := range x.q.Indicators {
		out.Values = append(out.Values, x.indicator(id, i, q, out.FlowM3s))
	}
	met, means := 0, map[wq.Indicator]float64{}
	for _, v := range out.Values {
		means[v.Indicator] = v.Mean
	}
	for t := range steps {
		if out.FlowM3s[t] < dryFlow {
			continue
		}
		values, held, all := map[wq.Indicator]float64{}, false, true
		for _, v := range out.Values {
			values[v.Indicator] = v.MgL[t]
			if v.TargetMgL != nil && v.TargetMgL[t] > 0 {
				held = true
				all = all && v.MgL[t] <= v.TargetMgL[t]*(1+metTolerance)
			}
		}
		out.Class[t], out.By[t] = wq.SectionClass(values)
		if held {
			out.Assessed++
			out.Met[t] = all
			if all {
				met++
			}
		}
	}
	if out.Assessed > 0 {
		out.Attainment = float64(met) / float64(out.Assessed)
	}
	if out.wet() {
		out.MeanClass, _ = wq.SectionClass(means)
	}
	return out
}

// wet says whether the section has flow in any period.
func (s *SectionQuality) wet() bool {
	for _, f := range s.FlowM3s {
		if f >= dryFlow {
			return true
		}
	}
	return false
}

// indicator is one pollutant at a section.
func (x *concentrations) indicator(id wq.Indicator, i int, q *network.QualitySection, flow []float64) IndicatorQuality {
	from := x.g.Arcs[q.Arc].From
	out := IndicatorQuality{Indicator: id, MgL: make([]float64, len(flow))}
	wet := 0.0
	for t := range flow {
		if flow[t] < dryFlow {
			continue
		}
		out.MgL[t] = x.c[from][i][t]
		out.Mean, wet = out.Mean+out.MgL[t], wet+1
	}
	if wet > 0 {
		out.Mean /= wet
	}
	if sum(q.Target[i]) == 0 {
		return out
	}
	out.TargetMgL, out.Capacity = q.Target[i], make([]float64, len(flow))
	for t := range flow {
		out.Capacity[t] = wq.Tonnes(x.s.Flow[q.Arc][t], q.Target[i][t]-out.MgL[t])
		if q.Target[i][t] == 0 || flow[t] < dryFlow {
			out.Capacity[t] = 0
		}
	}
	return out
}

// excess is the clean water that would dilute the sections to their targets [万m³].
func (x *concentrations) excess() float64 {
	total := 0.0
	for k := range x.q.Sections {
		s := &x.q.Sections[k]
		from := x.g.Arcs[s.Arc].From
		for i := range x.q.Indicators {
			for t, flow := range x.s.Flow[s.Arc] {
				if s.Target[i][t] == 0 {
					continue
				}
				if over := wq.Exceedance(x.c[from][i][t], s.Target[i][t]); over > metTolerance {
					total += flow * over
				}
			}
		}
	}
	return total
}
