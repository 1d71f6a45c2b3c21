package ensemble

import (
	"strconv"

	"fenhu/network"
)

// Sequential makes one trace of each year of a record, as the index-sequential
// method does: the trace of a year begins with the record's month of the horizon's
// first step in that year and goes on from there; where the record ends it goes on
// from its beginning. Run from today's storages it is position analysis: what
// would each year of the past do now (Hirsch, 1979).
//
// A trace is named by its year of origin. The record must hold whole years at
// least once; what is over a whole number of years at its end is used by the
// traces that reach it but does not wrap, so that months keep their season.
func Sequential(r *Record, h network.Horizon) (*Set, error) {
	first := offset(r, h)
	years := (r.Months() - first) / 12
	if years < 1 {
		return nil, network.Faults{fault("source", "", "实测系列不足一个完整年", "the record holds no whole year", "补充系列", "give a longer series")}
	}
	s := &Set{Nodes: r.Nodes}
	index := calendarMonths(h)
	for y := range years {
		origin := r.First.AddDate(0, first+12*y, 0)
		s.Traces = append(s.Traces, Trace{
			Name: strconv.Itoa(origin.Year()), Weight: 1,
			Inflow: spread(h, index, len(r.Nodes), func(i, m int) float64 {
				return r.Volume[i][first+(12*y+m)%(12*years)]
			}),
		})
	}
	return s, nil
}

// offset is the first month of the record that is the calendar month in which
// the horizon begins.
func offset(r *Record, h network.Horizon) int {
	return (h.Steps[0].Month - int(r.First.Month()) + 12) % 12
}

// calendarMonths numbers the month of each step, from 0 for the first step's.
func calendarMonths(h network.Horizon) []int {
	index := make([]int, h.Len())
	for t := range index {
		index[t] = monthsBetween(h.Steps[0].Start, h.Steps[t].Start)
	}
	return index
}

// spread lays monthly volumes [万m³] over the steps of a horizon by days.
func spread(h network.Horizon, index []int, nodes int, month func(node, m int) float64) [][]float64 {
	out := make([][]float64, nodes)
	flat := make([]float64, nodes*h.Len())
	for i := range out {
		out[i] = flat[i*h.Len() : (i+1)*h.Len()]
		for t, m := range index {
			out[i][t] = month(i, m) * h.ShareOfMonth(t)
		}
	}
	return out
}
