package network

// Section is a control section: its ecological base flow is a demand with a
// priority, not a wall, so a drought shows how far it is missed.
type Section struct {
	Base
	To          string         `json:"to" req:"true" doc:"next node downstream" zh:"下游节点"`
	TargetM3s   Quantity       `json:"target_m3s" unit:"m³/s" min:"0" max:"1e5" doc:"ecological base flow by month" zh:"生态基流"`
	Corridor    string         `json:"corridor" doc:"river corridor it belongs to" zh:"生态廊道"`
	TargetClass string         `json:"target_class" enum:"I|II|III|IV|V" doc:"target quality class of GB 3838" zh:"水质目标"`
	Responsible string         `json:"responsible" doc:"region held responsible" zh:"责任县区"`
	Level       string         `json:"assessed" doc:"national, provincial or other assessment" zh:"考核级别"`
	TargetMgL   Concentrations `json:"target_mgl" doc:"target concentrations in place of those of the class" zh:"水质目标浓度"`
	Travel      Travel         `json:"travel" doc:"how long water is on its way, for decay" zh:"衰减行程"`
}

func (x *Section) check(c *checker) {
	c.ref("to", x.To, inlet)
	c.distinct(x.ID, x.To)
	x.Travel.check(c)
}

func (x *Section) points(b *builder) { b.vertex(x.ID) }

func (x *Section) connect(b *builder) {
	flow := b.arc(Arc{Node: x.ID, Role: RoleFlow, From: b.inlet(x.ID), Heads: []Head{{To: b.inlet(x.To), Share: 1}}})
	if x.TargetM3s.IsSet() {
		b.want(Want{
			Node: x.ID, Role: RoleFlow, Arc: flow, Group: x.ID, Loss: b.n.Prices.BaseFlowLoss(),
			Bands: []Band{{Class: ClassBaseFlow, Volume: b.volumes(x.TargetM3s)}},
		})
	}
}
