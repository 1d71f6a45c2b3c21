package export

import (
	"fenhu/network"
	"fenhu/optimize"
)

// monthlyTable is the demand and the delivery of every user in every period, at
// the user.
func monthlyTable(a *optimize.Allocation) Table {
	t := Table{
		Unit: "万m³",
		Columns: []Column{
			words("行政区", "county"), words("用水行业", "use"), words("时段", "period"),
			figure("需水量", "demand", "", 1), figure("供水量", "delivery", "", 1), figure("缺水量", "shortage", "", 1), figure("满足程度", "satisfaction", "%", 1), words("备注", "remark"),
		},
		Notes: []network.Text{{ZH: "口径：净水量（用户处，不含管网与渠系损失）。", EN: "Basis: net, at the user, without network losses."}},
	}
	restricting(a, &t, 5, figure("限供水量", "restriction", "", 1))
	estimated := false
	add := func(list []*optimize.County, zh, en string) {
		for _, c := range list {
			for i := range c.Sectors {
				s := &c.Sectors[i]
				mark := isEstimate(s.Grade)
				estimated = estimated || mark
				for u, p := range s.Periods {
					t.Rows = append(t.Rows, Row{Cells: restricted(a, []Cell{
						Words(zh+c.NameZH, en+c.NameEN), Words(s.NameZH, s.NameEN), period(a, u),
						Number(p.Demand), Number(p.Delivery), Number(p.Shortage()), share(p.Delivery, p.Demand), estimateMark(mark),
					}, 5, p.Restriction)})
				}
			}
		}
	}
	add(pointers(a.Counties), "", "")
	add(pointers(a.Outside), "区外:", "outside: ")
	if estimated {
		t.Notes = append(t.Notes, estimateNote(a))
	}
	return t
}
