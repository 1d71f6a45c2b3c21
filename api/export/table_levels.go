package export

import (
	"fenhu/network"
	"fenhu/optimize"
)

// levelsTable is what each priority level reached.
func levelsTable(a *optimize.Allocation) Table {
	t := Table{
		Columns: []Column{figure("次序", "order", "-", 0), words("级别", "level"), words("内容", "measure"), figure("结果", "reached", "-", 1), words("单位", "unit")},
		Notes: []network.Text{{
			ZH: "逐级求解：前一级达到的结果不因后一级而降低。缺水量为净水量（用户处）。",
			EN: "Solved level by level: what a level reached is never given up for a later one. Shortage is net, at the user.",
		}},
	}
	measure := map[string]Cell{
		network.ObjectiveCost:       Words("供水成本", "cost of supply"),
		network.ObjectiveQuality:    Words("断面水质达标还需的清洁水", "clean water that would dilute the sections to their targets"),
		network.ObjectiveEndStorage: Words("距期末目标的不足", "shortfall of end storage"),
		network.ObjectiveSpill:      Words("弃水与出境", "spill and outflow"),
	}
	for i := range a.Levels {
		l := &a.Levels[i]
		what, ok := measure[l.Pursues]
		if !ok {
			what = Words("缺水量", "shortage")
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			Number(float64(i + 1)), name(l.Name, l.NameEN, l.ID), what, Number(l.Objective), Words(l.Unit, UnitIn(l.Unit, network.EN)),
		}})
	}
	return t
}
