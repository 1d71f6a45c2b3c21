package network

import (
	"fmt"
	"slices"
	"strings"
)

// Describe says in words what a level switches; of no drought only what is kept
// closed. Empty where it switches nothing.
func (r *DroughtPlan) Describe(l DroughtLevel) Text {
	var zh, en []string
	add := func(t Text) { zh, en = append(zh, t.ZH), append(en, t.EN) }
	m := r.Measures(l)
	for _, x := range m.Demand {
		who := x.words()
		add(say("%[1]s限供至 %[3]s", "%[2]s cut to %[3]s", who.ZH, who.EN, percent(x.Factor)))
	}
	if m.BaseFlow.IsSet() {
		add(say("生态基流目标 %s", "base-flow targets %s", percent(m.BaseFlow)))
	}
	for _, e := range r.Emergency {
		if droughtLevel(e.From) > l {
			continue
		}
		name := e.Project
		if name == "" {
			name = strings.Join(e.Nodes, ", ")
		}
		share := Const(1)
		if e.Share != nil {
			share = Const(*e.Share)
		}
		add(say("启用应急水源 %s（%s）", "emergency source %s opened (%s)", name, percent(share)))
	}
	for _, x := range m.Rules {
		if x.Off {
			add(say("停用规则 %s", "rule %s lifted", x.Rule))
		} else if x.Factor != nil {
			add(say("规则 %s 限值 %s", "limit of rule %s at %s", x.Rule, percent(Const(*x.Factor))))
		}
	}
	for _, x := range m.Bans {
		who := UserGroup{Regions: x.Regions, City: x.City, Sectors: x.Sectors}.words()
		from := strings.Join(x.From, ", ")
		add(say("%[1]s禁用 %[3]s", "%[2]s barred from %[3]s", who.ZH, who.EN, from))
	}
	for _, x := range m.Prefer {
		if x.Price < 0 {
			add(say("优先取用 %s", "%s preferred", x.Node))
		} else {
			add(say("推后取用 %s", "%s drawn on later", x.Node))
		}
	}
	for _, x := range m.Reserve {
		what := say("蓄水", "storage")
		switch {
		case x.Keep != nil:
			share := percent(Const(*x.Keep))
			what = say("可用水量的 %s", "%s of the available water", share)
		case x.Line == MeasureWarning:
			what = Text{"旱警线以下蓄水", "storage below the warning line"}
		case x.Line == MeasureDry:
			what = Text{"旱枯线以下蓄水", "storage below the dry line"}
		}
		if x.Until == "" {
			add(say("%[1]s 预留%[2]s", "%[1]s keeps %[3]s", x.Node, what.ZH, what.EN))
		} else {
			add(say("%[1]s %[2]s只供至级别 %[4]s", "%[1]s: %[3]s serves down to level %[4]s only", x.Node, what.ZH, what.EN, x.Until))
		}
	}
	return Text{strings.Join(zh, "；"), strings.Join(en, "; ")}
}

// words says whom a group holds.
func (u UserGroup) words() Text {
	if len(u.Nodes) > 0 {
		s := strings.Join(u.Nodes, ", ")
		return Text{s + " ", s}
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
	places := slices.Clone(u.Regions)
	if u.City != "" {
		places = append(places, u.City)
	}
	if len(places) > 0 {
		at := strings.Join(places, ", ")
		out.ZH, out.EN = at+" "+out.ZH, out.EN+" of "+at
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
