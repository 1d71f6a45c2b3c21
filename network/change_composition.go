package network

import "slices"

// CompositionChange composes a design year of a basin of its parts (地区组成,
// RULES DR-06): the basin as a whole and its main part bring the runoff of
// frequency P, and the rest brings what corresponds to it,
//
//	x_rest = x_basin,P − Σ x_main,P        [万m³/a]
//
// shared in proportion to the long-term means. It is milder than P everywhere,
// because catchments are not dry in the same measure at the same time. An inflow that is
// off stays so.
type CompositionChange struct {
	P      float64  `json:"p" req:"true" unit:"%" min:"0.1" max:"99.9" doc:"exceedance frequency of the basin and of its main part" zh:"来水频率"`
	Main   []string `json:"main" req:"true" doc:"inflow nodes of the main part" zh:"主要分区"`
	Rest   []string `json:"rest" doc:"inflow nodes of the rest; left out = all others with an annual runoff" zh:"其余分区"`
	Annual float64  `json:"annual" unit:"万m³/a" min:"0" max:"1e8" doc:"mean annual runoff of the basin; left out = sum of the parts" zh:"全流域多年平均径流量"`
	Cv     float64  `json:"cv" req:"true" unit:"-" min:"0" max:"3" doc:"coefficient of variation of the basin's annual runoff" zh:"变差系数"`
	Cs     float64  `json:"cs" unit:"-" min:"0" max:"10" doc:"coefficient of skew; 0 = twice Cv" zh:"偏态系数"`
}

func (c *CompositionChange) apply(n *Network) error {
	var main, rest []*Inflow
	for _, x := range n.Nodes {
		in, ok := x.(*Inflow)
		if !ok || !in.Annual.IsSet() {
			continue
		}
		switch {
		case slices.Contains(c.Main, in.ID) && slices.Contains(c.Rest, in.ID):
			return wrongf("%q 同时列入主要分区和其余分区", "%q is in the main part and in the rest", in.ID)
		case slices.Contains(c.Main, in.ID):
			main = append(main, in)
		case len(c.Rest) == 0 || slices.Contains(c.Rest, in.ID):
			rest = append(rest, in)
		}
	}
	for _, id := range append(slices.Clone(c.Main), c.Rest...) {
		if !slices.ContainsFunc(append(slices.Clone(main), rest...), func(x *Inflow) bool { return x.ID == id }) {
			return wrongf("%q 不是按年径流给出的来水节点", "%q is no inflow with an annual runoff", id)
		}
	}
	if len(rest) == 0 {
		return wrongf("没有其余分区", "there is no rest")
	}
	dry, mean, restMean := 0.0, 0.0, 0.0
	for _, x := range main {
		annual := x.Annual.Mean(n.PlanningYear)
		dry, mean = dry+designVolume(annual, x.Cv, x.Cs, c.P), mean+annual
	}
	for _, x := range rest {
		restMean += x.Annual.Mean(n.PlanningYear)
	}
	if c.Annual > 0 {
		mean = c.Annual
	} else {
		mean += restMean
	}
	total := designVolume(mean, c.Cv, c.Cs, c.P)
	if total < dry {
		return wrongf("主要分区 P=%g%% 来水 %.0f 万m³，多于全流域的 %.0f 万m³", "at P = %g %% the main part brings %.0f 万m³, more than the basin's %.0f 万m³", c.P, dry, total)
	}
	if restMean == 0 {
		return wrongf("其余分区多年平均径流为零", "the rest has a mean runoff of zero")
	}
	n.Hydrology.Observed = false
	for _, x := range main {
		x.P = &c.P
	}
	atMean := 0.0
	for _, x := range rest {
		x.P, x.Factor = &atMean, x.Scale()*(total-dry)/restMean
		x.Off = x.Factor == 0
	}
	return nil
}
