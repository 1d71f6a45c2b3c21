package export

import (
	"fenhu/network"
	"fenhu/optimize"
)

// Effect is a pair of runs that differ by one project alone.
type Effect struct {
	Project       string // id
	Name          network.Text
	BaseOn        bool // the project is on in the plan
	With, Without *optimize.Allocation
}

// EffectsTable says what each project does: the run with it minus the run
// without it. A negative change of a shortage is a gain.
func EffectsTable(effects []Effect) Table {
	change := func(zh, en string) Column {
		return figure(zh, en, "", 0).in("缺水量变化（毛）", "change of shortage (gross)")
	}
	t := Table{
		ID:    "effects",
		Title: network.Text{ZH: "工程作用分析表", EN: "Effect of each project"},
		Unit:  "万m³",
		Columns: []Column{
			words("工程", "project"), words("方案状态", "in the plan"),
			change("生活", "domestic"), change("工业", "industry"), change("农业", "farming"), change("河道外生态", "ecology"), change("合计", "total"), change("区外", "outside"),
			figure("基流缺口变化", "base-flow deficit", "", 0), figure("成本变化", "cost", "万元", 0),
			figure("工程水量", "project's volume", "", 0), figure("利用率", "utilisation", "%", 1), figure("能力价值", "value of capacity", "元/m³", 2),
		},
		Notes: []network.Text{{
			ZH: "作用 = 有该工程 − 无该工程，其余工程按方案不变；缺水量为负即减少缺水。工程水量与能力价值取有该工程的计算。",
			EN: "Effect = run with the project − run without it, all other projects as planned; a negative change of shortage is a gain. Volume and value are those of the run with the project.",
		}},
	}
	for _, e := range effects {
		row := []Cell{name(e.Name.ZH, e.Name.EN, e.Project), Words("停用", "off")}
		if e.BaseOn {
			row[1] = Words("启用", "on")
		}
		if e.With == nil || e.Without == nil || e.With.Infeasible != nil || e.Without.Infeasible != nil {
			for range len(t.Columns) - 2 {
				row = append(row, None())
			}
			t.Rows = append(t.Rows, Row{Cells: row})
			continue
		}
		w, o := newBalance(pointers(e.With.Counties)), newBalance(pointers(e.Without.Counties))
		lack := func(list ...network.Sector) Cell {
			d := 0.0
			for _, s := range list {
				d += w.lack[s] - o.lack[s]
			}
			return Number(d)
		}
		row = append(row, lack(network.UrbanDomestic, network.RuralDomestic), lack(network.Industry, network.Services), lack(network.Irrigation, network.Livestock),
			lack(network.Ecology), Number(w.shortage-o.shortage),
			Number(newBalance(pointers(e.With.Outside)).shortage-newBalance(pointers(e.Without.Outside)).shortage),
			Number(deficit(e.With)-deficit(e.Without)), Number(e.With.Costs.Total-e.Without.Costs.Total))
		for i := range e.With.Projects {
			p := &e.With.Projects[i]
			if p.ID != e.Project {
				continue
			}
			if p.Volume > 0 || p.Capacity > 0 {
				row = append(row, Number(p.Volume), share(p.Volume, p.Capacity), Number(p.WaterValue))
			}
		}
		for len(row) < len(t.Columns) {
			row = append(row, None())
		}
		t.Rows = append(t.Rows, Row{Cells: row})
	}
	return t
}

// deficit is the deficit of base flow at all sections.
func deficit(a *optimize.Allocation) float64 {
	d := 0.0
	for i := range a.Sections {
		d += a.Sections[i].Deficit
	}
	return d
}
