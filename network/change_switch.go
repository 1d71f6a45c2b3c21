package network

import (
	"slices"
	"time"
)

// YearChange moves to another planning year.
type YearChange struct {
	To int `json:"to" req:"true" min:"1900" max:"2200" doc:"planning year" zh:"水平年"`
}

func (c *YearChange) apply(n *Network) error {
	n.PlanningYear = c.To
	return nil
}

// ProjectChange switches a project.
type ProjectChange struct {
	ID string `json:"id" req:"true" doc:"project" zh:"工程"`
	On bool   `json:"on" req:"true" doc:"on or off" zh:"启用"`
}

func (c *ProjectChange) apply(n *Network) error {
	p := n.ProjectByID(c.ID)
	if p == nil {
		return wrongf("没有名为 %q 的工程", "there is no project %q", c.ID)
	}
	on := c.On
	p.On = &on
	return nil
}

// CapacityChange changes the capacity of a transfer, reach, boundary source or
// treatment plant.
type CapacityChange struct {
	Node   string   `json:"node" req:"true" doc:"node" zh:"节点"`
	Factor *float64 `json:"factor" unit:"-" min:"0" max:"100" doc:"multiplies the capacity" zh:"倍比"`
	M3s    Quantity `json:"m3s" unit:"m³/s" min:"0" max:"1e5" doc:"new capacity" zh:"新能力"`
}

func (c *CapacityChange) apply(n *Network) error {
	q := capacityOf(n.NodeByID(c.Node))
	if q == nil {
		return wrongf("节点 %q 没有输水能力", "node %q has no capacity", c.Node)
	}
	if c.M3s.IsSet() {
		*q = c.M3s
	}
	if c.Factor != nil {
		if !q.IsSet() {
			return wrongf("节点 %q 未限定能力，不能按倍比修改", "node %q has no limit to multiply", c.Node)
		}
		*q = q.Scale(*c.Factor)
	}
	return nil
}

func capacityOf(x Node) *Quantity {
	switch x := x.(type) {
	case *Transfer:
		return &x.CapacityM3s
	case *Reach:
		return &x.CapacityM3s
	case *Boundary:
		return &x.CapacityM3s
	case *Treatment:
		return &x.CapacityM3s
	case *Hydropower:
		return &x.CapacityM3s
	}
	return nil
}

// OutageChange takes a transfer, plant or source out of service in given
// months of every year.
type OutageChange struct {
	Node   string `json:"node" req:"true" doc:"node" zh:"节点"`
	Months []int  `json:"months" min:"1" max:"12" doc:"months; left out = the whole year" zh:"月份"`
}

func (c *OutageChange) apply(n *Network) error {
	x := n.NodeByID(c.Node)
	if a, ok := x.(*Aquifer); ok {
		if a.PumpShare > 0 {
			a.Pump, a.PumpShare = a.Yield.Scale(a.PumpShare), 0
		}
		a.Pump = closed(a.Pump, c.Months)
		return nil
	}
	q := capacityOf(x)
	if q == nil {
		return wrongf("节点 %q 不能停运", "node %q cannot be taken out of service", c.Node)
	}
	*q = closed(*q, c.Months)
	if least := leastOf(x); least != nil && least.IsSet() {
		*least = closed(*least, c.Months)
	}
	return nil
}

// leastOf is the flow that a node must carry while it works.
func leastOf(x Node) *Quantity {
	switch x := x.(type) {
	case *Transfer:
		return &x.MinM3s
	case *Reach:
		return &x.MinM3s
	}
	return nil
}

// unlimitedM3s stands for "no limit" in months that stay open.
const unlimitedM3s = 1e5

// closed is a capacity that is zero in the listed months (all when empty).
func closed(q Quantity, months []int) Quantity {
	out := q.Or(unlimitedM3s)
	values := make([][]float64, len(out.values))
	for i, v := range out.values {
		w := make([]float64, 12)
		for m := time.January; m <= time.December; m++ {
			if len(months) > 0 && !slices.Contains(months, int(m)) {
				w[m-1] = pick(v, int(m))
			}
		}
		values[i] = w
	}
	return Quantity{years: out.years, values: values}
}
