package network

import "slices"

// Transfer is a canal, tunnel, pipeline or pumping station that carries water
// at will up to its capacity.
type Transfer struct {
	Base
	From        string   `json:"from" req:"true" doc:"where water is taken" zh:"取水点"`
	To          string   `json:"to" req:"true" doc:"where it is delivered" zh:"受水点"`
	CapacityM3s Quantity `json:"capacity_m3s" unit:"m³/s" min:"0" max:"1e5" doc:"capacity at the intake; left out = no limit" zh:"设计流量"`
	MinM3s      Quantity `json:"min_m3s" unit:"m³/s" min:"0" max:"1e5" doc:"least flow while open" zh:"最小流量"`
	Loss        Quantity `json:"loss" unit:"-" min:"0" max:"1" doc:"share lost on the way" zh:"损失率"`
	LossTo      string   `json:"loss_to" doc:"aquifer that receives the loss" zh:"渗漏补给对象"`
	LagDays     float64  `json:"lag_days" unit:"d" min:"0" max:"3650" doc:"travel time" zh:"传播时间"`
	Lift        float64  `json:"lift" unit:"m" min:"0" max:"5000" doc:"pumping lift, for information and for energy when energy is left out" zh:"扬程"`
	Energy      float64  `json:"energy" unit:"kWh/m³" min:"0" max:"50" doc:"energy per m³ at the intake; left out = from the lift at 75 % efficiency" zh:"单位电耗"`
	Price       Quantity `json:"price" unit:"元/m³" min:"0" max:"1000" doc:"price besides energy" zh:"单价"`
	Closed      []int    `json:"closed_months" min:"1" max:"12" doc:"months without operation, such as the frozen season" zh:"停运月份"`
	OpenFrom    string   `json:"open_from" doc:"first month of operation, YYYY-MM" zh:"启用年月"`
	OpenUntil   string   `json:"open_until" doc:"last month of operation, YYYY-MM" zh:"停用年月"`
	Travel      Travel   `json:"travel" doc:"how long water is on its way, for decay" zh:"衰减行程"`
}

// pumpEfficiency is the efficiency that turns a lift into energy when the
// document gives none (assumption, grade D; the seed's energies use it too).
const pumpEfficiency = 0.75

// energyPerLift is g·1000/3.6e6: kWh to lift 1 m³ by 1 m without losses.
const energyPerLift = 9.81 / 3600

func (x *Transfer) check(c *checker) {
	c.ref("from", x.From, outlet)
	c.ref("to", x.To, inlet)
	c.distinct(x.From, x.To)
	if x.LossTo != "" {
		c.ref("loss_to", x.LossTo, inlet)
	}
	c.ordered("min_m3s", x.MinM3s, "capacity_m3s", x.CapacityM3s)
	x.Travel.check(c)
	c.month("open_from", x.OpenFrom)
	c.month("open_until", x.OpenUntil)
}

// EnergyPerM3 is the pumping energy [kWh/m³].
func (x *Transfer) EnergyPerM3() float64 {
	if x.Energy > 0 {
		return x.Energy
	}
	return energyPerLift * x.Lift / pumpEfficiency
}

func (x *Transfer) points(*builder) {}

func (x *Transfer) connect(b *builder) {
	least, most := b.volumes(x.MinM3s), b.volumes(x.CapacityM3s)
	if len(x.Closed) > 0 || x.OpenFrom != "" || x.OpenUntil != "" {
		for t, s := range b.h.Steps {
			if x.openIn(s) {
				continue
			}
			if most == nil {
				most = b.unlimited()
			}
			most[t] = 0
			if least != nil {
				least[t] = 0
			}
		}
	}
	energy := x.EnergyPerM3()
	b.arc(Arc{
		Node: x.ID, Role: RoleTransfer, From: b.outlet(x.From), Heads: b.heads(x.To, x.Loss, x.LossTo, x.LagDays),
		Min: least, Max: most, Cost: b.prices(x.Price, energy*b.n.Prices.Electricity), Energy: energy,
	})
}

func (x *Transfer) openIn(s Step) bool {
	if slices.Contains(x.Closed, s.Month) {
		return false
	}
	at := s.Start.Format("2006-01")
	return (x.OpenFrom == "" || at >= x.OpenFrom) && (x.OpenUntil == "" || at <= x.OpenUntil)
}
