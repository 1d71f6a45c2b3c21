package export

import (
	"fenhu/network"
	"fenhu/optimize"
)

// valueShown is the least water value that is listed [元/m³]: half of what two
// decimals show.
const valueShown = 0.005

// waterValuesTable is the value of one more m³ of water at each place where it
// is worth something.
func waterValuesTable(a *optimize.Allocation) Table {
	t := Table{
		Unit: "元/m³",
		Columns: []Column{
			words("节点", "node"), words("类型", "kind"), figure("平均", "mean", "", 2), figure("最低", "least", "", 2), words("出现时段", "in"),
			figure("最高", "highest", "", 2), words("出现时段", "in"),
		},
		Notes: []network.Text{{
			ZH: "水量价值：该处每增加 1 m³ 水使缺水损失与供水成本减少的数额，缺水时为正；只列不为零的节点。缺水损失单价见文档 prices，多为估计。",
			EN: "Water value: what one more m³ at the place takes off the losses of shortage and the costs of supply, positive where water is scarce; nodes where it is zero are left out. The losses are those of the document's prices and mostly estimates.",
		}},
	}
	kinds := map[string]network.Text{}
	for _, k := range network.Kinds() {
		kinds[k.ID] = k.Name
	}
	h := horizon(a)
	for i := range a.Nodes {
		n := &a.Nodes[i]
		if len(n.WaterValue) == 0 || len(n.WaterValue) > h.Len() {
			continue
		}
		least, most, total, days := 0, 0, 0.0, 0.0
		for u, v := range n.WaterValue {
			if v < n.WaterValue[least] {
				least = u
			}
			if v > n.WaterValue[most] {
				most = u
			}
			total += v * float64(h.Steps[u].Days)
			days += float64(h.Steps[u].Days)
		}
		if max(n.WaterValue[most], -n.WaterValue[least]) < valueShown {
			continue
		}
		kind := kinds[n.Kind]
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			name(n.NameZH, n.NameEN, n.ID), name(kind.ZH, kind.EN, n.Kind), quotient(total, days),
			Number(n.WaterValue[least]), period(a, least), Number(n.WaterValue[most]), period(a, most),
		}})
	}
	return t
}
