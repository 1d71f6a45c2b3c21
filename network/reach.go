package network

// Reach is a stretch of river that carries whatever is released into it.
type Reach struct {
	Base
	From        string   `json:"from" req:"true" doc:"upper end" zh:"起点"`
	To          string   `json:"to" req:"true" doc:"lower end" zh:"终点"`
	Loss        Quantity `json:"loss" unit:"-" min:"0" max:"1" doc:"share lost on the way" zh:"损失率"`
	LossTo      string   `json:"loss_to" doc:"aquifer that receives the loss" zh:"渗漏补给对象"`
	LagDays     float64  `json:"lag_days" unit:"d" min:"0" max:"3650" doc:"travel time" zh:"传播时间"`
	BeforeM3s   float64  `json:"before_m3s" unit:"m³/s" min:"0" max:"1e6" doc:"flow before the first step, still travelling when there is a lag" zh:"初始在途流量"`
	CapacityM3s Quantity `json:"capacity_m3s" unit:"m³/s" min:"0" max:"1e6" doc:"largest flow; left out = no limit" zh:"过流能力"`
	MinM3s      Quantity `json:"min_m3s" unit:"m³/s" min:"0" max:"1e6" doc:"flow that must be kept" zh:"最小流量"`
	Travel      Travel   `json:"travel" doc:"how long water is on its way, for decay" zh:"衰减行程"`
}

func (x *Reach) check(c *checker) {
	c.ref("from", x.From, outlet)
	c.ref("to", x.To, inlet)
	c.distinct(x.From, x.To)
	if x.LossTo != "" {
		c.ref("loss_to", x.LossTo, inlet)
	}
	c.ordered("min_m3s", x.MinM3s, "capacity_m3s", x.CapacityM3s)
	x.Travel.check(c)
}

func (x *Reach) points(*builder) {}

func (x *Reach) connect(b *builder) {
	heads := b.heads(x.To, x.Loss, x.LossTo, x.LagDays)
	b.arc(Arc{
		Node: x.ID, Role: RoleFlow, From: b.outlet(x.From), Heads: heads,
		Min: b.volumes(x.MinM3s), Max: b.volumes(x.CapacityM3s),
	})
	b.inTransit(x.To, x.ID, heads[0], x.BeforeM3s)
}
