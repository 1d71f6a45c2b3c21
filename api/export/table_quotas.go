package export

import (
	"fenhu/network"
	"fenhu/optimize"
)

// quotasTable is the use of quotas, caps and yields.
func quotasTable(a *optimize.Allocation) Table {
	t := Table{
		Unit: "万m³",
		Columns: []Column{
			words("指标", "quota"), words("类型", "kind"), words("起", "from"), words("止", "to"), figure("执行量", "used", "", 0), words("关系", "is"),
			figure("指标量", "limit", "", 0), figure("占用率", "share", "%", 1), words("状态", "state"), figure("水量价值", "water value", "元/m³", 2),
		},
		Notes: []network.Text{{
			ZH: "逐时段的限制按全期合计；起作用：任一时段达到限值。水量价值：指标每放宽 1 m³ 的效益。",
			EN: "Limits of single periods are summed up; binding: reached in at least one period. Water value: gain from one more m³ of quota.",
		}},
	}
	for i := range a.Quotas {
		q := &a.Quotas[i]
		state := None()
		if q.Binding {
			state = Words("起作用", "binding")
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			name(q.NameZH, q.NameEN, q.ID), ruleKind(q.Kind), Words(q.From, q.From), Words(q.To, q.To), Number(q.Used), Words(q.Sense, q.Sense),
			Number(q.Limit), share(q.Used, q.Limit), state, Number(q.WaterValue),
		}})
	}
	return t
}

// ruleKind is the name of a kind of limit.
func ruleKind(id string) Cell {
	for _, k := range network.RuleKinds() {
		if k.ID == id {
			return Words(k.Name.ZH, k.Name.EN)
		}
	}
	if id == "yield" {
		return Words("地下水可开采量", "groundwater yield")
	}
	return Words(id, id)
}
