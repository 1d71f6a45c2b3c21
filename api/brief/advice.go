package brief

import (
	"strings"

	"fenhu/network"
	"fenhu/network/drought"
)

// advice is what to do, in the order of urgency. It follows from the results by
// rules that anyone can check; it decides nothing.
func (v *view) advice() Section {
	s := Section{Title: text("建议", "What to do")}
	add := func(t network.Text) { s.Steps = append(s.Steps, t) }
	if v.plan != nil {
		if t, ok := v.nextRise(); ok {
			add(t)
		}
		for _, t := range v.watch() {
			add(t)
		}
	} else {
		add(text("确定抗旱预案的指标与阈值后重新计算，本简报没有预案可依。", "Settle the indicators and thresholds of a drought plan and run again: no plan was in force here."))
	}
	var focus []network.Text
	for _, p := range v.ranked() {
		if len(focus) == 3 || p.total.lack() < 0.05 {
			break
		}
		focus = append(focus, text("%[1]s（缺供%[3]s）", "%[2]s (lacks %[3]s)", p.name().ZH, p.name().EN, rate(p.total.lack())))
	}
	if len(focus) > 0 {
		names := list(focus)
		add(text("重点县：%[1]s；调度与送水力量优先安排。", "Counties first in need: %[2]s.", names.ZH, names.EN))
	}
	for _, t := range v.sources() {
		add(t)
	}
	if v.peak > drought.None {
		name := v.peak.Name()
		zh, en := v.lawful()
		add(text("最重县达%[1]s（城市缺水率口径，未经会商认定），《抗旱条例》第34、35条许可的措施：%[3]s。", "The worst county reaches %[2]s by town shortage, which no authority has declared; measures that articles 34 and 35 of the drought regulation then allow: %[4]s.", name.ZH, name.EN, zh, en))
		if drought.EmergencyPeriod(v.peak) {
			add(text("如经认定为特大干旱，省级防汛抗旱指挥机构可依第45条宣布进入紧急抗旱期。", "Should it be declared an extreme drought, the province may declare an emergency period (article 45)."))
		}
	}
	if v.worst >= network.DroughtOrange {
		add(text("Ⅱ级及以上的限供影响取水许可：按《取水许可和水资源费征收管理条例》第41条，紧急限制取水量应先书面通知取水单位。", "Restrictions of level Ⅱ and above touch abstraction permits: emergency cuts need notice in writing first (permit regulation, article 41)."))
	}
	add(text("请气象、农业农村和县级水利部门填报旱情分析表的空白项（SPI、PA、受旱面积、饮水困难人口）。", "Have the weather service and the counties fill in the blanks of the county table (SPI, PA, crops hit, people short of water)."))
	return s
}

// nextRise is the first time that the level rises in the run.
func (v *view) nextRise() (network.Text, bool) {
	before := v.plan.Periods[0].Level
	for t := 1; t < len(v.plan.Periods); t++ {
		l := v.plan.Periods[t].Level
		if l <= before {
			before = l
			continue
		}
		m, name, measures := v.month(t), l.Name(), v.measures(l)
		return text("为%[1]s进入%[3]s做准备，届时措施：%[5]s。", "Prepare for %[4]s from %[2]s. Its measures: %[6]s.", m.ZH, m.EN, name.ZH, name.EN, or(measures.ZH, "无"), or(measures.EN, "none")), true
	}
	return network.Text{}, false
}

// watch names the indicators nearest to the next level at the start of the run.
func (v *view) watch() []network.Text {
	if v.rule == nil {
		return nil
	}
	now := v.plan.Periods[0]
	var zh, en []string
	for i := range v.rule.Indicators {
		x := &v.rule.Indicators[i]
		if i >= len(now.Values) || now.Values[i] == nil || now.Level == network.DroughtRed {
			continue
		}
		limit := x.Threshold(now.Level + 1).Enter
		if !limit.IsSet() {
			continue
		}
		at := limit.At(v.Network.PlanningYear, v.monthOf(0))
		name, value, threshold := x.Name(), indicator(*now.Values[i], x.Unit()), indicator(at, x.Unit())
		zh, en = append(zh, name.ZH+"现"+value+"、阈值"+threshold), append(en, name.EN+" "+value+", threshold "+threshold)
	}
	if len(zh) == 0 {
		return nil
	}
	next := (now.Level + 1).Name()
	return []network.Text{text("逐旬监测%[1]s的进入指标：%[3]s。", "Watch every ten days what calls %[2]s: %[4]s.", next.ZH, next.EN, strings.Join(zh, "；"), strings.Join(en, "; "))}
}

// sources says which emergency sources are worth opening.
func (v *view) sources() []network.Text {
	base := effectOf(v.Run)
	var out []network.Text
	for _, x := range v.Variants {
		if x.Source == (network.Text{}) || x.Run.Infeasible != nil {
			continue
		}
		e := effectOf(x.Run)
		gain := e.lacking() - base.lacking()
		if x.Adds {
			gain = -gain
		}
		switch share := ratio(gain, base.lacking()); {
		case share >= 0.01 && x.Adds:
			out = append(out, text("研究提前启用%[1]s：可减少未供水量%[3]s万m³（%[4]s）。", "Look into opening %[2]s: it would take %[3]s ×10⁴ m³ (%[4]s) off what is not supplied.", x.Source.ZH, x.Source.EN, volume(gain), rate(share)))
		case share >= 0.01:
			out = append(out, text("保证%[1]s可用：停用将多缺供%[3]s万m³（%[4]s）。", "Keep %[2]s ready: without it %[3]s ×10⁴ m³ (%[4]s) more are not supplied.", x.Source.ZH, x.Source.EN, volume(gain), rate(share)))
		default:
			out = append(out, text("%[1]s在本情景下作用不足1%[3]s，不宜作为主要依靠。", "%[2]s brings less than 1%[3]s in this course: do not rest on it.", x.Source.ZH, x.Source.EN, "%"))
		}
	}
	return out
}

// lawful lists the measures that the law allows in the worst category.
func (v *view) lawful() (zh, en string) {
	var a, b []string
	for _, m := range drought.Measures(v.peak) {
		a, b = append(a, m.Name.ZH), append(b, m.Name.EN)
	}
	return strings.Join(a, "、"), strings.Join(b, "; ")
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
