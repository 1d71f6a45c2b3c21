package network

import "slices"

// RuleChange switches a rule or changes its figure.
type RuleChange struct {
	ID     string   `json:"id" req:"true" doc:"rule" zh:"规则"`
	Off    *bool    `json:"off" doc:"switch it off or on" zh:"停用"`
	Max    Quantity `json:"max" unit:"万m³" min:"0" max:"1e8" doc:"new limit" zh:"新指标"`
	Factor *float64 `json:"factor" unit:"-" min:"0" max:"100" doc:"multiplies the limit" zh:"倍比"`
}

func (c *RuleChange) apply(n *Network) error {
	for _, r := range n.Rules {
		if r.Info().ID != c.ID {
			continue
		}
		if c.Off != nil {
			r.Info().Off = *c.Off
		}
		if !c.Max.IsSet() && c.Factor == nil {
			return nil
		}
		q := figureOf(r)
		if q == nil {
			return wrongf("规则 %q 没有可修改的指标", "rule %q has no figure to change", c.ID)
		}
		if c.Max.IsSet() {
			*q = c.Max
		}
		if c.Factor != nil {
			if !q.IsSet() {
				return wrongf("规则 %q 没有可按倍比修改的指标", "rule %q has no figure to multiply", c.ID)
			}
			*q = q.Scale(*c.Factor)
		}
		return nil
	}
	return wrongf("没有名为 %q 的规则", "there is no rule %q", c.ID)
}

func figureOf(r Rule) *Quantity {
	switch r := r.(type) {
	case *Quota:
		if r.Period == "step" {
			return &r.MaxM3s
		}
		return &r.Max
	case *UseCap:
		return &r.Max
	case *GroundwaterCap:
		return &r.Max
	case *MinOutflow:
		if r.Annual.IsSet() {
			return &r.Annual
		}
		return &r.MinM3s
	}
	return nil
}

// OrderChange puts the priority levels into another order: the listed levels
// first, the others after them in their old order.
type OrderChange struct {
	Levels []string `json:"levels" req:"true" doc:"level ids, most important first" zh:"级别"`
}

func (c *OrderChange) apply(n *Network) error {
	old := append([]Level(nil), n.Order()...)
	var out []Level
	for _, id := range c.Levels {
		at := -1
		for i := range old {
			if old[i].ID == id {
				at = i
			}
		}
		if at < 0 {
			return wrongf("没有名为 %q 的级别", "there is no level %q", id)
		}
		out = append(out, old[at])
		old = append(old[:at], old[at+1:]...)
	}
	n.Levels = slices.Concat(out, old)
	return nil
}
