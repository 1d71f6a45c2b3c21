package network

import "fenhu/network/frequency"

// Inflow is the natural runoff of a catchment, or a spring. Its water enters
// whether it is wanted or not.
//
// The annual runoff of a design year is the Pearson-III quantile of its
// exceedance frequency P (RULES DR-03), spread over the months by the profile or
// like a typical year. A spring may be given as a flow instead, which is the
// same in every design year.
type Inflow struct {
	Base
	To            string         `json:"to" req:"true" doc:"node that receives the water" zh:"汇入节点"`
	Origin        Origin         `json:"origin" enum:"origins" doc:"what the water counts as (default surface)" zh:"水源类别"`
	Annual        Quantity       `json:"annual" unit:"万m³/a" min:"0" max:"1e8" doc:"long-term mean annual runoff" zh:"多年平均径流量"`
	Cv            float64        `json:"cv" unit:"-" min:"0" max:"3" doc:"coefficient of variation of the annual runoff" zh:"变差系数"`
	Cs            float64        `json:"cs" unit:"-" min:"0" max:"10" doc:"coefficient of skew; 0 = twice Cv" zh:"偏态系数"`
	Profile       string         `json:"profile" doc:"monthly distribution" zh:"月分配"`
	Typical       *Typical       `json:"typical" doc:"typical year, scaled to the runoff of the design year, instead of profile" zh:"典型年"`
	FlowM3s       Quantity       `json:"flow_m3s" unit:"m³/s" min:"0" max:"1e6" doc:"mean flow, constant or by month, instead of annual" zh:"流量"`
	P             *float64       `json:"p" unit:"%" min:"0" max:"99.9" doc:"own exceedance frequency, 0 = mean; left out = the run's" zh:"来水频率"`
	Factor        float64        `json:"factor" unit:"-" min:"1e-6" max:"100" doc:"multiplies the inflow; left out = 1" zh:"倍比"`
	Off           bool           `json:"off" doc:"no inflow at all" zh:"停用"`
	Observed      *Observed      `json:"observed" doc:"observed series" zh:"实测系列"`
	Quality       Concentrations `json:"quality" doc:"concentrations of the runoff" zh:"来水浓度"`
	NonPoint      Loads          `json:"nonpoint" doc:"non-point loads of the catchment beside them, washed in like the runoff" zh:"面源负荷"`
	NonPointShare *float64       `json:"nonpoint_share" unit:"-" min:"0" max:"1" doc:"share of the non-point loads that reaches the river (default 1)" zh:"面源入河系数"`
}

func (x *Inflow) check(c *checker) {
	c.ref("to", x.To, inlet)
	if !x.Annual.IsSet() && !x.FlowM3s.IsSet() && x.Observed == nil {
		c.fault("annual", Text{"没有来水量", "has no runoff"}, Text{"填写 annual（多年平均径流量，万m³）、flow_m3s（流量）或 observed（实测系列）", "give annual (mean runoff, 万m³), flow_m3s or observed (a series)"})
	}
	if x.Annual.IsSet() && x.FlowM3s.IsSet() {
		c.fault("flow_m3s", Text{"与 annual 重复", "is given beside annual"}, Text{"二者留一", "keep one of the two"})
	}
	if x.Annual.IsMonthly() {
		c.fault("annual", Text{"年径流量不能逐月填写", "an annual runoff cannot differ by month"}, Text{"各月水量写在 typical 的 months，各月流量写在 flow_m3s", "put monthly volumes into typical, monthly flows into flow_m3s"})
	}
	if x.Annual.IsSet() {
		switch {
		case x.Profile != "" && x.Typical != nil:
			c.fault("typical", Text{"与 profile 重复", "is given beside profile"}, Text{"二者留一", "keep one of the two"})
		case x.Typical != nil:
			x.Typical.check(c)
		case x.Profile == "":
			c.fault("profile", Text{"没有月分配", "has no monthly distribution"}, Text{"填写 profile 或 typical", "give profile or typical"})
		default:
			c.profile("profile", x.Profile)
		}
	}
	if x.Cv == 0 && c.n.Hydrology.P > 0 && !c.n.Hydrology.Observed && x.Annual.IsSet() {
		c.warn("cv", Text{"没有变差系数，各频率来水都取多年平均值", "has no Cv, so every frequency gets the mean"}, Text{"填写 cv", "give cv"})
	}
	if c.n.Hydrology.Observed && x.Observed == nil && !x.FlowM3s.IsSet() {
		c.fault("observed", Text{"没有实测系列，而计算要求采用实测系列", "has no observed series, but the run asks for it"}, Text{"补充 observed，或改用设计频率 P", "give observed, or run with a design frequency P"})
	}
	if x.Observed != nil {
		c.observed("observed", x.Observed)
	}
}

// frequency is the exceedance frequency [%] of the inflow in the run, 0 = mean.
func (x *Inflow) frequency(n *Network) float64 {
	if x.P != nil {
		return *x.P
	}
	return n.Hydrology.P
}

// designVolume is the Pearson-III quantile [万m³] at exceedance p [%] of a volume
// with the given mean; the mean itself when p or Cv is 0. Cs 0 = twice Cv.
func designVolume(mean, cv, cs, p float64) float64 {
	if p == 0 || cv == 0 {
		return mean
	}
	return pearson3(mean, cv, cs).RunoffQuantile(p / 100)
}

// pearson3 is the distribution of a volume with the given mean; Cs 0 = twice Cv.
func pearson3(mean, cv, cs float64) frequency.Pearson3 {
	if cs == 0 {
		cs = 2 * cv
	}
	return frequency.Pearson3{Mean: mean, Cv: cv, Cs: cs}
}

// AnnualRunoff is the distribution [万m³/a] of the runoff of a calendar year in
// the planning year's state of the catchment, before Scale. ok is false for
// an inflow that is given as a flow or by observations only, or is off.
func (x *Inflow) AnnualRunoff(n *Network) (d frequency.Pearson3, ok bool) {
	if x.Off || !x.Annual.IsSet() {
		return d, false
	}
	return pearson3(x.Annual.Mean(n.PlanningYear), x.Cv, x.Cs), true
}

// Scale is the factor [-] by which the inflow is multiplied; 0 when it is off.
func (x *Inflow) Scale() float64 {
	switch {
	case x.Off:
		return 0
	case x.Factor == 0:
		return 1
	default:
		return x.Factor
	}
}

// Spread is an annual runoff [万m³] of exceedance p [%], 0 = unknown, by months
// [万m³]: as the typical year has it, or by the monthly distribution.
func (x *Inflow) Spread(n *Network, annual, p float64) [12]float64 {
	var out [12]float64
	if x.Typical != nil {
		copy(out[:], x.Typical.scaled(annual, p))
		return out
	}
	if profile := n.profile(x.Profile); profile != nil {
		for m := range out {
			out[m] = annual * profile.Months[m]
		}
	}
	return out
}

// months is the runoff [万m³] of each month of the run's design year.
func (x *Inflow) months(n *Network) [12]float64 {
	p := x.frequency(n)
	return x.Spread(n, designVolume(x.Annual.Mean(n.PlanningYear), x.Cv, x.Cs, p), p)
}

func (x *Inflow) points(*builder) {}

func (x *Inflow) connect(b *builder) {
	to, supply := b.inlet(x.To), b.given[x.ID]
	if supply == nil {
		supply = x.volumes(b)
	}
	origin := x.Origin
	if origin == "" {
		origin = Surface
	}
	b.supply(Supply{Node: x.ID, Role: RoleRunoff, To: to, Origin: OriginIndex(origin), Volume: supply})
}

// volumes is the inflow that the document says [万m³ per step].
func (x *Inflow) volumes(b *builder) []float64 {
	supply := make([]float64, b.h.Len())
	switch {
	case x.Off:
	case b.n.Hydrology.Observed && x.Observed != nil:
		x.Observed.fill(b.h, supply)
	case x.FlowM3s.IsSet():
		supply = b.volumes(x.FlowM3s)
	default:
		months := x.months(b.n)
		for t := range supply {
			supply[t] = months[b.h.Steps[t].Month-1] * b.h.ShareOfMonth(t)
		}
	}
	factor := x.Scale()
	for t := range supply {
		supply[t] *= factor
	}
	return supply
}
