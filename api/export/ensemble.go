package export

import (
	"fmt"
	"strings"

	"fenhu/network"
	"fenhu/optimize"
)

// EnsembleTables are what the traces of an ensemble say together: counties,
// sectors, months, reservoirs, sections, drought levels and the worst traces.
func EnsembleTables(s *optimize.EnsembleSummary, names map[string]network.Text) []Table {
	groups := func(id, zh, en, of, ofEN string, rows []optimize.GroupSummary, name func(string) network.Text) Table {
		t := Table{
			ID: id, Title: network.Text{ZH: zh, EN: en}, Unit: "万m³",
			Columns: []Column{
				words(of, ofEN), figure("需水量(净)", "demand (net)", "", 0), figure("限供水量", "restricted", "", 0), figure("期望缺水量", "expected shortage", "", 1),
				figure("期望缺水率", "expected rate", "%", 2), figure(fmt.Sprintf("最差%g%%平均", 100*s.Tail), fmt.Sprintf("mean of the worst %g %%", 100*s.Tail), "", 1),
				figure("保证率", "reliability", "%", 1), figure("恢复性", "resilience", "-", 2), figure("脆弱性", "vulnerability", "%", 1),
			},
			Notes: []network.Text{{
				ZH: "全计算期合计，净需水口径。保证率为各过程 m/(n+1) 的均值；恢复性为缺水次数与缺水时段数之比；脆弱性为缺水时段的平均缺水率。",
				EN: "Over the whole horizon, net. Reliability is the mean of m/(n+1) over the traces; resilience is spells of shortage by periods of shortage; vulnerability is the mean rate of periods of shortage.",
			}},
		}
		for i := range rows {
			t.Rows = append(t.Rows, groupRow(&rows[i], name(rows[i].ID), Plain))
		}
		t.Rows = append(t.Rows, groupRow(&s.Total, network.Text{ZH: "合计", EN: "total"}, Total))
		return t
	}
	place := func(id string) network.Text {
		if name, ok := names[id]; ok {
			return name
		}
		return network.Text{ZH: id, EN: id}
	}
	tables := []Table{
		groups("ensemble-counties", "各县缺水风险表", "Risk of shortage by county", "行政区", "county", s.Regions, place),
		groups("ensemble-sectors", "各行业缺水风险表", "Risk of shortage by sector", "行业", "sector", s.Sectors, place),
		ensembleProbability(s, place),
		ensembleShortage(s),
		ensembleStorage(s, place),
		ensembleSections(s, place),
	}
	for i := range s.Plans {
		tables = append(tables, ensemblePlan(s, &s.Plans[i]))
	}
	return append(tables, ensembleWorst(s))
}

func groupRow(g *optimize.GroupSummary, name network.Text, kind RowKind) Row {
	return Row{Kind: kind, Cells: []Cell{
		Words(name.ZH, name.EN), Number(g.Demand), Number(g.Restricted), Number(g.Expected), share(g.Expected, g.Demand), Number(g.Worst),
		Number(100 * g.Reliability), Number(g.Resilience), Number(100 * g.Vulnerability),
	}}
}

// ensembleProbability is the probability of a shortage by county and period.
func ensembleProbability(s *optimize.EnsembleSummary, place func(string) network.Text) Table {
	t := Table{
		ID: "ensemble-probability", Title: network.Text{ZH: "各县逐时段缺水概率", EN: "Probability of a shortage by county and period"}, Unit: "%",
		Columns: []Column{words("时段", "period")},
	}
	for _, r := range s.Regions {
		name := place(r.ID)
		t.Columns = append(t.Columns, figure(name.ZH, name.EN, "", 0))
	}
	for u, step := range s.Steps {
		cells := []Cell{Words(step, step)}
		for i := range s.Regions {
			cells = append(cells, Number(100*s.Regions[i].Probability[u]))
		}
		t.Rows = append(t.Rows, Row{Cells: cells})
	}
	return t
}

// bandColumns are the columns of a band.
func bandColumns(zh, en string) []Column {
	var out []Column
	for _, p := range []string{"95%", "75%", "50%", "25%", "5%"} {
		out = append(out, figure("P="+p, "P="+p, "", 0).in(zh, en))
	}
	return out
}

func bandCells(b optimize.Band) []Cell {
	var out []Cell
	for _, v := range b {
		out = append(out, Number(v))
	}
	return out
}

func ensembleShortage(s *optimize.EnsembleSummary) Table {
	t := Table{
		ID: "ensemble-shortage", Title: network.Text{ZH: "逐时段缺水量分布", EN: "Shortage by period"}, Unit: "万m³",
		Columns: append([]Column{words("时段", "period"), figure("缺水概率", "probability", "%", 0), figure("期望", "expected", "", 0)}, bandColumns("超过概率", "exceedance")...),
	}
	for u, step := range s.Steps {
		t.Rows = append(t.Rows, Row{Cells: append([]Cell{Words(step, step), Number(100 * s.Total.Probability[u]), Number(s.Total.ByStep[u])}, bandCells(s.Shortage[u])...)})
	}
	return t
}

func ensembleStorage(s *optimize.EnsembleSummary, place func(string) network.Text) Table {
	t := Table{
		ID: "ensemble-storage", Title: network.Text{ZH: "水库时段末蓄水量分布", EN: "Storage at the end of each period"}, Unit: "万m³",
		Columns: append([]Column{words("水库", "reservoir"), words("时段", "period")}, bandColumns("超过概率", "exceedance")...),
	}
	for i := range s.Reservoirs {
		name := place(s.Reservoirs[i].ID)
		for u, step := range s.Steps {
			t.Rows = append(t.Rows, Row{Cells: append([]Cell{Words(name.ZH, name.EN), Words(step, step)}, bandCells(s.Reservoirs[i].Storage[u])...)})
		}
	}
	return t
}

func ensembleSections(s *optimize.EnsembleSummary, place func(string) network.Text) Table {
	t := Table{
		ID: "ensemble-sections", Title: network.Text{ZH: "断面生态基流风险表", EN: "Risk of missing the base flow"},
		Columns: []Column{words("断面", "section"), figure("平均不达标概率", "mean probability of a miss", "%", 1), figure("期望缺口水量", "expected deficit", "万m³", 0)},
	}
	for _, x := range s.Sections {
		total := 0.0
		for _, p := range x.Probability {
			total += p
		}
		name := place(x.ID)
		t.Rows = append(t.Rows, Row{Cells: []Cell{Words(name.ZH, name.EN), quotient(100*total, float64(len(x.Probability))), Number(x.Expected)}})
	}
	return t
}

// ensemblePlan is the probability of the levels of a drought plan.
func ensemblePlan(s *optimize.EnsembleSummary, p *optimize.PlanSummary) Table {
	t := Table{
		ID: "ensemble-levels-" + p.ID, Title: network.Text{ZH: "各级干旱响应概率（" + p.ID + "）", EN: "Probability of the drought levels (" + p.ID + ")"}, Unit: "%",
		Columns: []Column{
			words("时段", "period"), figure("无", "none", "", 0), figure("Ⅳ级(蓝)", "Ⅳ blue", "", 0), figure("Ⅲ级(黄)", "Ⅲ yellow", "", 0),
			figure("Ⅱ级(橙)", "Ⅱ orange", "", 0), figure("Ⅰ级(红)", "Ⅰ red", "", 0),
		},
	}
	for u, step := range s.Steps {
		cells := []Cell{Words(step, step)}
		for _, v := range p.Probability[u] {
			cells = append(cells, Number(100*v))
		}
		t.Rows = append(t.Rows, Row{Cells: cells})
	}
	return t
}

func ensembleWorst(s *optimize.EnsembleSummary) Table {
	t := Table{
		ID: "ensemble-worst", Title: network.Text{ZH: "缺水最多的来水过程", EN: "The worst traces"}, Unit: "万m³",
		Columns: []Column{words("来水过程", "trace"), figure("缺水量", "shortage", "", 0), words("最缺时段", "worst in"), figure("该时段缺水量", "shortage then", "", 0)},
	}
	for _, w := range s.Worst {
		t.Rows = append(t.Rows, Row{Cells: []Cell{Words(w.Name, w.Name), Number(w.Shortage), Words(w.Step, w.Step), Number(w.InStep)}})
	}
	if len(s.Failed) > 0 {
		var names []string
		for _, f := range s.Failed {
			names = append(names, f.Name+": "+f.Why)
		}
		list := strings.Join(names, "; ")
		t.Notes = append(t.Notes, network.Text{ZH: "未算出的过程：" + list, EN: "Traces without a result: " + list})
	}
	return t
}
