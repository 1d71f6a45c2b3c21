package brief

import (
	"fenhu/api/export"
	"fenhu/api/plot"
	"fenhu/network"
	"fenhu/network/drought"
	"fenhu/optimize"
)

// planChances are those of the plan of the brief in the ensemble; nil without them.
func (v *view) planChances() *optimize.PlanSummary {
	if v.plan == nil || v.Ensemble == nil {
		return nil
	}
	for i := range v.Ensemble.Plans {
		if v.Ensemble.Plans[i].ID == v.plan.ID {
			return &v.Ensemble.Plans[i]
		}
	}
	return nil
}

// chances is how likely things are from the same storages.
func (v *view) chances() Section {
	e := v.Ensemble
	s := Section{Title: text("可能性：从当前蓄水出发的多过程推演", "How likely: many inflows from the same storages")}
	n := e.Traces - len(e.Failed)
	s.Text = append(s.Text, text("用%[1]d条来水过程（%[2]s）从同一期初蓄水逐时段推演，不预知未来。全期缺水期望值%[4]s万m³（不含限供），最差%[5]s过程平均%[6]s万m³。含规划区外同河用户。",
		"%[1]d inflow traces (%[3]s) were run from the same storages without foresight. Expected shortage, restriction aside, is %[4]s ×10⁴ m³ and %[6]s in the worst %[5]s. Users on the same rivers outside the planned area count.",
		n, v.Traces.ZH, v.Traces.EN, volume(e.Total.Expected), decimal(100*e.Tail, 0)+"%", volume(e.Total.Worst)))
	if len(e.Failed) > 0 {
		s.Text = append(s.Text, text("%[1]d条过程没有算出，未计入。", "%[1]d traces have no result and do not count.", len(e.Failed)))
	}
	if p := v.planChances(); p != nil {
		s.Text = append(s.Text, v.soon(p))
		s.Tables = append(s.Tables, v.reached(p))
		s.Figures = append(s.Figures, Figure{
			Caption: text("各级响应占比（%[1]d条过程）", "Share of %[1]d traces in each level", n), Height: 6.8,
			Plot: plot.States{Title: text("各级响应概率", "Probability of each level"), Steps: v.ensembleSteps(), Shares: p.Probability},
		})
	}
	s.Figures = append(s.Figures,
		Figure{Caption: text("全部用户逐时段缺水量（概率带）", "Shortage of all users by period, as bands of probability"), Height: 7.4, Plot: fan(e, v.ensembleSteps())},
		Figure{Caption: text("全期缺水量频率曲线", "Frequency of the shortage of the whole run"), Height: 7.4, Plot: exceedance(e)})
	s.Tables = append(s.Tables, v.reliability(), v.countyChances())
	return s
}

func (v *view) ensembleSteps() []string {
	return shortSteps(len(v.Ensemble.Steps), func(t int) string { return v.Ensemble.Steps[t] }, v.Run.Step)
}

// soon says how likely yellow and worse are within two, three and six months.
func (v *view) soon(p *optimize.PlanSummary) network.Text {
	last := len(p.Reached) - 1
	var at []int
	for t, days := 0, 0; t <= last && t < len(v.Run.Periods); t++ {
		before := days
		days += v.Run.Periods[t].Days
		for _, d := range []int{60, 90, 180} {
			if before < d-2 && days >= d-2 {
				at = append(at, t)
			}
		}
	}
	at = append(at, last)
	var zh, en []network.Text
	seen := -1
	for _, t := range at {
		if t <= seen || t >= len(v.Run.Periods) {
			continue
		}
		seen = t
		m := v.month(t)
		if t < last && chance(p.Reached[t][network.DroughtYellow]) == "0%" {
			continue // the next says more
		}
		x := text("%[1]s底前达到Ⅲ级及以上%[3]s、Ⅱ级及以上%[4]s", "by the end of %[2]s Ⅲ or worse %[3]s, Ⅱ or worse %[4]s", m.ZH, m.EN, chance(p.Reached[t][network.DroughtYellow]), chance(p.Reached[t][network.DroughtOrange]))
		zh, en = append(zh, x), append(en, x)
	}
	return text("曾达到的概率：%[1]s。", "Probability of having reached: %[2]s.", joined(zh).ZH, joined(en).EN)
}

func joined(parts []network.Text) network.Text {
	var out network.Text
	for i, p := range parts {
		if i > 0 {
			out.ZH, out.EN = out.ZH+"；", out.EN+"; "
		}
		out.ZH, out.EN = out.ZH+p.ZH, out.EN+p.EN
	}
	return out
}

// reached is what by when.
func (v *view) reached(p *optimize.PlanSummary) export.Table {
	t := export.Table{ID: "brief-chances", Title: text("各级响应概率：当月与截至当月末", "Probability of the levels: in the period, and reached by its end"), Unit: "%"}
	t.Columns = append(t.Columns, words("时段", "period"))
	four := func() []export.Column {
		return []export.Column{figure("Ⅳ级以上", "Ⅳ or worse", "", 0), figure("Ⅲ级以上", "Ⅲ or worse", "", 0), figure("Ⅱ级以上", "Ⅱ or worse", "", 0), figure("Ⅰ级", "Ⅰ", "", 0)}
	}
	t.Columns = append(t.Columns, grouped("当时段处于", "in force in the period", four()...)...)
	t.Columns = append(t.Columns, grouped("截至时段末曾达到", "reached by its end", four()...)...)
	t.Columns = append(t.Columns, figure("有缺水", "some shortage", "", 0), figure("期望缺水量", "expected shortage", "万m³", 0))
	for u := range p.Probability {
		if u >= len(v.Run.Periods) {
			break
		}
		row := []export.Cell{cell(v.month(u))}
		for l := network.DroughtBlue; l <= network.DroughtRed; l++ {
			at := 0.0
			for k := l; k <= network.DroughtRed; k++ {
				at += p.Probability[u][k]
			}
			row = append(row, export.Number(100*at))
		}
		for l := network.DroughtBlue; l <= network.DroughtRed; l++ {
			row = append(row, export.Number(100*p.Reached[u][l]))
		}
		t.Rows = append(t.Rows, export.Row{Cells: append(row, export.Number(100*v.Ensemble.Total.Probability[u]), export.Number(v.Ensemble.Total.ByStep[u]))})
	}
	return t
}

// countyChances is the probability of a shortage by county and period.
func (v *view) countyChances() export.Table {
	t := export.Table{
		ID: "brief-county-chances", Title: text("各县逐时段缺水概率", "Probability of a shortage by county and period"), Unit: "%",
		Columns: []export.Column{words("县区", "county")},
		Notes:   []network.Text{text("缺水指预案限供之外、超过需水 %[1]s 的缺口。", "A shortage is a gap beyond the plan's restriction of more than %[1]s of the demand.", rate(drought.DefaultTolerance().Value))},
	}
	for u := range v.Ensemble.Steps {
		if u >= len(v.Run.Periods) {
			break
		}
		m := v.month(u)
		t.Columns = append(t.Columns, figure(m.ZH, m.EN, "", 0))
	}
	for _, p := range v.ranked() {
		for i := range v.Ensemble.Regions {
			g := &v.Ensemble.Regions[i]
			if g.ID != p.county.ID {
				continue
			}
			row := []export.Cell{cell(p.name())}
			for u := range t.Columns[1:] {
				row = append(row, export.Number(100*g.Probability[u]))
			}
			t.Rows = append(t.Rows, export.Row{Cells: row})
		}
	}
	return t
}

// reliability compares sectors with the design values of RULES AL-08.
func (v *view) reliability() export.Table {
	t := export.Table{
		ID: "brief-reliability", Title: text("各行业风险与设计保证率", "Risk by sector, and design reliability"), Unit: "%",
		Columns: []export.Column{
			words("行业", "sector"), figure("期望缺水量", "expected shortage", "万m³", 0), figure("最差平均", "mean of the worst", "万m³", 0), figure("期望限供量", "expected restriction", "万m³", 0), figure("保证率", "reliability", "", 1),
			figure("恢复性", "resilience", "-", 2), figure("脆弱性", "vulnerability", "", 1), words("设计保证率", "design value"), words("等级", "grade"),
		},
		Notes: []network.Text{text("保证率为各过程 m/(n+1) 的均值；n 为时段数，故 12 个时段全部满足也只有 92.3%%；设计值以多年计，仅供对照。", "Reliability is the mean over the traces of m/(n+1) with n periods, so that twelve periods all met give 92.3 %%; design values are over many years and stand beside it for comparison.")},
	}
	for i := range v.Ensemble.Sectors {
		g := &v.Ensemble.Sectors[i]
		info, _ := network.SectorByID(network.Sector(g.ID))
		design, grade := export.None(), export.None()
		if s := standard(network.Sector(g.ID)); s != nil {
			value := decimal(s.Low.Value, 0) + "–" + decimal(s.High.Value, 0) + "%"
			design, grade = export.Words(value, value), export.Words(string(s.Low.Grade), string(s.Low.Grade))
		}
		t.Rows = append(t.Rows, export.Row{Cells: []export.Cell{cell(info.Name), export.Number(g.Expected), export.Number(g.Worst), export.Number(g.Restricted), export.Number(100 * g.Reliability), export.Number(g.Resilience), export.Number(100 * g.Vulnerability), design, grade}})
	}
	g := &v.Ensemble.Total
	t.Rows = append(t.Rows, export.Row{Kind: export.Total, Cells: []export.Cell{export.Words("合计", "total"), export.Number(g.Expected), export.Number(g.Worst), export.Number(g.Restricted), export.Number(100 * g.Reliability), export.Number(g.Resilience), export.Number(100 * g.Vulnerability), export.None(), export.None()}})
	return t
}

// standard is the design reliability of a sector; nil where practice states none.
func standard(s network.Sector) *drought.Standard {
	use := map[network.Sector]string{network.UrbanDomestic: "domestic", network.Industry: "industry", network.Irrigation: "irrigation-dry"}[s]
	for _, x := range drought.DefaultStandards() {
		if x.Use == use {
			return &x
		}
	}
	return nil
}

func fan(e *optimize.EnsembleSummary, steps []string) plot.Fan {
	f := plot.Fan{Title: text("逐时段缺水量", "Shortage by period"), Name: text("缺水量", "Shortage"), Unit: "万m³", Steps: steps}
	for i, share := range []float64{0.05, 0.25, 0.5, 0.75, 0.95} {
		q := plot.Quantile{Share: share}
		for t := range e.Shortage {
			q.Values = append(q.Values, e.Shortage[t][i])
		}
		f.Quantiles = append(f.Quantiles, q)
	}
	return f
}

func exceedance(e *optimize.EnsembleSummary) plot.Exceedance {
	f := plot.Exceedance{Title: text("全期缺水量频率曲线", "Shortage of the whole run"), Name: text("缺水量", "Shortage"), Unit: "万m³"}
	for _, p := range e.Curve {
		f.Values, f.At = append(f.Values, p.Value), append(f.At, p.Probability)
	}
	return f
}
