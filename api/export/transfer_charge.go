package export

import (
	"maps"
	"slices"
	"strconv"

	"fenhu/network"
	"fenhu/optimize/transfer"
)

func transferCharge(s *transfer.Study, name func(string) network.Text) Table {
	t := Table{
		ID: "transfer-charge", Title: network.Text{ZH: "补偿金额的由来", EN: "How the charge comes about"}, Unit: "元/m³",
		Columns: []Column{words("工程", "project"), words("项目", "item"), figure("数值", "value", "-", 4), words("单位", "unit"), words("说明", "remark")},
		Notes:   []network.Text{transferAbout(s), sample},
	}
	upper := map[transfer.Upper]network.Text{
		transfer.ByAlternative: {ZH: "最便宜的替代水源", EN: "cheapest alternative"}, transfer.ByDual: {ZH: "影子价格", EN: "water value"}, transfer.ByBenefit: {ZH: "受水区平均受益", EN: "mean gain of the recipients"},
	}
	for i := range s.Projects {
		p := &s.Projects[i]
		title := name(p.ID)
		row := func(zh, en string, v float64, unit string, remark network.Text) {
			t.Rows = append(t.Rows, Row{Cells: []Cell{Words(title.ZH, title.EN), Words(zh, en), Number(v), Words(unit, UnitIn(unit, network.EN)), Words(remark.ZH, remark.EN)}})
		}
		b := &p.Bounds
		none := network.Text{}
		from := network.Text{ZH: "取自界外水源", EN: "drawn from beyond the network"}
		if p.From != "" {
			from = network.Text{ZH: "取自流入 " + name(p.From).ZH + " 的河流", EN: "drawn from rivers that run to " + name(p.From).EN}
		}
		row("计费水量", "volume charged", p.Volume, "万m³", from)
		row("其中跨流域", "of it across basins", 100*p.Across, "%", none)
		row("下限：机会成本（AC-01）", "lower: opportunity cost (AC-01)", b.Income, "元/m³", givenIf(b.Income > 0))
		row("下限：治理成本（AC-02）", "lower: replacement cost (AC-02)", b.Replacement, "元/m³", none)
		row("上限：替代水源", "upper: alternative source", b.Alternative, "元/m³", givenIf(b.Alternative > 0))
		row("上限：影子价格", "upper: water value", b.Dual, "元/m³", network.Text{ZH: "受水处水价值减输水成本", EN: "where it is delivered, less carrying"})
		row("上限：平均受益", "upper: mean gain", b.Benefit, "元/m³", network.Text{ZH: "v(N) ÷ 水量", EN: "v(N) ÷ volume"})
		used := network.Text{ZH: "上限取" + upper[b.By].ZH, EN: "upper bound: " + upper[b.By].EN}
		if b.Crossed {
			used = network.Text{ZH: used.ZH + "，低于下限，改取下限", EN: used.EN + ", which is below the lower one; that counts"}
		}
		used.ZH, used.EN = used.ZH+"；参数等级 "+b.Grade, used.EN+"; figures of grade "+b.Grade
		row("单位价值 v", "unit value v", b.Value, "元/m³", used)
		row("未被价税覆盖的份额 α", "share not yet paid α", p.Unpaid, "-", none)
		row("按量质计的金额", "charge by volume and quality", p.Base.InWan(), "万元", network.Text{ZH: "W·v·α·(1+δ(T−G))", EN: "W·v·α·(1+δ(T−G))"})
		row("水源区损失：影子价格", "loss at the source: water values", p.LossByDual, "万元", network.Text{ZH: "无工程时取水口与共用指标的影子价格 × 取水量", EN: "duals of the intake and of shared quotas without the project × intake"})
		row("水源区损失：重新求解", "loss at the source: solved again", p.LossByResult, "万元", network.Text{ZH: "同一河流的用水户与断面因工程多缺的水，按缺水损失计", EN: "what users and sections of the same rivers lack more, valued"})
		row("其他地区损失", "loss elsewhere", p.Rivals, "万元", network.Text{ZH: "不在检验之内", EN: "not part of the test"})
		row("缺水损失减少", "shortage avoided", p.Gain, "万元", none)
		row("输水运行成本", "cost of carrying", p.Carrying, "万元", network.Text{ZH: "不在补偿之内", EN: "not part of the charge"})
		passed := network.Text{ZH: "不低于水源区损失", EN: "not below the loss at the source"}
		switch {
		case p.Raised:
			passed = network.Text{ZH: "低于水源区损失，提高至该损失", EN: "below the loss at the source and raised to it"}
		case !p.Passed:
			passed = network.Text{ZH: "低于水源区损失，未提高", EN: "below the loss at the source, not raised"}
		}
		row("应付总额", "charge", p.Charge.InWan(), "万元", passed)
	}
	return t
}

func givenIf(given bool) network.Text {
	if given {
		return network.Text{}
	}
	return network.Text{ZH: "未给出", EN: "not given"}
}

func transferEffects(s *transfer.Study, name func(string) network.Text) Table {
	t := Table{
		ID: "transfer-effects", Title: network.Text{ZH: "有无工程的缺水损失", EN: "Losses by shortage with and without each project"}, Unit: "万元",
		Columns: []Column{words("工程", "project"), words("地区或断面", "region or section"), figure("有工程", "with", "", 2), figure("无工程", "without", "", 2), figure("变化", "change", "", 2), words("水源区", "at the source")},
		Notes:   []network.Text{{ZH: "两次配置按优先序求解，其余工程不变；缺水损失单价为文档的 prices（多为 D 级）。", EN: "Two plans by the order of priorities, all other projects unchanged, valued at the document's prices of shortage (mostly grade D)."}},
	}
	for i := range s.Projects {
		p := &s.Projects[i]
		for _, e := range p.Effects {
			source := None()
			if e.Donor {
				source = Words("是", "yes")
			}
			t.Rows = append(t.Rows, Row{Cells: []Cell{named(name, p.ID), named(name, e.ID), Number(e.With), Number(e.Without), Number(e.With - e.Without), source}})
		}
	}
	return t
}

func transferTerms(s *transfer.Study) Table {
	t := Table{
		ID: "transfer-terms", Title: network.Text{ZH: "补偿参数与等级", EN: "Terms and their grades"},
		Columns: []Column{words("参数", "figure"), words("含义", "meaning"), words("数值", "value"), words("单位", "unit"), words("等级", "grade"), words("来源", "source")},
		Notes:   []network.Text{sample},
	}
	row := func(key, zh, en, value, unit, grade, source string) {
		t.Rows = append(t.Rows, Row{Cells: []Cell{Words(key, key), Words(zh, en), Words(value, value), Words(unit, UnitIn(unit, network.EN)), Words(grade, grade), Words(source, source)}})
	}
	number := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	x := &s.Terms
	for _, f := range []struct {
		key, zh, en, unit string
		f                 *transfer.Figure
	}{
		{"unpaid", "未被价税覆盖的份额 α", "share not yet paid α", "-", &x.Unpaid},
		{"paid", "已付价税（代替 α）", "paid already, in place of α", "元/m³", x.Paid},
		{"weight", "单位价值在上下限间的位置", "place between the bounds", "-", &x.Weight},
		{"unit_value", "议定单位价值", "agreed unit value", "元/m³", x.UnitValue},
		{"bonus", "每好一类的系数 δ", "bonus for each class δ", "-", &x.Bonus},
		{"wanted_class", "要求类别 T", "class wanted T", "-", &x.WantedClass},
		{"source_class", "水源类别 G（未列明者）", "class at the source G, where not listed", "-", &x.SourceClass},
	} {
		if f.f != nil {
			row(f.key, f.zh, f.en, number(f.f.Value), f.unit, f.f.Grade, f.f.Source)
		}
	}
	for _, owner := range slices.Sorted(maps.Keys(x.Classes)) {
		row("classes."+owner, "水源类别 G", "class at the source G", strconv.Itoa(x.Classes[owner]), "-", "D", "")
	}
	for _, l := range x.Loads {
		row("loads."+l.Indicator, "污染负荷（AC-02）", "load (AC-02)", number(l.Without)+" → "+number(l.With)+" mg/L, "+number(l.Price), "万元/t", l.Grade, l.Source)
	}
	for i := range x.Incomes {
		row("incomes", "机会成本（AC-01）", "opportunity cost (AC-01)", number(x.Incomes[i].OpportunityCost()), "万元", x.Incomes[i].Grade, x.Incomes[i].Source)
	}
	for _, a := range x.Alternatives {
		row("alternatives", "替代水源："+a.NameZH, "alternative: "+a.NameEN, number(a.Cost), "元/m³", a.Grade, a.Source)
	}
	return t
}
