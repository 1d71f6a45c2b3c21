package network

import (
	"fmt"
	"slices"
	"strings"
)

// describe says in words what a level of the plan switches in network n; empty
// where it switches nothing.
func (r *DroughtPlan) describe(n *Network, l DroughtLevel) Text {
	var zh, en []string
	add := func(t Text) { zh, en = append(zh, t.ZH), append(en, t.EN) }
	m := r.Measures(l)
	name := func(id string) Text {
		if x := n.NodeByID(id); x != nil {
			return x.Info().Name()
		}
		if p := n.ProjectByID(id); p != nil {
			return p.Name()
		}
		for _, x := range n.Rules {
			if x.Info().ID == id {
				return x.Info().Name()
			}
		}
		return Text{id, id}
	}
	names := func(ids []string) Text {
		zh, en := make([]string, len(ids)), make([]string, len(ids))
		for i, id := range ids {
			zh[i], en[i] = name(id).ZH, name(id).EN
		}
		return Text{strings.Join(zh, "、"), strings.Join(en, ", ")}
	}
	for _, x := range m.Demand {
		who := x.words(n, names)
		add(say("%[1]s限供至 %[3]s", "%[2]s cut to %[3]s", who.ZH, who.EN, percent(x.Factor)))
	}
	if m.BaseFlow.IsSet() {
		add(say("生态基流目标 %s", "base-flow targets %s", percent(m.BaseFlow)))
	}
	for _, e := range r.Emergency {
		if droughtLevel(e.From) > l {
			continue
		}
		source := names(e.Nodes)
		if e.Project != "" {
			source = name(e.Project)
		}
		share := Const(1)
		if e.Share != nil {
			share = Const(*e.Share)
		}
		add(say("启用%[1]s（%[3]s）", "%[2]s opened (%[3]s)", source.ZH, source.EN, percent(share)))
	}
	for _, x := range m.Rules {
		rule := name(x.Rule)
		if x.Off {
			add(say("停用%[1]s", "%[2]s lifted", rule.ZH, rule.EN))
		} else if x.Factor != nil {
			add(say("%[1]s限值调至 %[3]s", "%[2]s at %[3]s", rule.ZH, rule.EN, percent(Const(*x.Factor))))
		}
	}
	for _, x := range m.Bans {
		who := UserGroup{Regions: x.Regions, City: x.City, Sectors: x.Sectors}.words(n, names)
		from := names(x.From)
		add(say("%[1]s禁用%[3]s", "%[2]s barred from %[4]s", who.ZH, who.EN, from.ZH, from.EN))
	}
	for _, x := range m.Prefer {
		source := name(x.Node)
		if x.Price < 0 {
			add(say("优先取用%[1]s", "%[2]s preferred", source.ZH, source.EN))
		} else {
			add(say("推后取用%[1]s", "%[2]s drawn on later", source.ZH, source.EN))
		}
	}
	for _, x := range m.Reserve {
		what := Text{"蓄水", "storage"}
		switch {
		case x.Keep != nil:
			share := percent(Const(*x.Keep))
			what = say("可用水量的 %s", "%s of the available water", share)
		case x.Line == MeasureWarning:
			what = Text{"旱警线以下蓄水", "storage below the warning line"}
		case x.Line == MeasureDry:
			what = Text{"旱枯线以下蓄水", "storage below the dry line"}
		}
		store := name(x.Node)
		if x.Until == "" {
			add(say("%[1]s预留%[3]s", "%[2]s keeps %[4]s", store.ZH, store.EN, what.ZH, what.EN))
			continue
		}
		until := Text{x.Until, x.Until}
		for _, l := range n.Order() {
			if l.ID == x.Until {
				until = l.Name()
			}
		}
		add(say("%[1]s%[3]s只供至“%[5]s”", "%[2]s: %[4]s serves down to %[6]s only", store.ZH, store.EN, what.ZH, what.EN, until.ZH, until.EN))
	}
	return Text{strings.Join(zh, "；"), strings.Join(en, "; ")}
}

// words says whom a group holds.
func (u UserGroup) words(n *Network, names func([]string) Text) Text {
	if len(u.Nodes) > 0 {
		return names(u.Nodes)
	}
	var zh, en []string
	for _, s := range u.Sectors {
		info, _ := SectorByID(s)
		zh, en = append(zh, info.Name.ZH), append(en, info.Name.EN)
	}
	if len(zh) == 0 {
		zh, en = []string{"各行业"}, []string{"all uses"}
	}
	out := Text{strings.Join(zh, "、"), strings.Join(en, ", ")}
	var at []Text
	for _, id := range u.Regions {
		if r := n.RegionByID(id); r != nil {
			at = append(at, r.Name())
		}
	}
	for _, r := range n.Regions {
		if u.City != "" && r.City == u.City {
			at = append(at, Text{r.CityZH, u.City})
			break
		}
	}
	for i, place := range slices.Backward(at) {
		if i == len(at)-1 {
			out.EN += " of " + place.EN
		} else {
			out.EN += ", " + place.EN
		}
		out.ZH = place.ZH + out.ZH
	}
	return out
}

// percent writes a share, or its range where it differs by month or year.
func percent(q Quantity) string {
	lo, up := -q.Scale(-1).max(), q.max()
	if lo == up {
		return fmt.Sprintf("%.4g%%", 100*lo)
	}
	return fmt.Sprintf("%.4g–%.4g%%", 100*lo, 100*up)
}
