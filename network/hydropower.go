package network

// Hydropower passes water through turbines of fixed head. Its energy is worth
// the electricity price on the cost level; it never takes precedence over a
// user of water.
type Hydropower struct {
	Base
	From        string   `json:"from" req:"true" doc:"upper end" zh:"起点"`
	To          string   `json:"to" req:"true" doc:"lower end" zh:"尾水"`
	CapacityM3s Quantity `json:"capacity_m3s" req:"true" unit:"m³/s" min:"0" max:"1e5" doc:"turbine capacity" zh:"过机流量"`
	Head        float64  `json:"head" req:"true" unit:"m" min:"0" max:"2000" doc:"net head" zh:"净水头"`
	Efficiency  float64  `json:"efficiency" unit:"-" min:"0" max:"1" doc:"overall efficiency (default 0.8)" zh:"综合效率"`
}

// turbineEfficiency is used when the document gives none (assumption, grade D).
const turbineEfficiency = 0.8

func (x *Hydropower) check(c *checker) {
	c.ref("from", x.From, outlet)
	c.ref("to", x.To, inlet)
	c.distinct(x.From, x.To)
}

func (x *Hydropower) points(*builder) {}

func (x *Hydropower) connect(b *builder) {
	efficiency := x.Efficiency
	if efficiency == 0 {
		efficiency = turbineEfficiency
	}
	energy := energyPerLift * x.Head * efficiency
	b.arc(Arc{
		Node: x.ID, Role: RoleGeneration, From: b.outlet(x.From), Heads: []Head{{To: b.inlet(x.To), Share: 1}},
		Max: b.volumes(x.CapacityM3s), Cost: b.prices(Const(0), -energy*b.n.Prices.Electricity), Energy: -energy,
	})
}
