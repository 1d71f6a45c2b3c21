package network

// Boundary is a source outside the modelled area that delivers what is asked
// for up to a limit, such as the Yellow River at Wanjiazhai.
type Boundary struct {
	Base
	Origin      Origin         `json:"origin" enum:"origins" doc:"what the water counts as (default yellow)" zh:"水源类别"`
	CapacityM3s Quantity       `json:"capacity_m3s" unit:"m³/s" min:"0" max:"1e5" doc:"largest flow; left out = no limit of its own" zh:"最大流量"`
	Price       Quantity       `json:"price" unit:"元/m³" min:"0" max:"1000" doc:"price of the water" zh:"水价"`
	Quality     Concentrations `json:"quality" doc:"concentrations of the water" zh:"来水浓度"`
}

func (x *Boundary) check(*checker) {}

func (x *Boundary) points(b *builder) { b.vertex(x.ID) }

func (x *Boundary) connect(b *builder) {
	origin := x.Origin
	if origin == "" {
		origin = Yellow
	}
	b.arc(Arc{
		Node: x.ID, Role: RoleInflow, From: Outside, Heads: []Head{{To: b.inlet(x.ID), Share: 1}},
		Max: b.volumes(x.CapacityM3s), Cost: b.prices(x.Price, 0), Origin: OriginIndex(origin),
	})
}
