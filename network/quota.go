package network

import (
	"math"
	"slices"
)

// Quota limits a sum of flows: an annual or rolling quota, or a joint capacity
// in every step.
//
//	Σ factor·flow over the period ≤ max
type Quota struct {
	RuleBase
	Flows     []Flow   `json:"flows" req:"true" doc:"flows that count" zh:"计量流量"`
	Period    string   `json:"period" enum:"year|rolling|step" doc:"period of the limit (default year)" zh:"周期"`
	Window    int      `json:"window" min:"1" max:"3660" doc:"steps of a rolling quota (default a year)" zh:"滚动时段数"`
	YearStart int      `json:"year_start" min:"1" max:"12" doc:"first month of the quota's year: 7 for the Yellow River (default the calendar's)" zh:"指标年起始月"`
	Max       Quantity `json:"max" unit:"万m³" min:"0" max:"1e8" doc:"largest volume of the period" zh:"指标"`
	MaxM3s    Quantity `json:"max_m3s" unit:"m³/s" min:"0" max:"1e5" doc:"largest flow, for period step" zh:"最大流量"`
	MaxShare  float64  `json:"max_share" unit:"-" min:"0" max:"1" doc:"largest share of the inflow of the nodes in of, for period step" zh:"占来水最大比例"`
	Of        []string `json:"of" doc:"inflow nodes that max_share refers to" zh:"来水节点"`
}

func (r *Quota) check(c *checker) {
	checkFlows(c, "flows", r.Flows)
	if r.Period == "step" {
		if !r.MaxM3s.IsSet() && r.MaxShare == 0 {
			c.fault("max_m3s", Text{"逐时段指标没有上限", "a quota by step has no limit"}, Text{"填写 max_m3s（m³/s）或 max_share", "give max_m3s (m³/s) or max_share"})
		}
	} else if !r.Max.IsSet() {
		c.fault("max", Text{"没有指标数值", "has no limit"}, Text{"填写 max（万m³）", "give max (万m³)"})
	}
	if r.MaxShare > 0 && len(r.Of) == 0 {
		c.fault("of", Text{"max_share 没有说明占哪些来水的比例", "max_share does not say of which inflow"}, Text{"填写 of", "give of"})
	}
	checkInflows(c, "of", r.Of)
}

func (r *Quota) lower(b *builder) {
	l := Limit{ID: r.ID, Kind: r.Kind, Path: b.path, Name: r.Name(), Terms: b.flowTerms(r.Flows), Price: true, Min: negInf}
	year := b.n.PlanningYear
	switch r.Period {
	case "step":
		for t, s := range b.h.Steps {
			most := math.Inf(1)
			if r.MaxM3s.IsSet() {
				most = b.h.Volume(r.MaxM3s.At(year, s.Month), t)
			}
			if r.MaxShare > 0 {
				most = math.Min(most, r.MaxShare*b.inflowOf(r.Of, t))
			}
			l.From, l.To, l.Max = t, t+1, most
			b.g.Limits = append(b.g.Limits, l)
		}
	case "rolling":
		window := r.Window
		if window == 0 {
			window = b.h.Kind.PerYear()
		}
		for to := min(window, b.h.Len()); to <= b.h.Len(); to++ {
			l.From, l.To, l.Max = max(0, to-window), to, r.Max.Mean(year)
			b.g.Limits = append(b.g.Limits, l)
		}
	default:
		b.yearly(l, r.Max.Mean(year), r.YearStart)
	}
}

// inflowOf is the natural inflow [万m³] of the listed nodes in step t.
func (b *builder) inflowOf(ids []string, t int) float64 {
	sum := 0.0
	for _, s := range b.g.Supplies {
		if slices.Contains(ids, s.Node) {
			sum += s.Volume[t]
		}
	}
	return sum
}
