package network

import "math"

// MinOutflow is water that must be left to those downstream: a wall, unlike the
// base flow of a section. It is either a flow by month, a volume a year, or a
// share of the natural inflow of the listed catchments.
type MinOutflow struct {
	RuleBase
	At       string   `json:"at" req:"true" doc:"outlet, section or reach" zh:"断面"`
	MinM3s   Quantity `json:"min_m3s" unit:"m³/s" min:"0" max:"1e5" doc:"least flow by month" zh:"最小下泄流量"`
	Annual   Quantity `json:"min_annual" unit:"万m³/a" min:"0" max:"1e8" doc:"least volume a year" zh:"最小年下泄量"`
	MinShare Quantity `json:"min_share" unit:"-" min:"0" max:"1" doc:"least share of the natural inflow, by month" zh:"占天然来水最小比例"`
	Of       []string `json:"of" doc:"inflow nodes that min_share refers to" zh:"来水节点"`
}

func (r *MinOutflow) check(c *checker) {
	checkFlow(c, "at", Flow{Node: r.At})
	if !r.MinM3s.IsSet() && !r.Annual.IsSet() && !r.MinShare.IsSet() {
		c.fault("min_m3s", Text{"没有下限", "has no limit"}, Text{"填写 min_m3s、min_annual 或 min_share", "give min_m3s, min_annual or min_share"})
	}
	if r.MinShare.IsSet() && len(r.Of) == 0 {
		c.fault("of", Text{"min_share 没有说明占哪些来水的比例", "min_share does not say of which inflow"}, Text{"填写 of", "give of"})
	}
	checkInflows(c, "of", r.Of)
}

func (r *MinOutflow) lower(b *builder) {
	l := Limit{ID: r.ID, Kind: r.Kind, Path: b.path, Name: r.Name(), Terms: b.flowTerms([]Flow{{Node: r.At}}), Price: true, Max: math.Inf(1)}
	year := b.n.PlanningYear
	if r.MinM3s.IsSet() || r.MinShare.IsSet() {
		for t, s := range b.h.Steps {
			least := b.h.Volume(r.MinM3s.At(year, s.Month), t)
			least = math.Max(least, r.MinShare.At(year, s.Month)*b.inflowOf(r.Of, t))
			l.From, l.To, l.Min = t, t+1, least
			b.g.Limits = append(b.g.Limits, l)
		}
	}
	if r.Annual.IsSet() {
		at := len(b.g.Limits)
		b.yearly(l, r.Annual.Mean(year), 0)
		for i := at; i < len(b.g.Limits); i++ { // turn ≤ into ≥
			b.g.Limits[i].Min, b.g.Limits[i].Max = b.g.Limits[i].Max, math.Inf(1)
		}
	}
}
