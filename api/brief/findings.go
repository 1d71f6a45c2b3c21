package brief

import "fenhu/network"

// tiles are the leading figures.
func (v *view) tiles() []Tile {
	base := effectOf(v.Run)
	worst := levelName(v.worst)
	out := []Tile{{Label: text("全期最高响应等级", "highest level"), Value: worst, Level: v.worst, Note: v.since()}}
	if v.plan == nil {
		out[0].Value, out[0].Note = text("无预案", "no plan"), network.Text{}
	}
	if p := v.planChances(); p != nil && len(p.Reached) > 0 {
		last := p.Reached[len(p.Reached)-1]
		t := Tile{Label: text("期内达到Ⅱ级及以上的概率", "probability of Ⅱ or worse"), Value: same(chance(last[network.DroughtOrange]))}
		t.Note = text("Ⅰ级 %[1]s", "Ⅰ: %[1]s", chance(last[network.DroughtRed]))
		out = append(out, t)
	}
	d := v.Run.Indicators
	out = append(out,
		Tile{Label: text("未供水量（限供+缺水）", "not supplied"), Value: text("%[1]s 万m³", "%[1]s ×10⁴ m³", volume(base.lacking())), Note: text("占需水%[1]s；限供%[2]s、缺水%[3]s", "%[1]s of demand; restricted %[2]s, short %[3]s", rate(ratio(base.lacking(), d.Demand)), volume(base.restriction), volume(base.shortage))},
		Tile{Label: text("城镇最重时段缺供率", "towns lack, worst period"), Value: same(rate(base.town)), Note: text("灌溉全期缺供%[1]s", "irrigation lacks %[1]s over the run", rate(base.farm))})
	return out
}

func same(s string) network.Text { return network.Text{ZH: s, EN: s} }

// since says when the highest level begins.
func (v *view) since() network.Text {
	if v.plan == nil || v.worst == network.NoDrought {
		return network.Text{}
	}
	for t := range v.plan.Periods {
		if v.plan.Periods[t].Level == v.worst {
			m := v.month(t)
			return text("自%[1]s起", "from %[2]s", m.ZH, m.EN)
		}
	}
	return network.Text{}
}

// findings are the brief in some sentences.
func (v *view) findings() []network.Text {
	base := effectOf(v.Run)
	in := v.inflow()
	out := []network.Text{text("如遇%[1]s，规划区需水%[3]s万m³中有%[4]s万m³（%[5]s）不能供给，其中预案计划限供%[6]s万m³、缺水%[7]s万m³。",
		"With %[2]s, %[4]s of the %[3]s ×10⁴ m³ wanted in the planned area (%[5]s) cannot be supplied: %[6]s are restricted by the plan, %[7]s are short.",
		in.ZH, in.EN, volume(v.Run.Indicators.Demand), volume(base.lacking()), rate(ratio(base.lacking(), v.Run.Indicators.Demand)), volume(base.restriction), volume(base.shortage))}
	if v.plan != nil {
		out = append(out, v.course())
	}
	if p := v.planChances(); p != nil {
		out = append(out, v.soon(p))
	}
	worst := v.ranked()
	if len(worst) > 0 && worst[0].total.lack() > 0 {
		p := &worst[0]
		grade := p.category.Name()
		m := v.month(p.peakAt)
		out = append(out, text("缺供最重的是%[1]s（%[3]s），城镇最重时段%[4]s缺供%[6]s，属%[7]s。", "%[2]s lacks most (%[3]s); its towns lack %[6]s in %[5]s, which is %[8]s.",
			p.name().ZH, p.name().EN, rate(p.total.lack()), m.ZH, m.EN, rate(p.peak), grade.ZH, grade.EN))
	}
	if v.rule != nil && (v.rule.Grade == "C" || v.rule.Grade == "D") {
		out = append(out, text("预案的阈值与措施为%[1]s级设定值，不是官方预案的数值；以上等级只供研判，不是预警发布。", "Thresholds and measures of the plan are assumptions of grade %[1]s, not those of an official plan: the levels above are for judgement and no warning has been issued.", v.rule.Grade))
	}
	return out
}
