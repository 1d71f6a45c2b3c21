package network

import (
	"fmt"
	"slices"
)

func (r *DroughtPlan) check(c *checker) {
	seen := map[string]bool{}
	for i := range r.Indicators {
		x := &r.Indicators[i]
		at := c.at("indicators", i)
		if seen[x.ID] {
			c.fault(at+".id", say("标识 %q 重复", "the id %q is used twice", x.ID), Text{"改用不同的标识", "use another id"})
		}
		seen[x.ID] = true
		x.check(c, at)
	}
	if len(r.Indicators) == 0 {
		c.fault("indicators", Text{"没有指标，任何等级都不会启动", "there are no indicators, so no level is ever called"}, Text{"填写 indicators", "give indicators"})
	}
	for i, e := range r.Emergency {
		e.check(c, c.at("emergency", i))
	}
	for _, l := range DroughtLevels()[1:] {
		called := len(r.Indicators) == 0
		for i := range r.Indicators {
			called = called || r.Indicators[i].Threshold(l).Enter.IsSet()
		}
		if !called {
			c.warn(l.String(), say("没有指标给出 %s 的阈值，该级只会在降级时经过", "no indicator has a threshold of level %s, which is then only passed on the way down", l), say("在某个指标中填写 %s", "give %s in an indicator", l))
		}
		r.Measures(l).check(c, l.String())
	}
}

func (x *DroughtIndicator) check(c *checker, at string) {
	nodes := at + ".nodes"
	switch x.Measure {
	case MeasureInflow:
		for i, id := range x.Nodes {
			in, ok := c.nodes[id].(*Inflow)
			if !ok {
				c.fault(c.at(nodes, i), say("%q 不是来水节点", "%q is not an inflow", id), c.nearest(id))
			} else if !in.Annual.IsSet() && !in.FlowM3s.IsSet() {
				c.fault(c.at(nodes, i), say("%q 没有多年平均径流量，无从比较", "%q has no mean annual runoff to compare with", id), Text{"填写其 annual", "give its annual"})
			}
		}
	case MeasureShortage, MeasureDeficit:
		x.UserGroup.check(c, at)
	default:
		for i, id := range x.Nodes {
			if _, ok := c.nodes[id].(*Reservoir); !ok {
				c.fault(c.at(nodes, i), say("%q 不是水库", "%q is not a reservoir", id), c.nearest(id))
			}
		}
		x.lines(c, at)
	}
	users := x.Measure == MeasureShortage || x.Measure == MeasureDeficit
	if !users && (len(x.Regions) > 0 || x.City != "" || len(x.Sectors) > 0) {
		c.fault(at+".nodes", say("指标 %s 只能按节点选择", "an indicator of %s is selected by nodes only", x.Measure), Text{"去掉 regions、city 与 sectors，填写 nodes", "leave regions, city and sectors out and give nodes"})
	}
	if !users && x.Measure != MeasureInflow && (x.Periods > 1 || x.Cumulative) {
		c.fault(at+".periods", Text{"蓄水指标只看现状，不累计时段", "a storage is that of the moment and counts no periods"}, Text{"去掉 periods 与 cumulative", "leave periods and cumulative out"})
	}
	if x.Measure != MeasureInflow && x.ReferenceP != 0 {
		c.fault(at+".reference_p", Text{"只有来水指标有参照频率", "only an inflow has a reference"}, Text{"去掉 reference_p", "leave reference_p out"})
	}
	if x.Periods > 1 && x.Cumulative {
		c.fault(at+".cumulative", Text{"与 periods 重复", "is given beside periods"}, Text{"二者留一", "keep one of the two"})
	}
	x.ordered(c, at)
}

// lines checks that the reservoirs of the indicator have the lines it needs.
func (x *DroughtIndicator) lines(c *checker, at string) {
	for _, n := range c.n.Nodes {
		store, ok := n.(*Reservoir)
		if !ok || len(x.Nodes) > 0 && !slices.Contains(x.Nodes, store.ID) {
			continue
		}
		for _, line := range []struct {
			measure, key string
			set          bool
		}{{MeasureWarning, "drought_warning", store.Warning.IsSet()}, {MeasureDry, "drought_dry", store.Dry.IsSet()}} {
			if x.Measure == line.measure && !line.set {
				c.fault(at+".nodes", say("水库 %q 没有 %s", "reservoir %q has no %s", store.ID, line.key), Text{"在该水库填写旱限线", "give the line at the reservoir"})
			}
		}
	}
}

func (u UserGroup) check(c *checker, at string) {
	Users{Regions: u.Regions, City: u.City, Sectors: u.Sectors}.check(c, at+".")
	for i, id := range u.Nodes {
		if _, ok := c.nodes[id].(*Demand); !ok {
			c.fault(at+"."+c.at("nodes", i), say("%q 不是用户", "%q is not a demand", id), c.nearest(id))
		}
	}
}

// ordered checks that thresholds grow with the level and that a level ends on
// the good side of where it begins, in every month.
func (x *DroughtIndicator) ordered(c *checker, at string) {
	year := c.n.PlanningYear
	milder := NoDrought
	for _, l := range DroughtLevels()[1:] {
		t := x.Threshold(l)
		key := at + "." + l.String()
		if !t.Enter.IsSet() {
			if t.Exit.IsSet() {
				c.fault(key+".enter", Text{"有退出阈值却没有进入阈值", "has an exit but no entry"}, Text{"填写 enter", "give enter"})
			}
			continue
		}
		for m := 1; m <= 12; m++ {
			enter, exit := t.Enter.At(year, m), t.exit().At(year, m)
			if enter != exit && exit > enter != x.Falling() {
				c.fault(key+".exit", say("%d月退出阈值 %g 比进入阈值 %g 更旱", "in month %d the exit %g is on the dry side of the entry %g", m, exit, enter), x.side())
				break
			}
		}
		for m := 1; m <= 12 && milder != NoDrought; m++ {
			enter, before := t.Enter.At(year, m), x.Threshold(milder).Enter.At(year, m)
			if enter != before && enter > before == x.Falling() {
				c.fault(key+".enter", say("%d月阈值 %g 没有比 %s 的 %g 更旱", "in month %[1]d the entry %[2]g is not on the dry side of the %[4]g of %[3]s", m, enter, milder, before), x.side())
				break
			}
		}
		milder = l
	}
}

func (x *DroughtIndicator) side() Text {
	if x.Falling() {
		return Text{"该指标越小越旱：等级越高阈值越小，退出阈值不小于进入阈值", "this indicator falls in a drought: thresholds fall with the level, and exits are not below entries"}
	}
	return Text{"该指标越大越旱：等级越高阈值越大，退出阈值不大于进入阈值", "this indicator rises in a drought: thresholds rise with the level, and exits are not above entries"}
}

func (e EmergencySource) check(c *checker, at string) {
	if e.Project == "" && len(e.Nodes) == 0 {
		c.fault(at+".project", Text{"没有说明是哪个水源", "does not say which source"}, Text{"填写 project 或 nodes", "give project or nodes"})
	}
	if e.Project != "" && c.n.ProjectByID(e.Project) == nil {
		c.fault(at+".project", say("没有名为 %q 的工程", "there is no project %q", e.Project), Text{"核对工程标识", "check the id of the project"})
	}
	for i, id := range e.Nodes {
		switch c.nodes[id].(type) {
		case *Transfer, *Boundary, *Aquifer:
		default:
			c.fault(c.at(at+".nodes", i), say("%q 不是输水工程、界外水源或地下水", "%q is no transfer, outside source or aquifer", id), c.nearest(id))
		}
	}
	if e.Share == nil || *e.Share == 0 || *e.Share == 1 {
		return
	}
	for _, id := range e.members(c.n) {
		if q := capacityOf(c.nodes[id]); q != nil && !q.IsSet() {
			c.fault(at+".share", say("节点 %q 未限定能力，不能按比例启用", "node %q has no capacity of which a share could be opened", id), Text{"填写其 capacity_m3s，或全部启用", "give its capacity_m3s, or open all of it"})
		}
	}
}

func (m *DroughtMeasures) check(c *checker, at string) {
	for i, x := range m.Demand {
		x.check(c, at+"."+c.at("demand", i))
	}
	for i, x := range m.Rules {
		key := at + "." + c.at("rules", i)
		found := false
		for _, r := range c.n.Rules {
			if r.Info().ID == x.Rule {
				_, plan := r.(*DroughtPlan)
				_, ban := r.(*SourceBan)
				_, share := r.(*Sharing)
				if found = true; plan || ban || share {
					c.fault(key+".rule", say("规则 %q 没有可调整的限值", "rule %q has no limit to change", x.Rule), Text{"指向指标、总量控制或最小下泄", "name a quota, a cap or a minimum outflow"})
				}
			}
		}
		if !found {
			c.fault(key+".rule", say("没有名为 %q 的规则", "there is no rule %q", x.Rule), Text{"核对规则标识", "check the id of the rule"})
		}
		if (x.Factor == nil) == !x.Off {
			c.fault(key+".factor", Text{"须且只能填写 factor 或 off 之一", "needs either factor or off"}, Text{"填写其一", "give one of them"})
		}
	}
	for i, x := range m.Bans {
		key := at + "." + c.at("bans", i) + "."
		x.check(c, key)
		if len(x.From) == 0 {
			c.fault(key+"from", Text{"没有说明禁用哪些水源", "does not say which sources are forbidden"}, Text{"填写 from", "give from"})
		}
	}
	for i, x := range m.Prefer {
		if c.nodes[x.Node] == nil {
			c.fault(at+"."+c.at("prefer", i)+".node", say("没有名为 %q 的节点", "there is no node %q", x.Node), c.nearest(x.Node))
		}
	}
	for i := range m.Reserve {
		m.Reserve[i].check(c, fmt.Sprintf("%s.reserve[%d]", at, i))
	}
}

func (x *StorageReserve) check(c *checker, at string) {
	store, ok := c.nodes[x.Node].(*Reservoir)
	if !ok {
		c.fault(at+".node", say("%q 不是水库", "%q is not a reservoir", x.Node), c.nearest(x.Node))
	} else if x.Line == MeasureWarning && !store.Warning.IsSet() || x.Line == MeasureDry && !store.Dry.IsSet() {
		c.fault(at+".line", say("水库 %q 没有 drought_%s", "reservoir %q has no drought_%s", x.Node, x.Line), Text{"在该水库填写旱限线", "give the line at the reservoir"})
	}
	given := 0
	for _, yes := range []bool{x.Line != "", x.Storage.IsSet(), x.Keep != nil} {
		if yes {
			given++
		}
	}
	if given != 1 {
		c.fault(at, Text{"须且只能填写 line、storage、keep 之一", "needs one of line, storage and keep"}, Text{"填写其一", "give one of them"})
	}
	if x.Until == "" {
		return
	}
	for _, l := range c.n.Order() {
		if l.ID == x.Until {
			return
		}
	}
	c.fault(at+".until", say("没有名为 %q 的级别", "there is no priority level %q", x.Until), Text{"填写优先序中的级别", "name a level of the priority order"})
}
