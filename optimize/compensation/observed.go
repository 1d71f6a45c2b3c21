package compensation

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"fenhu/network"
	"fenhu/network/quality"
)

// Observed is one value that was measured at a section.
type Observed struct {
	Section  string
	Quantity string    // an indicator [mg/L], class, flow [m³/s] or volume [万m³]
	At       time.Time // in the zone whose months count
	Value    *float64  // nil = none
	State    State     // empty = normal
	Revision int
	Source   string
}

// of is the figure of a month of twelve, or the only one.
func of(list []float64, month int) float64 {
	switch {
	case len(list) == 12:
		return list[month-1]
	case len(list) > 0:
		return list[0]
	}
	return 0
}

// series is a section's values of a month.
type series struct {
	sum, most float64
	n         int
	days      []float64
	state     map[State]int
}

// FromObservations makes the records of a year from values of any interval: a
// month's record is the mean of its values, its class the mean rounded up, its
// volume their sum, or the mean flow over the month where none was measured. Values
// flagged dry, frozen, suspended or removed do not count, dry ones as flow 0; a
// month is judged unless most of its values are flagged. The year before gives what
// was before, the section above what came in. Sections without an aim are left out.
func FromObservations(seen []Observed, aims map[string]Aim, year int) []Record {
	values := map[recordKey]map[string]*series{}
	cites := map[recordKey][]Cite{}
	sources := map[recordKey][]string{}
	ordered := slices.Clone(seen)
	slices.SortStableFunc(ordered, func(a, b Observed) int {
		return cmp.Or(cmp.Compare(a.Section, b.Section), cmp.Compare(a.Quantity, b.Quantity), a.At.Compare(b.At))
	})
	for _, x := range ordered {
		k := recordKey{x.Section, x.At.Year(), int(x.At.Month())}
		if values[k] == nil {
			values[k] = map[string]*series{}
		}
		s := values[k][x.Quantity]
		if s == nil {
			s = &series{state: map[State]int{}}
			values[k][x.Quantity] = s
		}
		state := x.State
		if state == "" {
			state = Normal
		}
		if x.Value == nil && state == Normal {
			continue // a gap says nothing
		}
		s.state[state]++
		value := x.Value
		if state == Dry && x.Quantity == "flow" {
			value = new(float64)
		}
		if value != nil && (state == Normal || state == Dry && x.Quantity == "flow") {
			s.sum, s.most, s.n, s.days = s.sum+*value, math.Max(s.most, *value), s.n+1, append(s.days, *value)
		}
		cites[k] = append(cites[k], Cite{Kind: CiteObservation, Node: x.Section, Quantity: x.Quantity, At: x.At.Format(time.RFC3339), Revision: x.Revision})
		if x.Source != "" && !slices.Contains(sources[k], x.Source) {
			sources[k] = append(sources[k], x.Source)
		}
	}
	var out []Record
	for k := range values {
		if _, known := aims[k.section]; known && k.year == year {
			out = append(out, monthly(k, values, cites[k], sources[k], aims))
		}
	}
	slices.SortFunc(out, func(a, b Record) int { return cmp.Or(cmp.Compare(a.Section, b.Section), cmp.Compare(a.Month, b.Month)) })
	return out
}

// monthly makes one record.
func monthly(k recordKey, values map[recordKey]map[string]*series, cites []Cite, sources []string, aims map[string]Aim) Record {
	aim, mine := aims[k.section], values[k]
	before := values[recordKey{k.section, k.year - 1, k.month}]
	above := values[recordKey{aim.Inflow, k.year, k.month}]
	r := Record{Section: k.section, Year: k.year, Month: k.month, State: stateOf(mine), Target: aim.class(), EcoFlow: of(aim.EcoFlow, k.month), Baseline: of(aim.Baseline, k.month), Cites: cites}
	mean := func(of map[string]*series, quantity string) *float64 {
		if s := of[quantity]; s != nil && s.n > 0 {
			v := s.sum / float64(s.n)
			return &v
		}
		return nil
	}
	class := func(of map[string]*series) quality.Class {
		if v := mean(of, "class"); v != nil {
			return quality.Class(math.Ceil(*v - tolerance))
		}
		found := map[quality.Indicator]float64{}
		for _, l := range quality.Standard() {
			if v := mean(of, string(l.Indicator)); v != nil {
				found[l.Indicator] = *v
			}
		}
		c, _ := quality.SectionClass(found)
		return c
	}
	r.Class, r.Before = class(mine), class(before)
	for _, l := range quality.Standard() {
		v := mean(mine, string(l.Indicator))
		if v == nil {
			continue
		}
		x := Reading{Indicator: l.Indicator, Value: *v, Inflow: mean(above, string(l.Indicator)), Before: mean(before, string(l.Indicator))}
		if c := aim.class(); c >= 1 && c <= 5 {
			x.Target = l.Class[c-1]
		}
		r.Readings = append(r.Readings, x)
	}
	flow := mean(mine, "flow")
	if flow != nil {
		r.Flow = *flow
		if days := mine["flow"].days; len(days) > 1 {
			r.DaysSeen = len(days)
			for _, d := range days {
				if d >= r.EcoFlow*(1-tolerance) {
					r.DaysMet++
				}
			}
		}
	}
	if flow == nil {
		r.EcoFlow = 0 // nothing to compare with it
	}
	switch s := mine["volume"]; {
	case s != nil && s.n > 0:
		r.Volume = s.sum
	case flow != nil:
		r.Volume = *flow * network.VolumePerDay * float64(Period{k.year, k.month}.Days())
	default:
		r.Baseline = 0
	}
	r.Source = join(sources)
	return r
}

// stateOf is the state of most values of a month, Normal where as many are.
func stateOf(of map[string]*series) State {
	count := map[State]int{}
	for _, s := range of {
		for state, n := range s.state {
			count[state] += n
		}
	}
	state, most := Normal, count[Normal]
	for _, x := range States() {
		if count[x] > most {
			state, most = x, count[x]
		}
	}
	if state == Normal {
		return ""
	}
	return state
}

// join lists sources, at most three.
func join(sources []string) string {
	text := ""
	for i, s := range sources {
		switch {
		case i == 3:
			return text + fmt.Sprintf("; … (%d)", len(sources))
		case i > 0:
			text += "; "
		}
		text += s
	}
	return text
}
