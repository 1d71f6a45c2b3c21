package network

import "fenhu/network/frequency"

// Inflow is the natural runoff of a catchment, or a spring. Its water enters
// whether it is wanted or not.
//
// The annual runoff of a design year is the Pearson-III quantile of its
// exceedance frequency P (RULES DR-03), spread over the months by the profile.
type Inflow struct {
	Base
	To       string    `json:"to" req:"true" doc:"node that receives the water" zh:"汇入节点"`
	Origin   Origin    `json:"origin" enum:"origins" doc:"what the water counts as (default surface)" zh:"水源类别"`
	Annual   Quantity  `json:"annual" unit:"万m³/a" min:"0" max:"1e8" doc:"long-term mean annual runoff" zh:"多年平均径流量"`
	Cv       float64   `json:"cv" unit:"-" min:"0" max:"3" doc:"coefficient of variation of the annual runoff" zh:"变差系数"`
	Cs       float64   `json:"cs" unit:"-" min:"0" max:"10" doc:"coefficient of skew; 0 = twice Cv" zh:"偏态系数"`
	Profile  string    `json:"profile" doc:"monthly distribution" zh:"月分配"`
	P        *float64  `json:"p" unit:"%" min:"0" max:"99.9" doc:"own exceedance frequency, 0 = mean; left out = the run's" zh:"来水频率"`
	Factor   float64   `json:"factor" unit:"-" min:"1e-6" max:"100" doc:"multiplies the inflow; left out = 1" zh:"倍比"`
	Off      bool      `json:"off" doc:"no inflow at all" zh:"停用"`
	Observed *Observed `json:"observed" doc:"observed series" zh:"实测系列"`
}

func (x *Inflow) check(c *checker) {
	c.ref("to", x.To, inlet)
	if !x.Annual.IsSet() && x.Observed == nil {
		c.fault("annual", Text{"没有来水量", "has no runoff"}, Text{"填写 annual（多年平均径流量，万m³）或 observed（实测系列）", "give annual (mean runoff, 万m³) or observed (a series)"})
	}
	if x.Annual.IsSet() {
		if x.Profile == "" {
			c.fault("profile", Text{"没有月分配", "has no monthly distribution"}, Text{"填写 profile", "give profile"})
		} else {
			c.profile("profile", x.Profile)
		}
	}
	if x.Cv == 0 && c.n.Hydrology.P > 0 && !c.n.Hydrology.Observed && x.Annual.IsSet() {
		c.warn("cv", Text{"没有变差系数，各频率来水都取多年平均值", "has no Cv, so every frequency gets the mean"}, Text{"填写 cv", "give cv"})
	}
	if c.n.Hydrology.Observed && x.Observed == nil {
		c.fault("observed", Text{"没有实测系列，而计算要求采用实测系列", "has no observed series, but the run asks for it"}, Text{"补充 observed，或改用设计频率 P", "give observed, or run with a design frequency P"})
	}
	if x.Observed != nil {
		c.observed("observed", x.Observed)
	}
}

// annual is the annual runoff [万m³] of the run's design year.
func (x *Inflow) annual(n *Network) float64 {
	mean := x.Annual.Mean(n.PlanningYear)
	p := n.Hydrology.P
	if x.P != nil {
		p = *x.P
	}
	if p == 0 || x.Cv == 0 {
		return mean
	}
	cs := x.Cs
	if cs == 0 {
		cs = 2 * x.Cv
	}
	return frequency.Pearson3{Mean: mean, Cv: x.Cv, Cs: cs}.RunoffQuantile(p / 100)
}

func (x *Inflow) points(*builder) {}

func (x *Inflow) connect(b *builder) {
	to := b.inlet(x.To)
	supply := make([]float64, b.h.Len())
	factor := x.Factor
	if factor == 0 {
		factor = 1
	}
	switch {
	case x.Off:
	case b.n.Hydrology.Observed && x.Observed != nil:
		x.Observed.fill(b.h, supply)
	default:
		annual := x.annual(b.n)
		p := b.n.profile(x.Profile)
		for t := range supply {
			if p != nil {
				supply[t] = annual * p.Months[b.h.Steps[t].Month-1] * b.h.ShareOfMonth(t)
			}
		}
	}
	for t := range supply {
		supply[t] *= factor
	}
	origin := x.Origin
	if origin == "" {
		origin = Surface
	}
	b.supply(Supply{Node: x.ID, Role: RoleRunoff, To: to, Origin: OriginIndex(origin), Volume: supply})
}
