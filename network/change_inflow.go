package network

import "slices"

// InflowChange changes what flows in: another frequency P, a factor, or the
// observed series; for all inflows or the listed ones.
type InflowChange struct {
	P        *float64 `json:"p" unit:"%" min:"0" max:"99.9" doc:"exceedance frequency, 0 = mean" zh:"来水频率"`
	Factor   *float64 `json:"factor" unit:"-" min:"0" max:"100" doc:"multiplies the inflow; 0 = none" zh:"倍比"`
	Off      bool     `json:"off" doc:"no inflow" zh:"断流"`
	Observed *bool    `json:"observed" doc:"use observed series" zh:"采用实测系列"`
	Nodes    []string `json:"nodes" doc:"inflow nodes; left out = all" zh:"节点"`
}

func (c *InflowChange) apply(n *Network) error {
	if len(c.Nodes) > 0 && c.Observed != nil {
		return wrongf("实测系列只能对全部来水一并采用", "observed series are used for all inflows or none")
	}
	if len(c.Nodes) == 0 {
		if c.P != nil {
			n.Hydrology.P, n.Hydrology.Observed = *c.P, false
		}
		if c.Observed != nil {
			n.Hydrology.Observed = *c.Observed
		}
	}
	found := map[string]bool{}
	for _, x := range n.Nodes {
		in, ok := x.(*Inflow)
		if !ok || len(c.Nodes) > 0 && !slices.Contains(c.Nodes, in.ID) {
			continue
		}
		found[in.ID] = true
		if len(c.Nodes) > 0 && c.P != nil {
			in.P = c.P
		}
		if c.Factor != nil {
			if in.Factor == 0 {
				in.Factor = 1
			}
			in.Factor *= *c.Factor
		}
		if c.Off || c.Factor != nil && *c.Factor == 0 {
			in.Off = true
		}
	}
	for _, id := range c.Nodes {
		if !found[id] {
			return wrongf("%q 不是来水节点", "%q is not an inflow", id)
		}
	}
	return nil
}
