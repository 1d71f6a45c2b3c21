package export

import (
	"fenhu/network"
	"fenhu/optimize"
)

// reservoirsTable is the balance of each reservoir over the whole run.
func reservoirsTable(a *optimize.Allocation) Table {
	t := Table{
		Unit: "万m³",
		Columns: []Column{
			words("水库", "reservoir"), figure("期初蓄水", "storage at start", "", 0), figure("入库", "inflow", "", 0), figure("供水与下泄", "supply and release", "", 0),
			figure("弃水", "spill", "", 0), figure("蒸发", "evaporation", "", 0), figure("渗漏", "seepage", "", 0), figure("期末蓄水", "storage at end", "", 0),
			figure("最低", "least", "", 0).in("蓄水过程", "storage"), words("出现时段", "in").in("蓄水过程", "storage"),
			figure("最高", "largest", "", 0).in("蓄水过程", "storage"), words("出现时段", "in").in("蓄水过程", "storage"),
			figure("死库容", "dead storage", "", 0), figure("水量价值(最高)", "water value (highest)", "元/m³", 2),
		},
	}
	linear := 0.0
	for i := range a.Reservoirs {
		r := &a.Reservoirs[i]
		least, most := 0, 0
		for u := range r.Storage {
			if r.Storage[u] < r.Storage[least] {
				least = u
			}
			if r.Storage[u] > r.Storage[most] {
				most = u
			}
		}
		value := 0.0
		for _, v := range r.WaterValue {
			value = max(value, v)
		}
		linear = max(linear, r.AreaResidual)
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			name(r.NameZH, r.NameEN, r.ID), Number(r.Initial), Number(sum(r.Inflow)), Number(sum(r.Release) - sum(r.Spill)), Number(sum(r.Spill)),
			Number(sum(r.Evaporation)), Number(sum(r.Seepage)), Number(r.Final),
			Number(at(r.Storage, least)), period(a, least), Number(at(r.Storage, most)), period(a, most), Number(r.Dead), Number(value),
		}})
	}
	if linear >= 1 {
		t.Notes = append(t.Notes, network.Text{
			ZH: "蒸发按库容—水面面积的线性关系计算，最大误差 " + decimal(linear, 0) + " 万m³。",
			EN: "Evaporation takes the area as linear in storage; the largest error is " + decimal(linear, 0) + " × 10⁴ m³.",
		})
	}
	return t
}
