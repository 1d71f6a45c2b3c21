package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"fenhu/api/export"
	"fenhu/network"
)

// mostRuns is how many droughts the table lists; JSON holds all.
const mostRuns = 15

func (d *designOutcome) unit() string {
	if d.Unit == "" {
		return "-"
	}
	return d.Unit
}

// tables are design years, their months, droughts, design droughts, scenarios.
func (d *designOutcome) tables() []export.Table {
	out := []export.Table{d.yearTable(), d.monthTable(), d.runTable()}
	if d.Droughts != nil {
		out = append(out, d.droughtTable())
	}
	return append(out, d.scenarioTable())
}

func (d *designOutcome) yearTable() export.Table {
	u := d.unit()
	t := export.Table{
		ID: "design-years", Title: text("设计年表", "Design years"), Unit: u,
		Columns: []export.Column{
			{Name: text("频率", "P"), Unit: "%"},
			{Name: text("设计代表年", "design year"), Words: true},
			{Name: text("年值", "annual value"), Unit: u, Decimals: 4},
			{Name: text("控制时段", "control period"), Unit: u, Decimals: 4},
			{Name: text("典型年", "typical year"), Words: true},
			{Name: text("典型年值", "its value"), Unit: u, Decimals: 4},
			{Name: text("同倍比K", "same ratio K"), Unit: "-", Decimals: 6},
			{Name: text("K1", "K1"), Unit: "-", Decimals: 6, Group: text("同频率", "same frequency")},
			{Name: text("K2", "K2"), Unit: "-", Decimals: 6, Group: text("同频率", "same frequency")},
		},
		Notes: []network.Text{
			text(fmt.Sprintf("年值：均值 %.4f，Cv %.4f，Cs/Cv %.2f；控制时段（%s 月）：均值 %.4f，Cv %.4f", d.Adopted.Mean, d.Adopted.Cv, skewRatio(d.Adopted), d.months, d.ByControl.Mean, d.ByControl.Cv),
				fmt.Sprintf("years: mean %.4f, Cv %.4f, Cs/Cv %.2f; control period (months %s): mean %.4f, Cv %.4f", d.Adopted.Mean, d.Adopted.Cv, skewRatio(d.Adopted), d.months, d.ByControl.Mean, d.ByControl.Cv)),
			text("典型年未指定时，在年值相差 15% 以内的年份中取控制时段占比最小者（D）；K1 用于控制时段，K2 用于其余月份。", "Unless given, the typical year is the one within 15 % of the value whose control period has the least share (D). K1 is for the control period, K2 for the other months."),
		},
	}
	for i := range d.Years {
		y := &d.Years[i]
		typical := strconv.Itoa(y.Typical)
		row := []export.Cell{export.Number(100 * y.P), export.Words(y.ZH, y.EN), export.Number(y.Value), export.Number(y.ControlValue), export.Words(typical, typical), export.Number(y.TypicalValue), export.Number(y.SameRatio.Control)}
		if s := y.SameFrequency; s != nil {
			row = append(row, export.Number(s.Control), export.Number(s.Rest))
		} else {
			row = append(row, export.None(), export.None())
		}
		t.Rows = append(t.Rows, export.Row{Cells: row})
	}
	return t
}

func (d *designOutcome) monthTable() export.Table {
	t := export.Table{
		ID: "design-months", Title: text("设计年月过程表", "Design years by month"), Unit: d.unit(),
		Columns: append([]export.Column{{Name: text("频率", "P"), Unit: "%"}, {Name: text("缩放方法", "scaling"), Words: true}}, monthColumns(d.unit())...),
	}
	for i := range d.Years {
		y := &d.Years[i]
		t.Rows = append(t.Rows, export.Row{Cells: append([]export.Cell{export.Number(100 * y.P), export.Words("同倍比", "same ratio")}, monthCells(y.SameRatio.Values)...)})
		if y.SameFrequency != nil {
			t.Rows = append(t.Rows, export.Row{Cells: append([]export.Cell{export.Number(100 * y.P), export.Words("同频率", "same frequency")}, monthCells(y.SameFrequency.Values)...)})
		}
	}
	return t
}

func monthColumns(unit string) []export.Column {
	var out []export.Column
	for m := 1; m <= 12; m++ {
		out = append(out, export.Column{Name: text(fmt.Sprintf("%d月", m), strconv.Itoa(m)), Unit: unit, Decimals: 4})
	}
	return append(out, export.Column{Name: text("全年", "year"), Unit: unit, Decimals: 4})
}

func monthCells(values []float64) []export.Cell {
	var out []export.Cell
	sum := 0.0
	for _, x := range values {
		out = append(out, export.Number(x))
		sum += x
	}
	return append(out, export.Number(sum))
}

func (d *designOutcome) runTable() export.Table {
	t := export.Table{
		ID: "runs", Title: text("历史干旱（游程）", "Droughts of the record (runs)"), Unit: d.unit(),
		Columns: []export.Column{
			{Name: text("起", "from"), Words: true},
			{Name: text("止", "to"), Words: true},
			{Name: text("历时(月)", "duration (months)"), Unit: "-"},
			{Name: text("烈度", "severity"), Unit: d.unit(), Decimals: 4},
			{Name: text("强度", "intensity"), Unit: d.unit(), Decimals: 4},
			{Name: text("最大月亏缺", "worst month"), Unit: d.unit(), Decimals: 4},
		},
		Notes: []network.Text{text(fmt.Sprintf("共 %d 次，按烈度排列，列出前 %d 次；低于同月平均的 %g 倍为干旱（D）。", len(d.Runs), min(mostRuns, len(d.Runs)), d.Threshold), fmt.Sprintf("%d droughts, the %d most severe; a drought is below %g of the mean of the month (D).", len(d.Runs), min(mostRuns, len(d.Runs)), d.Threshold))},
	}
	if d.NoDesign != "" {
		t.Notes = append(t.Notes, text("未推求设计干旱："+d.NoDesign, "no design droughts: "+d.NoDesign))
	}
	order := slices.Clone(d.Runs)
	slices.SortStableFunc(order, func(a, b droughtRun) int { return cmp.Compare(b.Severity, a.Severity) })
	for _, r := range order[:min(mostRuns, len(order))] {
		t.Rows = append(t.Rows, export.Row{Cells: []export.Cell{export.Words(r.From, r.From), export.Words(r.To, r.To), export.Number(float64(r.Duration)), export.Number(r.Severity), export.Number(r.Intensity), export.Number(r.Peak)}})
	}
	return t
}

func (d *designOutcome) droughtTable() export.Table {
	t := export.Table{
		ID: "design-droughts", Title: text("设计干旱", "Design droughts"), Unit: d.unit(),
		Columns: []export.Column{
			{Name: text("重现期", "return period"), Unit: "a"}, {Name: text("历时(月)", "duration (months)"), Unit: "-", Decimals: 1}, {Name: text("烈度", "severity"), Unit: d.unit(), Decimals: 4}, {Name: text("历史上两者同时达到", "both reached in the record, once in"), Unit: "a", Decimals: 1},
		},
		Notes: []network.Text{text("烈度为 gamma 分布，历时为几何分布，各自推求；空白为历史上未同时达到。", "Severity by a gamma, duration by a geometric distribution, each on its own; blank = never both in the record.")},
	}
	for _, x := range d.Droughts {
		joint := export.None()
		if x.Joint > 0 {
			joint = export.Number(x.Joint)
		}
		t.Rows = append(t.Rows, export.Row{Cells: []export.Cell{export.Number(x.Return), export.Number(x.Duration), export.Number(x.Severity), joint}})
	}
	return t
}

func (d *designOutcome) scenarioTable() export.Table {
	t := export.Table{
		ID: "scenarios", Title: text("可供比较的来水情景", "Inflow scenarios to compare"), Unit: "-",
		Columns: []export.Column{{Name: text("标识", "id"), Words: true}, {Name: text("情景", "scenario"), Words: true}},
		Notes:   []network.Text{text("情景集为本系统的设定（D）。", "The set is a default of this program (D).")},
	}
	for _, s := range d.Scenarios {
		t.Rows = append(t.Rows, export.Row{Cells: []export.Cell{export.Words(s.ID, s.ID), export.Words(s.Name.ZH, s.Name.EN)}})
	}
	return t
}
