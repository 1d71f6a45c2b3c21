package brief

import (
	"fmt"
	"strings"

	"fenhu/api/export"
	"fenhu/network"
	"fenhu/network/drought"
)

// basis is what the brief rests on, with the grade of every threshold.
func (v *view) basis() Section {
	s := Section{Title: text("依据与数据等级", "What this rests on")}
	s.Text = append(s.Text, text("等级：A 官方文本；B 二手文献；C 专业常识，未见原文；D 本系统的设定。C、D 级阈值是配置项，可在流域文档中修改。",
		"Grades: A official text; B secondary text; C general knowledge, no text seen; D an assumption of this system. Thresholds of C and D are settings of the basin's document."))
	if v.Run.Estimates != "" || v.Run.EstimatesEN != "" {
		s.Text = append(s.Text, network.Text{ZH: v.Run.Estimates, EN: v.Run.EstimatesEN})
	}
	s.Text = append(s.Text, text("计算：逐时段滚动配置，决策只用已发生的水情与窗口内的来水；水量平衡相对残差 %[1]s。输入 SHA-256：%[2]s。",
		"Method: a rolling run whose decisions rest on what has happened and the inflow within the window; relative residual of the water balance %[1]s. SHA-256 of the input: %[2]s.", fmt.Sprintf("%.0e", v.Run.Residuals.Balance), v.Run.Basin.Hash))
	if len(v.Run.Relaxed) > 0 {
		s.Text = append(s.Text, text("有 %[1]d 处硬约束在滚动中不得不突破，明细见计算成果的矛盾诊断表。", "%[1]d hard limits had to give way in the run; its diagnosis lists them.", len(v.Run.Relaxed)))
	}
	s.Tables = append(s.Tables, v.thresholds(), v.grades())
	return s
}

// thresholds are all limits that a judgement of the brief rests on.
func (v *view) thresholds() export.Table {
	t := export.Table{
		ID: "brief-thresholds", Title: text("阈值及其等级", "Thresholds and their grades"), Unit: "-",
		Columns: []export.Column{
			words("项目", "what"), words("Ⅳ级/轻旱", "Ⅳ / light"), words("Ⅲ级/中旱", "Ⅲ / moderate"), words("Ⅱ级/重旱", "Ⅱ / severe"), words("Ⅰ级/特旱", "Ⅰ / extreme"),
			words("等级", "grade"), words("来源", "source"),
		},
		Notes: []network.Text{text("指标为“进入 → 退出”的阈值，年内变化者为%[1]s的数值。", "Indicators have the thresholds to enter → to leave; where they differ by month, those of %[2]s.", v.month(0).ZH, v.month(0).EN)},
	}
	add := func(what network.Text, four [4]string, grade, source string) {
		row := []export.Cell{cell(what)}
		for _, x := range append(four[:], grade, source) {
			row = append(row, export.Words(x, x))
		}
		t.Rows = append(t.Rows, export.Row{Cells: row})
	}
	if v.rule != nil {
		for i := range v.rule.Indicators {
			add(v.rule.Indicators[i].Name(), v.limits(&v.rule.Indicators[i]), v.rule.Grade, v.rule.Source)
		}
	}
	var four [4]string
	var grades []string
	for i, x := range v.city.Thresholds() {
		four[i] = "≥ " + decimal(x.Value, 0) + "%"
		if x.Open {
			four[i] = "> " + decimal(x.Value, 0) + "%"
		}
		grades = append(grades, string(x.Grade))
	}
	add(text("城市干旱缺水率", "town shortage"), four, strings.Join(grades, "/"), v.city.Light.Source)
	for i := range v.Run.Reservoirs {
		node := v.reservoir(v.Run.Reservoirs[i].ID)
		if node == nil || !node.Warning.IsSet() || !node.Dry.IsSet() {
			continue
		}
		name := node.Name()
		lines := "旱警 " + volume(v.line(node.Warning, 0)) + "，旱枯 " + volume(v.line(node.Dry, 0))
		linesEN := "warning " + volume(v.line(node.Warning, 0)) + ", dry " + volume(v.line(node.Dry, 0))
		add(text("%[1]s旱限库容（万m³）：%[3]s", "drought lines of %[2]s (10⁴ m³): %[4]s", name.ZH, name.EN, lines, linesEN), [4]string{}, node.Grade, node.Source)
	}
	tolerance := drought.DefaultTolerance()
	add(text("视为满足的最大缺水率：%[1]s", "largest shortage of a period that counts as met: %[1]s", rate(tolerance.Value)), [4]string{}, string(tolerance.Grade), tolerance.Source)
	return t
}

// limits are the thresholds of an indicator, level by level.
func (v *view) limits(x *network.DroughtIndicator) [4]string {
	var out [4]string
	at := func(q network.Quantity) string {
		return indicator(q.At(v.Network.PlanningYear, v.monthOf(0)), x.Unit())
	}
	for i, l := range network.DroughtLevels()[1:] {
		limit := x.Threshold(l)
		if !limit.Enter.IsSet() {
			continue
		}
		exit := limit.Enter
		if limit.Exit.IsSet() {
			exit = limit.Exit
		}
		out[i] = at(limit.Enter) + "\u00a0→\u00a0" + at(exit)
	}
	return out
}

// grades counts the figures of the document by their grade.
func (v *view) grades() export.Table {
	t := export.Table{
		ID: "brief-grades", Title: text("输入数据的等级（个数）", "Grades of the input (number of items)"), Unit: "-",
		Columns: []export.Column{words("数据", "what"), figure("A", "A", "", 0), figure("B", "B", "", 0), figure("C", "C", "", 0), figure("D", "D", "", 0), figure("未注明", "not stated", "", 0)},
	}
	type count [5]int
	at := func(c *count, grade string) {
		k := 4
		if len(grade) == 1 && grade >= "A" && grade <= "D" {
			k = int(grade[0] - 'A')
		}
		c[k]++
	}
	var inflow, store, demand, other, project, rule count
	for _, n := range v.Network.Nodes {
		switch n.(type) {
		case *network.Inflow:
			at(&inflow, n.Info().Grade)
		case *network.Reservoir:
			at(&store, n.Info().Grade)
		case *network.Demand:
			at(&demand, n.Info().Grade)
		default:
			at(&other, n.Info().Grade)
		}
	}
	for i := range v.Network.Projects {
		at(&project, v.Network.Projects[i].Grade)
	}
	for _, r := range v.Network.Rules {
		at(&rule, r.Info().Grade)
	}
	for _, x := range []struct {
		name network.Text
		c    count
	}{
		{text("来水", "inflows"), inflow},
		{text("水库", "reservoirs"), store},
		{text("需水", "demands"), demand},
		{text("其他节点", "other nodes"), other},
		{text("工程", "projects"), project},
		{text("规则", "rules"), rule},
	} {
		row := []export.Cell{cell(x.name)}
		for _, k := range x.c {
			row = append(row, export.Number(float64(k)))
		}
		t.Rows = append(t.Rows, export.Row{Cells: row})
	}
	return t
}
