package export

import (
	"fmt"
	"strconv"
	"strings"

	"fenhu/network"
	"fenhu/optimize"
)

// balanceTable is the supply–demand table of water-resources plans: one row a
// county, then cities, the zone, and users outside it. Its columns and their
// order are those of RULES UN-05.
//
// All volumes are at the source (network losses included). A shortage is summed
// over the periods, so a surplus month never hides a short one; it follows that
// the column surplus/shortage is never positive, because a run supplies what is
// wanted and no more.
func balanceTable(a *optimize.Allocation) Table {
	demand := func(zh, en string) Column { return figure(zh, en, "", 0).in("需水量", "demand") }
	supply := func(zh, en string) Column { return figure(zh, en, "", 0).in("可供水量", "supply") }
	lack := func(zh, en string) Column { return figure(zh, en, "", 0).in("其中", "of which") }
	year, p := words("水平年", "level year"), words("保证率P", "P")
	year.Lift, p.Lift = true, true
	t := Table{
		Unit: "万m³",
		Columns: []Column{
			words("分区/行政区", "zone/county"), year, p,
			demand("城镇生活", "urban"), demand("农村生活", "rural"), demand("工业", "indus\u00adtry"), demand("建筑业及三产", "ser\u00advices"),
			demand("农田灌溉", "irri\u00adgation"), demand("林牧渔畜", "live\u00adstock"), demand("河道外生态", "eco\u00adlogy"), demand("小计", "total"),
			supply("地表水", "sur\u00adface"), supply("地下水", "ground"), supply("外调水(引黄)", "Yellow River"),
			supply("其他:再生水", "re\u00adclaimed"), supply("其他:矿坑水等", "other"), supply("小计", "total"),
			figure("余缺水量", "balance", "", 0), figure("缺水量", "short\u00adage", "", 0), figure("缺水率", "short\u00adage rate", "%", 1),
			lack("生活缺", "dom\u00adestic"), lack("工业缺", "indus\u00adtry"), lack("农业缺", "farm\u00ading"),
			words("备注", "re\u00admark"),
		},
		Notes: []network.Text{
			{
				ZH: "口径：需水、供水、缺水均为毛水量（取水口，含管网与渠系损失）；缺水量按时段累计，不以余补缺；供水为优化配置的实际供水量，故余缺不出现余水。缺水量中未列出的部分为河道外生态。",
				EN: "Volumes are gross, at the source, with network losses. Shortage is summed over the periods and never netted against surplus; supply is what the plan delivers, so no surplus appears. Shortage not listed by use is off-stream ecology.",
			},
		},
	}
	restricting(a, &t, 18, figure("限供水量", "re\u00adstric\u00adtion", "", 0))
	estimated := false
	fill := func(row, rowEN string, kind RowKind, list ...*optimize.County) {
		b := newBalance(list)
		estimated = estimated || b.estimated
		cells := []Cell{Words(row, rowEN), Words(strconv.Itoa(a.Year), strconv.Itoa(a.Year)), FrequencyCell(a)}
		for _, s := range network.Sectors() {
			cells = append(cells, Number(b.demand[s.ID]))
		}
		cells = append(cells, Number(b.total))
		for _, o := range network.Origins() {
			cells = append(cells, Number(b.supply[o.ID]))
		}
		cells = append(cells, Number(b.withdrawal), Number(b.withdrawal-b.total), Number(b.shortage), share(b.shortage, b.total),
			Number(b.lack[network.UrbanDomestic]+b.lack[network.RuralDomestic]),
			Number(b.lack[network.Industry]+b.lack[network.Services]),
			Number(b.lack[network.Irrigation]+b.lack[network.Livestock]),
			estimateMark(b.estimated))
		t.Rows = append(t.Rows, Row{Kind: kind, Cells: restricted(a, cells, 18, b.restriction)})
	}
	for _, city := range cities(a.Counties) {
		for _, c := range city.counties {
			fill(c.NameZH, c.NameEN, Plain, c)
		}
		if city.zh != "" && len(city.counties) > 1 {
			fill(city.zh+"小计", city.en+" subtotal", Subtotal, city.counties...)
		}
	}
	fill("合计", "total", Total, pointers(a.Counties)...)
	for _, c := range pointers(a.Outside) {
		fill("区外:"+c.NameZH, "outside: "+c.NameEN, Plain, c)
	}
	if len(a.Outside) > 0 {
		t.Notes = append(t.Notes, network.Text{ZH: "“区外”为同一河流上的其他用户，不计入合计。", EN: "Rows outside are other users of the same rivers; the total leaves them out."})
	}
	if estimated {
		t.Notes = append(t.Notes, estimateNote(a))
	}
	return t
}

// FrequencyCell is the inflow condition of a run: its frequency P, the mean or
// the observed series.
func FrequencyCell(a *optimize.Allocation) Cell {
	switch {
	case a.Observed:
		return Words("实测", "observed")
	case a.P == 0:
		return Words("多年平均", "mean")
	default:
		s := fmt.Sprintf("%g%%", a.P)
		return Words(s, s)
	}
}

// balance sums counties up, at the source.
type balance struct {
	demand, lack          map[network.Sector]float64
	supply                map[network.Origin]float64
	total, withdrawal     float64
	restriction, shortage float64
	estimated             bool
}

func newBalance(list []*optimize.County) balance {
	b := balance{demand: map[network.Sector]float64{}, lack: map[network.Sector]float64{}, supply: map[network.Origin]float64{}}
	for _, c := range list {
		b.estimated = b.estimated || countyEstimated(c)
		for i := range c.Sectors {
			s := &c.Sectors[i]
			b.demand[s.Sector] += s.Gross.Demand
			b.lack[s.Sector] += s.Gross.Shortage
			b.total += s.Gross.Demand
			b.withdrawal += s.Gross.Withdrawal
			b.restriction += s.Gross.Restriction
			b.shortage += s.Gross.Shortage
			for o, v := range s.Gross.Sources {
				b.supply[o] += v
			}
		}
	}
	return b
}

// city is the counties of one city, in the order of the result.
type city struct {
	zh, en   string
	counties []*optimize.County
}

// cities groups counties by city, in the order of their first county; counties
// without a city stand alone.
func cities(list []optimize.County) []city {
	var out []city
	for i := range list {
		c := &list[i]
		found := false
		for j := range out {
			if c.City != "" && out[j].counties[0].City == c.City {
				out[j].counties = append(out[j].counties, c)
				found = true
			}
		}
		if !found {
			zh, en := c.CityZH, ""
			if c.City != "" {
				en = strings.ToUpper(c.City[:1]) + c.City[1:]
			}
			if zh == "" {
				zh = en
			}
			out = append(out, city{zh, en, []*optimize.County{c}})
		}
	}
	return out
}

func pointers(list []optimize.County) []*optimize.County {
	out := make([]*optimize.County, len(list))
	for i := range list {
		out[i] = &list[i]
	}
	return out
}
