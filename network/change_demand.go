package network

import "slices"

// DemandChange multiplies or replaces demands of some regions and sectors, or
// changes their losses.
type DemandChange struct {
	Regions    []string `json:"regions" doc:"regions; left out = all" zh:"行政区"`
	City       string   `json:"city" doc:"all regions of a city" zh:"市"`
	Sectors    []Sector `json:"sectors" enum:"sectors" doc:"sectors; left out = all" zh:"行业"`
	Nodes      []string `json:"nodes" doc:"single demands instead" zh:"节点"`
	Factor     *float64 `json:"factor" unit:"-" min:"0" max:"100" doc:"multiplies the demand" zh:"倍比"`
	Leakage    Quantity `json:"leakage" unit:"-" min:"0" max:"0.95" doc:"new network leakage" zh:"管网漏损率"`
	Efficiency Quantity `json:"canal_efficiency" unit:"-" min:"0.05" max:"1" doc:"new canal efficiency" zh:"灌溉水利用系数"`
}

func (c *DemandChange) apply(n *Network) error {
	users := Users{Regions: c.Regions, City: c.City, Sectors: c.Sectors}
	count := 0
	for _, x := range n.Nodes {
		d, ok := x.(*Demand)
		if !ok || len(c.Nodes) > 0 && !slices.Contains(c.Nodes, d.ID) || len(c.Nodes) == 0 && !users.has(n, d) {
			continue
		}
		count++
		if c.Factor != nil {
			d.Annual = d.Annual.Scale(*c.Factor)
		}
		if c.Leakage.IsSet() {
			d.Leakage = c.Leakage
		}
		if c.Efficiency.IsSet() {
			d.Efficiency = c.Efficiency
		}
	}
	if count == 0 {
		return wrongf("没有符合条件的用户", "no demand matches")
	}
	return nil
}
