package ensemble

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"fenhu/network"
)

// Design says how bad a design drought is.
type Design struct {
	// Months is its duration, 1 to 120, from the first step of the horizon on.
	Months int `json:"months"`
	// P is the exceedance frequency [%] of the basin's inflow over that time: 95 is
	// a drought of the duration that comes in one of twenty such spans.
	P float64 `json:"p"`
}

// check returns every fault of the design for a horizon.
func (d Design) check(h network.Horizon) (wrong network.Faults) {
	index := calendarMonths(h)
	if held := index[len(index)-1] + 1; d.Months < 1 || d.Months > 120 || d.Months > held {
		wrong = append(wrong, network.Fault{Path: "design.months", Problem: said("历时 %d 个月不在 1 与 %d 之间", "a duration of %d months is not between 1 and %d", d.Months, min(120, held)), Remedy: network.Text{ZH: "历时不得超过计算期", EN: "it must fit into the calendar"}})
	}
	if !(d.P >= 1 && d.P <= 99.9) {
		wrong = append(wrong, network.Fault{Path: "design.p", Problem: said("频率 %g 不在 1 与 99.9 之间", "the frequency %g is not between 1 and 99.9", d.P), Remedy: network.Text{ZH: "填写百分数，如 95", EN: "write a percentage such as 95"}})
	}
	return wrong
}

// DesignDrought makes droughts of one duration and severity. Severity is the
// deficit of the basin's inflow over the duration below its mean (run theory,
// Yevjevich 1967); for a given duration it falls as the inflow rises, so that the
// exceedance of the one is that of the other. pool are the traces to judge by: the
// volume of the drought is their quantile at P (m/(n+1), RULES DR-01). The traces
// nearest to it give the courses in time and place, scaled by one ratio each so that
// the volume is exact; after the drought they go on unscaled.
//
// It returns the given number of traces, fewer when the pool is smaller, and the
// volume [万m³] over the duration.
func DesignDrought(pool *Set, h network.Horizon, d Design, traces int) (*Set, float64, error) {
	if wrong := d.check(h); len(wrong) > 0 {
		return nil, 0, wrong
	}
	index := calendarMonths(h)
	end := 0
	for end < h.Len() && index[end] < d.Months {
		end++
	}
	type candidate struct {
		at     int
		volume float64
	}
	all := make([]candidate, len(pool.Traces))
	for k := range pool.Traces {
		all[k].at = k
		for i := range pool.Nodes {
			for _, v := range pool.Traces[k].Inflow[i][:end] {
				all[k].volume += v
			}
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Compare(b.volume, a.volume) })
	if rank := float64(len(all)+1) * (1 - d.P/100); rank < 1 || float64(len(all)+1)-rank < 1 {
		return nil, 0, network.Faults{{Path: "design.p", Problem: said("%d 条过程不足以确定频率 %g%%", "%d traces are too few for a frequency of %g %%", len(all), d.P), Remedy: network.Text{ZH: "减小频率，或采用更多过程", EN: "choose a frequency nearer to 50 %, or more traces"}}}
	}
	rank := d.P/100*float64(len(all)+1) - 1 // from 0, wettest first
	low := int(math.Floor(rank))
	high := min(low+1, len(all)-1)
	volume := all[low].volume + (rank-float64(low))*(all[high].volume-all[low].volume)
	slices.SortStableFunc(all, func(a, b candidate) int {
		return cmp.Compare(math.Abs(a.volume-volume), math.Abs(b.volume-volume))
	})
	out := &Set{Nodes: pool.Nodes}
	for _, c := range all[:min(traces, len(all))] {
		if c.volume <= 0 && volume > 0 {
			continue // nothing to scale
		}
		ratio := 1.0
		if c.volume > 0 {
			ratio = volume / c.volume
		}
		from := &pool.Traces[c.at]
		t := Trace{Name: fmt.Sprintf("P%g-%s", d.P, from.Name), Weight: 1}
		for i := range pool.Nodes {
			series := slices.Clone(from.Inflow[i])
			for k := range series[:end] {
				series[k] *= ratio
			}
			t.Inflow = append(t.Inflow, series)
		}
		out.Traces = append(out.Traces, t)
	}
	return out, volume, nil
}
