package export

import (
	"fenhu/network"
	"fenhu/optimize"
)

// sourcesTable is what each county draws from each source, with shares.
func sourcesTable(a *optimize.Allocation) Table {
	t := Table{
		Unit:    "万m³",
		Columns: []Column{words("行政区", "county"), figure("供水量", "supply", "", 0)},
		Notes: []network.Text{{
			ZH: "口径为取水（毛水量）。混合水体按逐时段水量比例划分来源。",
			EN: "Basis: withdrawal at the source. Mixed water is split by the shares of its inflows, period by period.",
		}},
	}
	for _, o := range network.Origins() {
		t.Columns = append(t.Columns, figure("水量", "volume", "", 0).in(o.Name.ZH, o.Name.EN), figure("占比", "share", "%", 1).in(o.Name.ZH, o.Name.EN))
	}
	t.Columns = append(t.Columns, words("备注", "remark"))
	estimated := false
	add := func(kind RowKind, zh, en string, list ...*optimize.County) {
		b := newBalance(list)
		estimated = estimated || b.estimated
		cells := []Cell{Words(zh, en), Number(b.withdrawal)}
		for _, o := range network.Origins() {
			cells = append(cells, Number(b.supply[o.ID]), share(b.supply[o.ID], b.withdrawal))
		}
		t.Rows = append(t.Rows, Row{Kind: kind, Cells: append(cells, estimateMark(b.estimated))})
	}
	for _, city := range cities(a.Counties) {
		for _, c := range city.counties {
			add(Plain, c.NameZH, c.NameEN, c)
		}
		if city.zh != "" && len(city.counties) > 1 {
			add(Subtotal, city.zh+"小计", city.en+" subtotal", city.counties...)
		}
	}
	add(Total, "合计", "total", pointers(a.Counties)...)
	for _, c := range pointers(a.Outside) {
		add(Plain, "区外:"+c.NameZH, "outside: "+c.NameEN, c)
	}
	if estimated {
		t.Notes = append(t.Notes, estimateNote(a))
	}
	return t
}
