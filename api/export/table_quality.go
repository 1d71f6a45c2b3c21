package export

import (
	"fmt"
	"math"

	"fenhu/network"
	wq "fenhu/network/quality"
	"fenhu/optimize"
)

// qualityTables are the tables of a run that follows pollutants.
func qualityTables() []string { return []string{"quality-summary", "quality", "loads"} }

// decimalsOf are the decimals that a concentration is reported with, one more
// than its limits have.
func decimalsOf(i wq.Indicator) int {
	switch i {
	case wq.COD, wq.CODMn:
		return 1
	case wq.TP:
		return 3
	default:
		return 2
	}
}

// pollutants makes a column for each pollutant of a run.
func pollutants(a *optimize.Allocation, zh, en, unit string, decimals func(wq.Indicator) int) []Column {
	var out []Column
	for _, i := range a.WaterQuality.Indicators {
		l, _ := wq.LimitOf(i)
		out = append(out, figure(l.Chinese, string(i), unit, decimals(i)).in(zh, en))
	}
	return out
}

// classCell is a class as people write it; empty where there is none.
func classCell(c wq.Class) Cell {
	if c == wq.WorseThanV {
		return Words("劣Ⅴ", "worse than Ⅴ")
	}
	return Words(c.String(), c.String())
}

// indicatorCell is the name of an indicator.
func indicatorCell(i wq.Indicator) Cell {
	l, ok := wq.LimitOf(i)
	if !ok {
		return None()
	}
	return Words(l.Chinese, string(i))
}

// targetCell is the class that a section is held to.
func targetCell(s *optimize.SectionQuality) Cell {
	c, err := wq.ParseClass(s.TargetClass)
	if err != nil {
		return None()
	}
	return classCell(c)
}

// overrun is the worst exceedance of a section in a period, C/T − 1; NaN where
// it has no target.
func overrun(s *optimize.SectionQuality, t int) float64 {
	worst := math.NaN()
	for i := range s.Values {
		v := &s.Values[i]
		if target := at(v.TargetMgL, t); target > 0 {
			if over := wq.Exceedance(at(v.MgL, t), target); math.IsNaN(worst) || over > worst {
				worst = over
			}
		}
	}
	return worst
}

// qualityNotes say what a concentration is worth and how it was computed.
func qualityNotes(a *optimize.Allocation) []network.Text {
	q := a.WaterQuality
	notes := []network.Text{{
		ZH: "由配置结果按完全混合与一级衰减计算，不是监测值；单因子评价（GB 3838—2002），总氮不参评；断流时段不评价。",
		EN: "Computed from the plan by full mixing and first-order decay, not measured; the worst indicator decides (GB 3838-2002), TN does not count; dry periods are not assessed.",
	}}
	if q.Grade == "C" || q.Grade == "D" {
		notes = append(notes, network.Text{
			ZH: "来水、退水、出水浓度与衰减系数为 " + q.Grade + " 级" + gradeWord(q.Grade).ZH + "，结果不可作为正式数据引用",
			EN: "concentrations of sources, returns and effluents and the decay rates are of grade " + q.Grade + " (" + gradeWord(q.Grade).EN + "); these are no official figures",
		})
	}
	switch r := q.Rounds; {
	case q.Ignored:
		notes = append(notes, network.Text{
			ZH: "文档要求断面水质达标，但滚动计算不执行该级别，只计算浓度。",
			EN: "The document asks for sections to be held to their targets; a rolling run does not do that and computes concentrations only.",
		})
	case r != nil && r.Converged:
		notes = append(notes, network.Text{
			ZH: fmt.Sprintf("已将断面水质目标列入优先序，迭代 %d 次收敛，浓度相对变化 %.1e。", r.Count, r.Change),
			EN: fmt.Sprintf("Section targets are a level of priority; %d rounds converged, concentrations changed by %.1e of themselves in the last.", r.Count, r.Change),
		})
	case r != nil:
		notes = append(notes, network.Text{
			ZH: fmt.Sprintf("已将断面水质目标列入优先序，迭代 %d 次未收敛：方案所用浓度与其实际浓度最多相差 %.2g%%。", r.Count, 100*r.Change),
			EN: fmt.Sprintf("Section targets are a level of priority; %d rounds did not converge: the concentrations the plan was made with differ from those it has by up to %.2g %%.", r.Count, 100*r.Change),
		})
	}
	return notes
}

func gradeWord(grade string) network.Text {
	if grade == "C" {
		return network.Text{ZH: "一般经验值", EN: "general knowledge"}
	}
	return network.Text{ZH: "假定值", EN: "assumptions"}
}

// qualityTable is the quality of every section in every period.
func qualityTable(a *optimize.Allocation) Table {
	t := Table{
		Columns: []Column{words("控制断面", "control section"), words("时段", "period"), figure("流量", "flow", "m³/s", 2)},
		Notes: append(qualityNotes(a), network.Text{
			ZH: "超标倍数为各指标 C/S−1 的最大值；剩余容量为 (S−C)·Q，负值为超载。",
			EN: "Exceedance is the largest C/S − 1; room left is (S − C)·Q, negative where the river carries too much.",
		}),
	}
	t.Columns = append(t.Columns, pollutants(a, "浓度", "concentration", "mg/L", decimalsOf)...)
	t.Columns = append(t.Columns, words("水质类别", "class"), words("定类指标", "by"), words("目标", "target"), figure("超标倍数", "exceedance", "-", 2), words("达标", "met"))
	t.Columns = append(t.Columns, pollutants(a, "剩余容量", "room left", "t", func(wq.Indicator) int { return 1 })...)
	for k := range a.SectionQuality {
		s := &a.SectionQuality[k]
		for u := range a.Periods {
			dry := u >= len(s.Class) || s.Class[u] == 0
			cells := []Cell{name(s.NameZH, s.NameEN, s.ID), period(a, u), Number(at(s.FlowM3s, u))}
			for i := range s.Values {
				cells = append(cells, unless(dry, at(s.Values[i].MgL, u)))
			}
			if dry {
				cells = append(cells, Words("断流", "dry"), None(), targetCell(s), None(), None())
			} else {
				cells = append(cells, classCell(s.Class[u]), indicatorCell(s.By[u]), targetCell(s), Number(overrun(s, u)), metCell(s, u))
			}
			for i := range s.Values {
				cells = append(cells, unless(dry || s.Values[i].Capacity == nil, at(s.Values[i].Capacity, u)))
			}
			t.Rows = append(t.Rows, Row{Cells: cells})
		}
	}
	return t
}

func unless(missing bool, x float64) Cell {
	if missing {
		return None()
	}
	return Number(x)
}

func metCell(s *optimize.SectionQuality, t int) Cell {
	switch {
	case math.IsNaN(overrun(s, t)):
		return None()
	case s.Met[t]:
		return Words("是", "yes")
	default:
		return Words("否", "no")
	}
}

// qualitySummaryTable is a line for every section.
func qualitySummaryTable(a *optimize.Allocation) Table {
	t := Table{
		Columns: []Column{words("控制断面", "control section"), words("所在河流", "river"), figure("平均流量", "mean flow", "m³/s", 2)},
		Notes: append(qualityNotes(a), network.Text{
			ZH: "均值与类别按有水时段的平均浓度；达标率为达标时段占应评时段的比例；标“估”的断面目标为估计。",
			EN: "Means and their class are those of the periods with flow; periods met is the share of the assessed ones; est. marks sections whose target is an estimate.",
		}),
	}
	t.Columns = append(t.Columns, pollutants(a, "平均浓度", "mean concentration", "mg/L", decimalsOf)...)
	t.Columns = append(t.Columns, words("均值类别", "class of mean"), words("最差类别", "worst class"), words("目标", "target"),
		figure("达标率", "periods met", "%", 1), figure("最大超标倍数", "worst exceedance", "-", 2), words("出现时段", "in"), words("备注", "remark"))
	for k := range a.SectionQuality {
		s := &a.SectionQuality[k]
		flow, worst, at1 := 0.0, wq.Class(0), -1
		for u := range a.Periods {
			flow += at(s.FlowM3s, u) * float64(a.Periods[u].Days)
			if u < len(s.Class) && s.Class[u] > 0 {
				worst = max(worst, s.Class[u])
				if x := overrun(s, u); x > 0 && !s.Met[u] && (at1 < 0 || x > overrun(s, at1)) {
					at1 = u
				}
			}
		}
		days := 0.0
		for _, p := range a.Periods {
			days += float64(p.Days)
		}
		cells := []Cell{name(s.NameZH, s.NameEN, s.ID), Words(s.River, s.River), quotient(flow, days)}
		for i := range s.Values {
			cells = append(cells, unless(s.MeanClass == 0, s.Values[i].Mean))
		}
		cells = append(cells, classCell(s.MeanClass), classCell(worst), targetCell(s), unless(s.Assessed == 0, 100*s.Attainment))
		if at1 < 0 {
			cells = append(cells, None(), None())
		} else {
			cells = append(cells, Number(overrun(s, at1)), period(a, at1))
		}
		t.Rows = append(t.Rows, Row{Cells: append(cells, estimateMark(s.Grade == "D"))})
	}
	return t
}

// loadsTable is where loads come from and what becomes of them.
func loadsTable(a *optimize.Allocation) Table {
	t := Table{
		Unit:    "t",
		Columns: []Column{words("项目", "item")},
		Notes: append(qualityNotes(a), network.Text{
			ZH: "入河为正，去向为负；合计即闭合差，应为零。含水层与用户之内的负荷不计。",
			EN: "In is positive, out negative; the total is the error of the balance and must be zero. What is inside aquifers and users does not count.",
		}),
	}
	t.Columns = append(t.Columns, pollutants(a, "负荷", "load", "", func(wq.Indicator) int { return 1 })...)
	for _, term := range []struct {
		zh, en string
		sign   float64
		of     func(*optimize.LoadLedger) float64
	}{
		{"天然来水与面源", "natural inflow and non-point", 1, func(l *optimize.LoadLedger) float64 { return l.Runoff }},
		{"界外引入", "from outside", 1, func(l *optimize.LoadLedger) float64 { return l.Outside }},
		{"地下水开采带入", "pumped groundwater", 1, func(l *optimize.LoadLedger) float64 { return l.Groundwater }},
		{"用户退水", "returns of users", 1, func(l *optimize.LoadLedger) float64 { return l.Returns }},
		{"期初蓄水", "stored at the start", 1, func(l *optimize.LoadLedger) float64 { return l.Initial }},
		{"取水带走", "withdrawn by users", -1, func(l *optimize.LoadLedger) float64 { return l.Withdrawn }},
		{"污水厂去除", "removed by treatment", -1, func(l *optimize.LoadLedger) float64 { return l.Removed }},
		{"自然衰减", "decayed", -1, func(l *optimize.LoadLedger) float64 { return l.Decayed }},
		{"入渗含水层", "into aquifers", -1, func(l *optimize.LoadLedger) float64 { return l.Infiltrate }},
		{"输水损失带走", "with water lost on the way", -1, func(l *optimize.LoadLedger) float64 { return l.Lost }},
		{"出境", "leaving the area", -1, func(l *optimize.LoadLedger) float64 { return l.Outflow }},
		{"期末在途", "on its way at the end", -1, func(l *optimize.LoadLedger) float64 { return l.Travelling }},
		{"期末蓄水", "stored at the end", -1, func(l *optimize.LoadLedger) float64 { return l.Final }},
	} {
		cells := []Cell{Words(term.zh, term.en)}
		for i := range a.WaterQuality.Loads {
			cells = append(cells, Number(term.sign*term.of(&a.WaterQuality.Loads[i])))
		}
		t.Rows = append(t.Rows, Row{Cells: cells})
	}
	total := []Cell{Words("闭合差", "error")}
	for i := range a.WaterQuality.Loads {
		total = append(total, Number(a.WaterQuality.Loads[i].Residual))
	}
	t.Rows = append(t.Rows, Row{Kind: Total, Cells: total})
	return t
}
