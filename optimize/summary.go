package optimize

import (
	"cmp"
	"slices"

	"fenhu/network"
	"fenhu/network/drought"
	"fenhu/network/ensemble"
)

// EnsembleSummary is what the traces of an ensemble say together. Volumes are
// net [万m³], over the whole horizon unless they are series by step; traces count
// by their weights, and traces without a result not at all.
type EnsembleSummary struct {
	Traces     int             `json:"traces"`
	Failed     []FailedTrace   `json:"failed,omitempty"`
	Steps      []string        `json:"steps"`
	Tail       float64         `json:"tail"` // share of the worst traces that Worst values are the mean of [-]
	Total      GroupSummary    `json:"total"`
	Regions    []GroupSummary  `json:"regions"`
	Sectors    []GroupSummary  `json:"sectors"`
	Shortage   []Band          `json:"shortage"` // of all users, by step
	Reservoirs []StoreSummary  `json:"reservoirs"`
	Sections   []MissedSummary `json:"sections"`
	Plans      []PlanSummary   `json:"plans,omitempty"`
	Curve      []Exceedance    `json:"curve"` // of the total shortage
	Worst      []WorstTrace    `json:"worst"` // by total shortage
}

// FailedTrace is a trace without a result.
type FailedTrace struct {
	Name string `json:"name"`
	Why  string `json:"why"`
}

// GroupSummary is the shortage of some users.
type GroupSummary struct {
	ID            string    `json:"id"`
	Demand        float64   `json:"demand"`
	Restricted    float64   `json:"restricted,omitempty"` // expected, what drought plans do not admit
	Expected      float64   `json:"expected"`             // expected shortage
	Worst         float64   `json:"worst"`                // mean shortage of the worst traces (CVaR)
	Reliability   float64   `json:"reliability"`          // mean over the traces of m/(n+1), m steps supplied (RULES AL-08) [-]
	Resilience    float64   `json:"resilience"`           // mean over the traces [-]
	Vulnerability float64   `json:"vulnerability"`        // mean over the traces of the depth of failed steps [-]
	Probability   []float64 `json:"probability"`          // of a shortage, by step [-]
	ByStep        []float64 `json:"by_step"`              // expected shortage, by step
}

// Band is the quantiles of a number over the traces, at the exceedances 95, 75,
// 50, 25 and 5 %.
type Band [5]float64

// bandAt are the exceedances of a Band.
var bandAt = [5]float64{0.95, 0.75, 0.50, 0.25, 0.05}

// StoreSummary is the storage of a reservoir at the end of each step.
type StoreSummary struct {
	ID      string `json:"id"`
	Storage []Band `json:"storage"`
}

// MissedSummary is how often a section falls below its base flow.
type MissedSummary struct {
	ID          string    `json:"id"`
	Probability []float64 `json:"probability"` // by step [-]
	Expected    float64   `json:"expected"`    // expected deficit
}

// PlanSummary is the probability of each level of a drought plan.
type PlanSummary struct {
	ID          string       `json:"id"`
	Probability [][5]float64 `json:"probability"` // by step: none, Ⅳ, Ⅲ, Ⅱ, Ⅰ [-]
	// Reached is, by step, the probability that a level or a worse one was in force in
	// the step or before it, in the same order; that of none is 1 [-].
	Reached [][5]float64 `json:"reached"`
}

// Exceedance is a point of an exceedance curve.
type Exceedance = ensemble.Exceeded

// WorstTrace is one of the traces with the largest shortage.
type WorstTrace struct {
	Name     string  `json:"name"`
	Shortage float64 `json:"shortage"`
	Step     string  `json:"step"` // with the largest shortage
	InStep   float64 `json:"in_step"`
}

// The sizes of a summary.
const (
	worstTraces = 10
	curvePoints = 101
)

// Summarise tells what the traces of an outcome say together; tail is the share
// of the worst traces of GroupSummary.Worst, 0 = a tenth.
func Summarise(o *Outcome, tail float64) *EnsembleSummary {
	if tail <= 0 || tail > 1 {
		tail = 0.1
	}
	s := &summary{o: o, tail: tail}
	out := &EnsembleSummary{Traces: len(o.Traces), Steps: o.Steps, Tail: tail}
	for i := range o.Traces {
		t := &o.Traces[i]
		if t.Failed != "" {
			out.Failed = append(out.Failed, FailedTrace{t.Name, t.Failed})
			continue
		}
		s.traces = append(s.traces, t)
		s.weights = append(s.weights, t.Weight)
	}
	all := make([]int, len(o.Users))
	var regions, sectors []string
	for u := range o.Users {
		all[u] = u
		if !slices.Contains(regions, o.Users[u].Region) {
			regions = append(regions, o.Users[u].Region)
		}
	}
	for _, x := range network.Sectors() {
		if slices.ContainsFunc(o.Users, func(u OutcomeUser) bool { return u.Sector == x.ID }) {
			sectors = append(sectors, string(x.ID))
		}
	}
	out.Total = s.group("total", all)
	for _, id := range regions {
		out.Regions = append(out.Regions, s.group(id, s.users(func(u OutcomeUser) bool { return u.Region == id })))
	}
	for _, id := range sectors {
		out.Sectors = append(out.Sectors, s.group(id, s.users(func(u OutcomeUser) bool { return string(u.Sector) == id })))
	}
	short := s.shortages(all)
	out.Shortage = s.bands(func(k, t int) float64 { return short[k][t] })
	for i, id := range o.Reservoirs {
		out.Reservoirs = append(out.Reservoirs, StoreSummary{id, s.bands(func(k, t int) float64 { return float64(s.traces[k].Storage[i][t]) })})
	}
	for i := range o.Sections {
		out.Sections = append(out.Sections, s.section(i))
	}
	for i, id := range o.Plans {
		out.Plans = append(out.Plans, s.plan(id, i))
	}
	totals := make([]float64, len(short))
	for k := range short {
		totals[k] = sum(short[k])
		step := largestAt(short[k])
		out.Worst = append(out.Worst, WorstTrace{s.traces[k].Name, totals[k], o.Steps[step], short[k][step]})
	}
	out.Curve = ensemble.Distribute(totals, s.weights).Steps(curvePoints)
	slices.SortStableFunc(out.Worst, func(a, b WorstTrace) int { return cmp.Compare(b.Shortage, a.Shortage) })
	out.Worst = out.Worst[:min(worstTraces, len(out.Worst))]
	return out
}

type summary struct {
	o       *Outcome
	tail    float64
	traces  []*TraceOutcome // with a result
	weights []float64
}

func (s *summary) users(of func(OutcomeUser) bool) (out []int) {
	for u := range s.o.Users {
		if of(s.o.Users[u]) {
			out = append(out, u)
		}
	}
	return out
}

// shortages are what some users lack together, by trace and step [万m³].
func (s *summary) shortages(users []int) [][]float64 {
	out := matrix(len(s.traces), len(s.o.Steps))
	for k, trace := range s.traces {
		for t := range s.o.Steps {
			for _, u := range users {
				out[k][t] += s.o.Shortage(trace, u, t)
			}
		}
	}
	return out
}

// group sums up some users.
func (s *summary) group(id string, users []int) GroupSummary {
	g := GroupSummary{ID: id}
	steps := len(s.o.Steps)
	demand := make([]float64, steps)
	for _, u := range users {
		for t, d := range s.o.Users[u].Demand {
			demand[t] += float64(d)
		}
	}
	g.Demand = sum(demand)
	short := s.shortages(users)
	totals, restricted := make([]float64, len(short)), make([]float64, len(short))
	reliability, resilience, vulnerability := make([]float64, len(short)), make([]float64, len(short)), make([]float64, len(short))
	admitted, delivered := make([]float64, steps), make([]float64, steps)
	for k, trace := range s.traces {
		totals[k] = sum(short[k])
		for t := range steps {
			admitted[t] = demand[t]
			for _, u := range users {
				if trace.Restricted != nil {
					admitted[t] = max(0, admitted[t]-float64(trace.Restricted[u][t]))
					restricted[k] += float64(trace.Restricted[u][t])
				}
			}
			delivered[t] = max(0, admitted[t]-short[k][t])
		}
		r, err := drought.Measured(admitted, delivered, drought.ReliabilityOptions{})
		if err != nil {
			panic("optimize: " + err.Error()) // the series were made here
		}
		reliability[k], resilience[k], vulnerability[k] = r.Reliability, r.Resilience, r.Vulnerability
	}
	mean := func(v []float64) float64 { return ensemble.Distribute(v, s.weights).Mean() }
	d := ensemble.Distribute(totals, s.weights)
	g.Expected, g.Worst, g.Restricted = d.Mean(), d.Tail(s.tail), mean(restricted)
	g.Reliability, g.Resilience, g.Vulnerability = mean(reliability), mean(resilience), mean(vulnerability)
	tolerance := drought.DefaultTolerance().Value
	values := make([]float64, len(short))
	for t := range steps {
		for k := range short {
			values[k] = short[k][t]
		}
		at := ensemble.Distribute(values, s.weights)
		g.ByStep, g.Probability = append(g.ByStep, at.Mean()), append(g.Probability, at.Above(tolerance*demand[t]))
	}
	return g
}

// bands are the quantiles of a series over the traces.
func (s *summary) bands(value func(k, t int) float64) []Band {
	out := make([]Band, len(s.o.Steps))
	values := make([]float64, len(s.traces))
	for t := range out {
		for k := range values {
			values[k] = value(k, t)
		}
		d := ensemble.Distribute(values, s.weights)
		for i, p := range bandAt {
			out[t][i] = d.Quantile(p)
		}
	}
	return out
}

// section sums up a control section.
func (s *summary) section(i int) MissedSummary {
	x := MissedSummary{ID: s.o.Sections[i].ID}
	deficits, values := make([]float64, len(s.traces)), make([]float64, len(s.traces))
	tolerance := drought.DefaultTolerance().Value
	for t := range s.o.Steps {
		target := float64(s.o.Sections[i].Target[t])
		for k, trace := range s.traces {
			values[k] = max(0, target-float64(trace.Flow[i][t]))
			deficits[k] += values[k]
		}
		x.Probability = append(x.Probability, ensemble.Distribute(values, s.weights).Above(tolerance*target))
	}
	x.Expected = ensemble.Distribute(deficits, s.weights).Mean()
	return x
}

// plan sums up a drought plan.
func (s *summary) plan(id string, i int) PlanSummary {
	p := PlanSummary{ID: id, Probability: make([][5]float64, len(s.o.Steps)), Reached: make([][5]float64, len(s.o.Steps))}
	total := sum(s.weights)
	if total <= 0 {
		return p
	}
	for k, trace := range s.traces {
		worst := int8(0)
		for t := range s.o.Steps {
			worst = max(worst, trace.Drought[i][t])
			p.Probability[t][trace.Drought[i][t]] += s.weights[k] / total
			for l := range worst + 1 {
				p.Reached[t][l] += s.weights[k] / total
			}
		}
	}
	return p
}

// largestAt is the place of the largest value; 0 of none.
func largestAt(v []float64) int {
	at := 0
	for i, x := range v {
		if x > v[at] {
			at = i
		}
	}
	return at
}
