package network

// Demand is a user group of one region and sector. It takes water from its
// sources through a network that leaks, consumes part of what it gets, and
// returns the rest.
//
//	withdrawal from a source = what arrives ÷ ((1−leakage)·canal efficiency)
//	return flow              = (1−consumption)·delivery     (RULES AL-12)
type Demand struct {
	Base
	Sector        Sector         `json:"sector" req:"true" enum:"sectors" doc:"sector" zh:"行业"`
	Park          string         `json:"park" doc:"industrial park" zh:"开发区（园区）"`
	Annual        Quantity       `json:"annual" unit:"万m³/a" min:"0" max:"1e8" doc:"water that must reach the user in a year, without network losses" zh:"年净需水量"`
	Profile       string         `json:"profile" doc:"monthly distribution" zh:"月分配"`
	Factor        float64        `json:"factor" unit:"-" min:"1e-6" max:"100" doc:"multiplies the demand; left out = 1" zh:"倍比"`
	Leakage       Quantity       `json:"leakage" unit:"-" min:"0" max:"0.95" doc:"share of the withdrawal that the pipes lose" zh:"管网漏损率"`
	Efficiency    Quantity       `json:"canal_efficiency" unit:"-" min:"0.05" max:"1" doc:"share of the withdrawal that reaches the field (default 1)" zh:"灌溉水利用系数"`
	LossTo        string         `json:"loss_to" doc:"aquifer that receives the network losses" zh:"漏损补给对象"`
	Consumption   Quantity       `json:"consumption" unit:"-" min:"0" max:"1" doc:"share of the delivery that is consumed (default 1)" zh:"耗水系数"`
	Returns       []ReturnFlow   `json:"returns" doc:"where the return flow goes; shares sum to 1" zh:"退水去向"`
	Essential     *float64       `json:"essential" unit:"-" min:"0" max:"1" doc:"essential share; left out = that of the region's functional zone" zh:"重点保障比例"`
	Sources       []DemandSource `json:"sources" req:"true" doc:"where the water may come from" zh:"水源"`
	Loss          float64        `json:"shortage_loss" unit:"元/m³" min:"0" max:"1e6" doc:"economic loss of a missing m³; left out = the sector's" zh:"缺水损失"`
	ReturnQuality Concentrations `json:"return_quality" doc:"concentrations of the return flow where it leaves the user" zh:"退水浓度"`
}

// DemandSource is one source of a demand.
type DemandSource struct {
	From        string   `json:"from" req:"true" doc:"junction, reservoir, section, aquifer or treatment plant" zh:"取水点"`
	CapacityM3s Quantity `json:"capacity_m3s" unit:"m³/s" min:"0" max:"1e5" doc:"capacity; left out = no limit" zh:"取水能力"`
	Price       Quantity `json:"price" unit:"元/m³" min:"0" max:"1000" doc:"treatment and delivery cost" zh:"单价"`
}

// ReturnFlow is one way that return flow takes.
type ReturnFlow struct {
	To      string  `json:"to" req:"true" doc:"node that receives the return flow" zh:"退水节点"`
	Share   float64 `json:"share" unit:"-" min:"1e-6" max:"1" doc:"share of the return flow (default 1)" zh:"比例"`
	LagDays float64 `json:"lag_days" unit:"d" min:"0" max:"3650" doc:"delay" zh:"滞后时间"`
}

func (x *Demand) check(c *checker) {
	if !x.Annual.IsSet() {
		c.fault("annual", Text{"没有年需水量", "has no annual demand"}, Text{"填写 annual（万m³/a）", "give annual (万m³/a)"})
	}
	if x.Profile == "" {
		c.fault("profile", Text{"没有月分配", "has no monthly distribution"}, Text{"填写 profile", "give profile"})
	} else {
		c.profile("profile", x.Profile)
	}
	if x.Region == "" {
		c.fault("region", Text{"没有行政区", "has no region"}, Text{"填写 region，公平分配按行政区进行", "give region: water is shared fairly between regions"})
	}
	if x.LossTo != "" {
		c.ref("loss_to", x.LossTo, inlet)
	}
	seen := map[string]bool{}
	for i, s := range x.Sources {
		at := c.at("sources", i)
		c.ref(at+".from", s.From, outlet)
		if seen[s.From] {
			c.fault(at+".from", say("水源 %s 重复", "source %s is listed twice", s.From), Text{"合并为一项", "make it one entry"})
		}
		seen[s.From] = true
		if plant, ok := c.n.NodeByID(s.From).(*Treatment); ok && plant != nil && !plant.Allows(x.Sector) {
			c.fault(at+".from", say("行业 %s 不得使用 %s 的再生水", "sector %s must not use reclaimed water of %s", x.Sector, s.From), Text{"去掉该水源，或修改再生水厂的 sectors", "drop this source, or change the plant's sectors"})
		}
	}
	total := 0.0
	for i, r := range x.Returns {
		c.ref(c.at("returns", i)+".to", r.To, inlet)
		total += r.share()
	}
	if len(x.Returns) > 0 && (total < 1-1e-9 || total > 1+1e-9) {
		c.fault("returns", say("退水比例合计 %g，应为 1", "return shares sum to %g, want 1", total), Text{"调整 share", "mend the shares"})
	}
	if len(x.Returns) > 0 && !x.Consumption.IsSet() {
		c.fault("consumption", Text{"有退水却没有耗水系数", "has return flow but no consumption coefficient"}, Text{"填写 consumption（0 到 1）", "give consumption (0 to 1)"})
	}
}

func (r ReturnFlow) share() float64 {
	if r.Share == 0 {
		return 1
	}
	return r.Share
}

// essential is the essential share of the demand.
func (x *Demand) essential(n *Network) float64 {
	if x.Essential != nil {
		return *x.Essential
	}
	if r := n.RegionByID(x.Region); r != nil {
		if z := n.zone(r.Zone); z != nil {
			return z.Essential[x.Sector]
		}
	}
	return 0
}

// arrives is the share of a withdrawal that reaches the user.
func (x *Demand) arrives(year int) float64 {
	return (1 - x.Leakage.Mean(year)) * x.Efficiency.Or(1).Mean(year)
}

// returned is the share of the delivery that flows back.
func (x *Demand) returned(year int) float64 {
	if len(x.Returns) == 0 {
		return 0
	}
	return 1 - x.Consumption.Or(1).Mean(year)
}

func (x *Demand) points(b *builder) { b.vertex(x.ID) }

func (x *Demand) connect(b *builder) {
	v, year := b.inlet(x.ID), b.n.PlanningYear
	need := x.need(b)
	for _, s := range x.Sources {
		loss := 1 - x.arrives(year)
		b.arc(Arc{
			Node: x.ID, Role: RoleSupply, Peer: s.From, From: b.outlet(s.From), Heads: b.heads(x.ID, Const(loss), x.LossTo, 0),
			Max: b.volumes(s.CapacityM3s), Cost: b.prices(s.Price, 0),
		})
	}
	var heads []Head
	back := x.returned(year)
	for _, r := range x.Returns {
		heads = append(heads, b.headsAt(b.inlet(r.To), back*r.share(), r.LagDays)...)
	}
	use := b.arc(Arc{Node: x.ID, Role: RoleDelivery, From: v, Heads: heads})
	class := string(x.Sector)
	essential := x.essential(b.n)
	bands := []Band{{Class: class, Volume: scaled(need, 1-essential)}}
	if essential > 0 {
		bands = append([]Band{{Class: ClassEssential, Volume: scaled(need, essential)}}, bands...)
	}
	if essential == 1 {
		bands = bands[:1]
	}
	loss := x.Loss
	if loss == 0 {
		loss = b.n.Prices.ShortageLoss(x.Sector)
	}
	b.want(Want{Node: x.ID, Role: RoleDelivery, Arc: use, Group: x.Region, Bands: bands, Loss: loss, Capped: true})
}

// need is the demand at the tap [万m³ per step].
func (x *Demand) need(b *builder) []float64 {
	out := make([]float64, b.h.Len())
	p := b.n.profile(x.Profile)
	if p == nil {
		return out
	}
	factor := x.Factor
	if factor == 0 {
		factor = 1
	}
	for t, s := range b.h.Steps {
		out[t] = x.Annual.At(b.n.PlanningYear, s.Month) * factor * p.Months[s.Month-1] * b.h.ShareOfMonth(t)
	}
	return out
}

func scaled(v []float64, f float64) []float64 {
	out := make([]float64, len(v))
	for i := range v {
		out[i] = v[i] * f
	}
	return out
}
