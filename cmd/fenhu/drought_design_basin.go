package main

import (
	"fmt"

	"fenhu/api/export"
	"fenhu/network"
)

// basinDesign is the design runoff of the inflows of a basin [万m³].
type basinDesign struct {
	Year    int           `json:"year"`
	Inflows []inflowYears `json:"inflows"`
	Months  [][12]float64 `json:"months"` // of all inflows, by P
	P       []float64     `json:"p"`
}

type inflowYears struct {
	ID     string    `json:"id"`
	NameZH string    `json:"name_zh"`
	NameEN string    `json:"name_en"`
	Mean   float64   `json:"mean"`
	Cv     float64   `json:"cv"`
	Cs     float64   `json:"cs"`
	Value  []float64 `json:"value"` // by P
	Grade  string    `json:"grade"`
}

// designOfBasin reads the Pearson-III distribution of each inflow that has one.
func designOfBasin(n *network.Network) *basinDesign {
	out := &basinDesign{Year: n.PlanningYear, P: designPs()}
	out.Months = make([][12]float64, len(out.P))
	for _, x := range n.Nodes {
		in, ok := x.(*network.Inflow)
		if !ok {
			continue
		}
		curve, ok := in.AnnualRunoff(n)
		if !ok {
			continue
		}
		scale := in.Scale()
		row := inflowYears{ID: in.ID, NameZH: in.NameZH, NameEN: in.NameEN, Mean: scale * curve.Mean, Cv: curve.Cv, Cs: curve.Cs, Grade: in.Grade}
		for i, p := range out.P {
			value := curve.Mean
			if curve.Cv > 0 {
				value = curve.RunoffQuantile(p)
			}
			row.Value = append(row.Value, scale*value)
			for m, v := range in.Spread(n, value, 100*p) {
				out.Months[i][m] += scale * v
			}
		}
		out.Inflows = append(out.Inflows, row)
	}
	return out
}

func (d *basinDesign) tables() []export.Table {
	t := export.Table{
		ID: "design-inflows", Title: text("各来水节点设计年径流", "Design runoff of the inflows"), Unit: "万m³",
		Columns: []export.Column{{Name: text("来水节点", "inflow"), Words: true}, {Name: text("均值", "mean")}, {Name: text("Cv", "Cv"), Unit: "-", Decimals: 2}, {Name: text("Cs", "Cs"), Unit: "-", Decimals: 2}},
		Notes: []network.Text{text(fmt.Sprintf("水平年 %d。合计为同频率相加：各区同时达到 P，比全流域的 P 更枯；主区同频率、其余相应的组成见情景变更 composition。", d.Year),
			fmt.Sprintf("Planning year %d. The total adds equal frequencies, which is drier than P of the whole basin; the change composition makes the rest correspond to a main part at P.", d.Year))},
	}
	group := text("频率 P", "at P")
	for _, p := range d.P {
		name := fmt.Sprintf("%.0f%%", 100*p)
		t.Columns = append(t.Columns, export.Column{Name: text(name, name), Group: group})
	}
	t.Columns = append(t.Columns, export.Column{Name: text("等级", "grade"), Words: true})
	mean, sums := 0.0, make([]float64, len(d.P))
	for i := range d.Inflows {
		x := &d.Inflows[i]
		row := []export.Cell{export.Words(x.NameZH, x.NameEN), export.Number(x.Mean), export.Number(x.Cv), export.Number(x.Cs)}
		mean += x.Mean
		for k, v := range x.Value {
			row, sums[k] = append(row, export.Number(v)), sums[k]+v
		}
		t.Rows = append(t.Rows, export.Row{Cells: append(row, export.Words(x.Grade, x.Grade))})
	}
	row := []export.Cell{export.Words("合计", "total"), export.Number(mean), export.None(), export.None()}
	for _, v := range sums {
		row = append(row, export.Number(v))
	}
	t.Rows = append(t.Rows, export.Row{Kind: export.Total, Cells: append(row, export.None())})
	months := export.Table{ID: "design-months", Title: text("全部来水节点设计年月过程", "All inflows by month"), Unit: "万m³", Columns: append([]export.Column{{Name: text("频率", "P"), Unit: "%"}}, monthColumns("万m³")...)}
	for i := range months.Columns[1:] {
		months.Columns[i+1].Decimals = 0
	}
	for i, p := range d.P {
		months.Rows = append(months.Rows, export.Row{Cells: append([]export.Cell{export.Number(100 * p)}, monthCells(d.Months[i][:])...)})
	}
	return []export.Table{t, months}
}
