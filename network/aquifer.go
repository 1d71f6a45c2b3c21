package network

import "math"

// Aquifer is groundwater that users pump: a store filled by recharge and by
// the losses that are led to it, with a monthly pumping capacity and an annual
// exploitable yield.
type Aquifer struct {
	Base
	Yield     Quantity       `json:"yield" unit:"万m³/a" min:"0" max:"1e8" doc:"exploitable yield a year; left out = limited by storage and recharge only" zh:"年可开采量"`
	Recharge  Quantity       `json:"recharge" unit:"万m³/a" min:"0" max:"1e8" doc:"natural recharge a year; left out = the yield" zh:"年补给量"`
	Storage   float64        `json:"storage" unit:"万m³" min:"0" max:"1e9" doc:"largest storage; 0 = no limit" zh:"可调节储量"`
	Initial   Quantity       `json:"initial" unit:"万m³" min:"0" max:"1e9" doc:"storage at the start; left out = one year's yield" zh:"期初储量"`
	Pump      Quantity       `json:"pump" unit:"万m³/month" min:"0" max:"1e7" doc:"pumping capacity a month" zh:"月开采能力"`
	PumpShare float64        `json:"pump_share" unit:"-" min:"0" max:"1" doc:"pumping capacity a month as a share of the annual yield, when pump is left out" zh:"月最大开采比例"`
	Lift      float64        `json:"lift" unit:"m" min:"0" max:"2000" doc:"pumping lift" zh:"提水扬程"`
	Energy    float64        `json:"energy" unit:"kWh/m³" min:"0" max:"20" doc:"energy per m³; left out = from the lift" zh:"单位电耗"`
	Price     Quantity       `json:"price" unit:"元/m³" min:"0" max:"1000" doc:"cost besides energy" zh:"单价"`
	Quality   Concentrations `json:"quality" doc:"concentrations of the groundwater" zh:"地下水浓度"`
}

func (x *Aquifer) check(c *checker) {
	if !x.Yield.IsSet() && !x.Recharge.IsSet() && !x.Initial.IsSet() {
		c.warn("yield", Text{"没有可开采量、补给量和初始储量，只能抽取渗漏补给", "has no yield, recharge or initial storage; only led-in losses can be pumped"}, Text{"填写 yield（万m³/a）", "give yield (万m³/a)"})
	}
	if x.PumpShare > 0 && x.Pump.IsSet() {
		c.fault("pump_share", Text{"与 pump 重复", "is given beside pump"}, Text{"二者留一", "keep one of the two"})
	}
	if x.PumpShare > 0 && !x.Yield.IsSet() {
		c.fault("pump_share", Text{"需要先有年可开采量", "needs the annual yield"}, Text{"填写 yield", "give yield"})
	}
}

// wellSuffix marks the vertex where pumped water is handed to its users.
const wellSuffix = "/well"

func (x *Aquifer) points(b *builder) {
	v := b.vertex(x.ID)
	b.vertexOut(x.ID, x.ID+wellSuffix)
	n := b.h.Len()
	year := b.n.PlanningYear
	s := &Store{Min: make([]float64, n), Max: make([]float64, n), SeepTo: NoVertex, EndMin: -1, EndTarget: -1, Origin: OriginIndex(Groundwater), Hidden: true}
	s.Initial = x.Yield.Mean(year)
	if x.Initial.IsSet() {
		s.Initial = x.Initial.Mean(year)
	}
	for t := range s.Max {
		s.Max[t] = math.Inf(1)
		if x.Storage > 0 {
			s.Max[t] = math.Max(x.Storage, s.Initial)
		}
	}
	b.g.Vertices[v].Store = s
}

func (x *Aquifer) connect(b *builder) {
	v, n, year := b.inlet(x.ID), b.h.Len(), b.n.PlanningYear
	recharge := x.Recharge
	if !recharge.IsSet() {
		recharge = x.Yield
	}
	if recharge.IsSet() {
		supply := make([]float64, n)
		for t, s := range b.h.Steps {
			supply[t] = recharge.At(year, s.Month) * b.h.ShareOfYear(t)
		}
		b.supply(Supply{Node: x.ID, Role: RoleRunoff, To: v, Origin: OriginIndex(Groundwater), Volume: supply})
	}
	if x.Storage > 0 { // recharge beyond the storage leaves as springs
		b.arc(Arc{Node: x.ID, Role: RoleSpill, From: v})
	}
	var most []float64
	if x.Pump.IsSet() || x.PumpShare > 0 {
		most = make([]float64, n)
		for t, s := range b.h.Steps {
			month := x.Pump.At(year, s.Month)
			if x.PumpShare > 0 {
				month = x.PumpShare * x.Yield.Mean(year)
			}
			most[t] = month * b.h.ShareOfMonth(t)
		}
	}
	energy := x.Energy
	if energy == 0 {
		energy = energyPerLift * x.Lift / pumpEfficiency
	}
	pump := b.arc(Arc{
		Node: x.ID, Role: RolePumping, From: v, Heads: []Head{{To: b.outlet(x.ID), Share: 1}},
		Max: most, Cost: b.prices(x.Price, energy*b.n.Prices.Electricity), Energy: energy, Origin: OriginIndex(Groundwater),
	})
	if x.Yield.IsSet() {
		b.yearly(Limit{ID: x.ID, Kind: "yield", Path: b.path + ".yield", Name: Text{x.Name().ZH + "年可开采量", "yield of " + x.Name().EN}, Terms: []Term{{pump, 1}}},
			x.Yield.Mean(year), 0)
	}
}
