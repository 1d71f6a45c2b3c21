package export

import (
	"strconv"

	"fenhu/network"
	"fenhu/optimize"
)

// indicatorsTable is the run in a few figures.
func indicatorsTable(a *optimize.Allocation) Table {
	t := Table{Columns: []Column{words("指标", "indicator"), figure("数值", "value", "-", 3), words("单位", "unit"), words("说明", "remark")}}
	add := func(zh, en string, v float64, unit string, remark Cell) {
		t.Rows = append(t.Rows, Row{Cells: []Cell{Words(zh, en), Number(v), Words(unit, UnitIn(unit, network.EN)), remark}})
	}
	x := &a.Indicators
	gross, net := Words("毛水量（取水口）", "gross, at the source"), Words("净水量（用户处）", "net, at the user")
	add("需水量", "demand", x.GrossDemand, "万m³", gross)
	add("供水量", "supply", x.Withdrawal, "万m³", gross)
	if inDroughtPlan(a) {
		add("限供水量", "restriction", x.GrossCut, "万m³", gross)
	}
	add("缺水量", "shortage", x.GrossLack, "万m³", gross)
	add("需水量", "demand", x.Demand, "万m³", net)
	add("供水量", "delivery", x.Delivery, "万m³", net)
	if inDroughtPlan(a) {
		add("限供水量", "restriction", x.Restriction, "万m³", net)
	}
	add("缺水量", "shortage", x.Shortage, "万m³", net)
	add("满足程度", "satisfaction", 100*x.Satisfaction, "%", net)
	worst := Words("各县", "everywhere")
	for i := range a.Counties {
		if c := &a.Counties[i]; c.ID == x.WorstID {
			worst = name(c.NameZH, c.NameEN, c.ID)
		}
	}
	add("最低满足程度", "least satisfaction", 100*x.Worst, "%", worst)
	add("满足程度变差系数", "variation of satisfaction", x.CV, "", None())
	add("人均供水基尼系数", "Gini of delivery per person", x.Gini, "", None())
	add("供水成本", "cost of supply", a.Costs.Total, "万元", None())
	add("电耗", "energy", a.Costs.Energy, "万kWh", Words("发电为负", "generation is negative"))
	residual := func(zh, en string, v float64) {
		t.Rows = append(t.Rows, Row{Cells: []Cell{Words(zh, en), None(), None(), Words(strconv.FormatFloat(v, 'e', 1, 64), "")}})
	}
	residual("平衡残差（相对）", "residual of balance, relative", a.Residuals.Balance)
	residual("约束残差（相对）", "residual of bounds, relative", a.Residuals.Bound)
	residual("对偶残差（相对）", "residual of duals, relative", a.Residuals.Dual)
	residual("对偶间隙（相对）", "duality gap, relative", a.Residuals.Gap)
	return t
}
