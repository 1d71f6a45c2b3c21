package export

import (
	"fenhu/network"
	"fenhu/optimize"
)

// reliabilityTable counts fully supplied periods and years (RULES AL-08).
func reliabilityTable(a *optimize.Allocation) Table {
	periods := func(c Column) Column { return c.in("时段", "periods") }
	years := func(c Column) Column { return c.in("年", "years") }
	t := Table{
		Columns: []Column{
			words("行政区", "county"), words("用水行业", "use"),
			periods(figure("满足", "met", "-", 0)), periods(figure("总数", "all", "-", 0)), periods(figure("保证率", "reliability", "%", 1)), periods(figure("满足比例", "share met", "%", 1)),
			years(figure("满足", "met", "-", 0)), years(figure("总数", "all", "-", 0)), years(figure("保证率", "reliability", "%", 1)),
			figure("最长连续缺水", "longest gap", "-", 0), figure("平均缺水深度", "mean depth", "%", 1), figure("满足程度", "satisfaction", "%", 1), words("备注", "remark"),
		},
		Notes: []network.Text{{
			ZH: "保证率 = m/(n+1)，满足比例 = m/n；最长连续缺水以时段计；平均缺水深度为缺水时段的平均缺水率。",
			EN: "Reliability = m/(n+1), share met = m/n; the longest gap counts periods; mean depth is the mean shortage rate of the short periods.",
		}},
	}
	estimated := false
	add := func(list []*optimize.County, zh, en string) {
		for _, c := range list {
			for i := range c.Sectors {
				s := &c.Sectors[i]
				r := &s.Reliability
				estimated = estimated || isEstimate(s.Grade)
				t.Rows = append(t.Rows, Row{Cells: []Cell{
					Words(zh+c.NameZH, en+c.NameEN), Words(s.NameZH, s.NameEN),
					Number(float64(r.PeriodsMet)), Number(float64(r.Periods)), Number(100 * r.ByPeriod), Number(100 * r.Share),
					Number(float64(r.YearsMet)), Number(float64(r.Years)), Number(100 * r.ByYear),
					Number(float64(r.LongestGap)), Number(100 * r.MeanDepth), Number(100 * s.Satisfaction), estimateMark(isEstimate(s.Grade)),
				}})
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
