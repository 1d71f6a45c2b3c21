package export

import (
	"fenhu/network"
	"fenhu/optimize"
)

// allocationTable is the water allocation plan: county × use × source, after
// RULES UN-06 with the sources in the place of the frequencies, since a run has
// one frequency. Volumes are withdrawals, at the source.
func allocationTable(a *optimize.Allocation) Table {
	source := func(zh, en string) Column { return figure(zh, en, "", 0).in("其中", "from") }
	t := Table{
		Unit: "万m³",
		Columns: []Column{
			words("行政区", "county"), words("用水行业", "use"), words("口径", "basis"), figure("需水量", "demand", "", 0), figure("配置水量", "allocated", "", 0),
			source("地表水", "surface"), source("地下水", "ground"), source("引黄水", "Yellow River"), source("再生水", "reclaimed"), source("其他", "other"),
			figure("缺水量", "shortage", "", 0), figure("满足程度", "satisfaction", "%", 1), words("备注", "remark"),
		},
		Notes: []network.Text{{
			ZH: "口径为取水（毛水量，含管网与渠系损失）；各行业之和等于县合计，各县之和等于总计。",
			EN: "Basis: withdrawal at the source, network losses included; uses add up to the county, counties to the total.",
		}},
	}
	restricting(a, &t, 10, figure("限供水量", "restriction", "", 0))
	basis := Words("取水", "withdrawal")
	estimated := false
	add := func(kind RowKind, county, use Cell, demand, got, cut, lack float64, from map[network.Origin]float64, mark bool) {
		cells := []Cell{county, use, basis, Number(demand), Number(got)}
		for _, o := range network.Origins() {
			cells = append(cells, Number(from[o.ID]))
		}
		satisfied := None()
		if demand > 0 {
			satisfied = Number(100 * (1 - (cut+lack)/demand))
		}
		t.Rows = append(t.Rows, Row{Kind: kind, Cells: restricted(a, append(cells, Number(lack), satisfied, estimateMark(mark)), 10, cut)})
		estimated = estimated || mark
	}
	group := func(list []*optimize.County, prefixZH, prefixEN string) {
		for _, c := range list {
			county := Words(prefixZH+c.NameZH, prefixEN+c.NameEN)
			for i := range c.Sectors {
				s := &c.Sectors[i]
				add(Plain, county, Words(s.NameZH, s.NameEN), s.Gross.Demand, s.Gross.Withdrawal, s.Gross.Restriction, s.Gross.Shortage, s.Gross.Sources, isEstimate(s.Grade))
			}
			b := newBalance([]*optimize.County{c})
			add(Subtotal, county, Words("小计", "subtotal"), b.total, b.withdrawal, b.restriction, b.shortage, b.supply, b.estimated)
		}
	}
	group(pointers(a.Counties), "", "")
	b := newBalance(pointers(a.Counties))
	add(Total, Words("合计", "total"), None(), b.total, b.withdrawal, b.restriction, b.shortage, b.supply, b.estimated)
	group(pointers(a.Outside), "区外:", "outside: ")
	if estimated {
		t.Notes = append(t.Notes, estimateNote(a))
	}
	return t
}
