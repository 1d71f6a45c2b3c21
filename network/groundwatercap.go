package network

import "slices"

// GroundwaterCap limits the yearly pumping from the aquifers of some regions.
type GroundwaterCap struct {
	RuleBase
	Regions  []string `json:"regions" doc:"regions whose aquifers count; left out = all" zh:"行政区"`
	Aquifers []string `json:"aquifers" doc:"single aquifers instead of regions" zh:"地下水节点"`
	Max      Quantity `json:"max" req:"true" unit:"万m³/a" min:"0" max:"1e8" doc:"largest volume a year" zh:"指标"`
}

func (r *GroundwaterCap) check(c *checker) {
	Users{Regions: r.Regions}.check(c, "")
	for i, id := range r.Aquifers {
		if _, ok := c.nodes[id].(*Aquifer); !ok {
			c.fault(c.at("aquifers", i), say("%q 不是地下水节点", "%q is not an aquifer", id), c.nearest(id))
		}
	}
}

func (r *GroundwaterCap) lower(b *builder) {
	var terms []Term
	for i := range b.g.Arcs {
		a := &b.g.Arcs[i]
		if a.Role != RolePumping {
			continue
		}
		region := b.n.NodeByID(a.Node).Info().Region
		if len(r.Aquifers) > 0 && !slices.Contains(r.Aquifers, a.Node) || len(r.Aquifers) == 0 && len(r.Regions) > 0 && !slices.Contains(r.Regions, region) {
			continue
		}
		terms = append(terms, Term{i, 1})
	}
	b.yearly(Limit{ID: r.ID, Kind: r.Kind, Path: b.path, Name: r.Name(), Terms: terms, Price: true}, r.Max.Mean(b.n.PlanningYear), 0)
}
