package export

import (
	"fenhu/network"
	"fenhu/optimize"
)

// projectsTable is what the works of the plan carry.
func projectsTable(a *optimize.Allocation) Table {
	t := Table{
		Unit: "万m³",
		Columns: []Column{
			words("工程", "project"), words("状态", "state"), figure("供水量", "volume", "", 0), figure("设计能力", "capacity", "", 0), figure("利用率", "utilisation", "%", 1),
			figure("运行成本", "cost", "万元", 1), figure("电耗", "energy", "万kWh", 1), figure("能力价值", "value of capacity", "元/m³", 2),
		},
		Notes: []network.Text{{
			ZH: "能力价值：能力每增加 1 m³ 可带来的效益，全期平均；未投用的工程为其投用的边际效益。不输水的工程（如管网改造）供水量以“—”表示。",
			EN: "Value of capacity: gain from one more m³ of capacity, mean of the run; for a project that is off, of the first m³. — marks projects that carry no water of their own, such as network renewal.",
		}},
	}
	for i := range a.Projects {
		p := &a.Projects[i]
		state := Words("停用", "off")
		if p.On {
			state = Words("启用", "on")
		}
		carries := p.Volume > 0 || p.Capacity > 0
		cells := []Cell{name(p.NameZH, p.NameEN, p.ID), state}
		if carries {
			cells = append(cells, Number(p.Volume))
		} else {
			cells = append(cells, None())
		}
		if p.Capacity > 0 {
			cells = append(cells, Number(p.Capacity), share(p.Volume, p.Capacity))
		} else {
			cells = append(cells, None(), None())
		}
		if carries {
			cells = append(cells, Number(p.Cost), Number(p.Energy), Number(p.WaterValue))
		} else {
			cells = append(cells, None(), None(), None())
		}
		t.Rows = append(t.Rows, Row{Cells: cells})
	}
	return t
}
