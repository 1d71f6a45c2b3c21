package export

import (
	"fenhu/network"
	"fenhu/optimize"
)

// diagnosisTable says which limits contradict each other and the least that
// would have to give way; for a rolling run that went on, what it broke.
func diagnosisTable(a *optimize.Allocation) Table {
	t := Table{
		Unit: "万m³",
		Columns: []Column{
			words("类别", "part"), words("对象", "object"), words("标识", "id"), words("问题", "problem"), words("时段", "period"),
			figure("需放宽", "to relax", "", 2), figure("原限值", "limit", "", 2),
		},
	}
	relax := func(kind Cell, list []optimize.Relaxation) {
		for i := range list {
			r := &list[i]
			t.Rows = append(t.Rows, Row{Cells: []Cell{
				kind, name(r.Name.ZH, r.Name.EN, r.ID), Words(r.ID, r.ID), name(r.What.ZH, r.What.EN, ""), Words(r.Period, r.Period),
				Number(r.Amount), Number(r.Limit),
			}})
		}
	}
	if d := a.Infeasible; d != nil {
		for i := range d.Conflict {
			c := &d.Conflict[i]
			t.Rows = append(t.Rows, Row{Cells: []Cell{
				Words("相互矛盾", "contradicts"), name(c.Name.ZH, c.Name.EN, c.ID), Words(c.ID, c.ID), name(c.What.ZH, c.What.EN, ""), None(), None(), None(),
			}})
		}
		relax(Words("最小放宽", "least relaxation"), d.Relaxations)
		t.Notes = append(t.Notes, d.Text, network.Text{
			ZH: "“相互矛盾”的限制不能同时满足；按“最小放宽”调整即可求解。",
			EN: "The limits that contradict cannot hold together; the least relaxation would make the plan possible.",
		})
	}
	relax(Words("已突破", "broken"), a.Relaxed)
	if len(a.Relaxed) > 0 {
		t.Notes = append(t.Notes, network.Text{
			ZH: "滚动计算中无法满足的硬约束按最小量突破后继续计算。",
			EN: "A rolling run met limits that could not hold, broke them by the least amount and went on.",
		})
	}
	return t
}
