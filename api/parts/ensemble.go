package parts

import (
	"slices"
	"time"

	"fenhu/network"
	"fenhu/optimize"
)

// Ensemble is the one part of the result of an ensemble run, an Outlook. Such a run
// has no other parts.
const Ensemble Name = "ensemble"

// Outlook is what the traces of an ensemble run say together, with what a
// table, a figure, an alert or a brief needs to name it.
type Outlook struct {
	Basin  optimize.BasinInfo `json:"basin"`
	Year   int                `json:"year"`
	Source string             `json:"source"` // kind of the traces
	From   string             `json:"from"`   // the day from which days are counted
	Ends   []string           `json:"ends"`   // the last day of each step
	// Names are the names of regions, sectors, reservoirs, sections and plans by id.
	Names map[string]network.Text `json:"names"`
	// Lines are the dead and the normal storage of each reservoir, in the order of reservoirs [万m³].
	Lines []StorageLine `json:"lines"`
	// Rates are the shortage rates whose chances are told, in percent, and Chances is of
	// each region, in the order of regions, and each step the probability that the rate
	// from the first step to the end of this one is more than each of Rates [-].
	Rates   []float64     `json:"rates"`
	Chances [][][]float64 `json:"chances"`
	optimize.EnsembleSummary
}

// StorageLine is what bounds the storage of a reservoir [万m³].
type StorageLine struct {
	Dead   float64 `json:"dead"`
	Normal float64 `json:"normal"`
}

// Rates are the shortage rates whose chances an Outlook tells [%].
func Rates() []float64 { return []float64{1, 2, 5, 10, 15, 20, 25, 30, 40, 50} }

// NewOutlook sums up the traces of an ensemble run of a network.
func NewOutlook(n *network.Network, o *optimize.Outcome, kind, from string, tail float64) *Outlook {
	out := &Outlook{
		Basin: optimize.BasinInfo{ID: n.ID, NameZH: n.NameZH, NameEN: n.NameEN, Hash: o.Hash}, Year: n.PlanningYear, Source: kind, From: from,
		Rates: Rates(), EnsembleSummary: *optimize.Summarise(o, tail),
	}
	if h, err := n.Horizon(); err == nil { // it made the steps of o
		for _, s := range h.Steps {
			out.Ends = append(out.Ends, s.Start.AddDate(0, 0, s.Days-1).Format(time.DateOnly))
		}
	}
	if out.From == "" && len(out.Steps) > 0 {
		out.From = out.Steps[0]
	}
	out.Names = NamesOf(n, &out.EnsembleSummary)
	for _, r := range out.Reservoirs {
		var line StorageLine
		if x, ok := n.NodeByID(r.ID).(*network.Reservoir); ok {
			line = StorageLine{x.Dead, x.Normal}
		}
		out.Lines = append(out.Lines, line)
	}
	for i := range out.Regions {
		out.Chances = append(out.Chances, chances(o, out.Regions[i].ID, out.Rates))
	}
	return out
}

// NamesOf names everything that a summary has an id of.
func NamesOf(n *network.Network, o *optimize.EnsembleSummary) map[string]network.Text {
	names := map[string]network.Text{}
	for _, r := range o.Regions {
		if x := n.RegionByID(r.ID); x != nil {
			names[r.ID] = x.Name()
		}
	}
	for _, s := range network.Sectors() {
		if slices.ContainsFunc(o.Sectors, func(g optimize.GroupSummary) bool { return g.ID == string(s.ID) }) {
			names[string(s.ID)] = s.Name
		}
	}
	node := func(id string) {
		if x := n.NodeByID(id); x != nil {
			names[id] = x.Info().Name()
		}
	}
	for _, r := range o.Reservoirs {
		node(r.ID)
	}
	for _, s := range o.Sections {
		node(s.ID)
	}
	return names
}

// chances are the probabilities that the shortage rate of a region up to each
// step is more than each of rates.
func chances(o *optimize.Outcome, region string, rates []float64) [][]float64 {
	out := make([][]float64, len(o.Steps))
	for t := range out {
		out[t] = make([]float64, len(rates))
	}
	total := 0.0
	for k := range o.Traces {
		if o.Traces[k].Failed == "" {
			total += o.Traces[k].Weight
		}
	}
	if total <= 0 {
		return out
	}
	for k := range o.Traces {
		trace := &o.Traces[k]
		if trace.Failed != "" {
			continue
		}
		short, demand := 0.0, 0.0
		for t := range o.Steps {
			for u := range o.Users {
				if o.Users[u].Region == region {
					short += o.Shortage(trace, u, t)
					demand += float64(o.Users[u].Demand[t])
				}
			}
			for i, r := range rates {
				if demand > 0 && 100*short > r*demand {
					out[t][i] += trace.Weight
				}
			}
		}
	}
	for t := range out {
		for i := range out[t] {
			out[t][i] /= total
		}
	}
	return out
}

// Within is the last step of which a part lies within some days from the day From
// on; the last of all for 0 days.
func (o *Outlook) Within(days int) (step int, ok bool) {
	if days == 0 {
		return len(o.Ends) - 1, len(o.Ends) > 0
	}
	from, err := time.Parse(time.DateOnly, o.From)
	if err != nil {
		return 0, false
	}
	end := from.AddDate(0, 0, days-1).Format(time.DateOnly)
	for t := range o.Ends {
		if t < len(o.Steps) && o.Steps[t] <= end {
			step, ok = t, true
		}
	}
	return step, ok
}
