package compensation

import (
	"math"

	"fenhu/network"
)

// classIndexRule is that of the Yellow River provinces (RULES EC-05, EC-06): so
// much for each class of the year better or worse than the pivot, and so much for
// each point by which the index of key pollutants fell or rose against the year
// before, of the year or of each month, up to a cap.
func classIndexRule() Rule {
	return Rule{
		ID: "class-index", Title: network.Text{ZH: "年度类别 + 指数变幅", EN: "class of the year and change of the index"},
		Params: []Param{
			number("pivot", "零补偿类别", "class without payment", "类", 1, 6, 3),
			number("class", "每类", "for each class", "万元", 0, 1e6, 6000),
			number("point", "指数每变 1 个百分点", "for each point of the index", "万元", 0, 1e5, 100),
			number("point_cap", "指数部分上限（逐月时为每月）", "cap of the part for the index, each month if monthly", "万元", 0, 1e6, 4000),
			choice("monthly", "指数逐月与去年同月比", "index by month against the same month", 0),
			choice("whole", "只计整百分点", "whole points only", 0),
			number("cap", "年总额上限；0 不限", "cap of the year; 0 = none", "万元", 0, 1e7, 10000),
		},
		settle: settleClassIndex,
	}
}

func settleClassIndex(t *terms, records []Record) (items []Item) {
	year := annual(records)
	if year == nil {
		return nil
	}
	if g := year.MeasuredClass(); g > 0 {
		n := t.num("pivot") - float64(g)
		items = append(items, Item{
			Period: year.Period(), Part: Base, What: network.Text{ZH: "年度水质类别", EN: "class of the year"}, Measured: float64(g), Target: t.num("pivot"),
			Quantity: n, Unit: "类", Rate: t.num("class"), Amount: n * t.num("class"),
		})
	}
	var judged []*Record
	if t.on("monthly") {
		for k := range records {
			if records[k].Judged() && records[k].Month > 0 {
				judged = append(judged, &records[k])
			}
		}
	} else {
		judged = append(judged, year)
	}
	for _, r := range judged {
		now, before, ok := t.pollutantIndex(r)
		if !ok {
			continue
		}
		points := (before - now) / before * 100
		if t.on("whole") {
			points = math.Trunc(points + math.Copysign(1e-9, points))
		}
		amount, cut := clip(points*t.num("point"), t.num("point_cap"))
		items = append(items, Item{
			Period: r.Period(), Part: Change, What: network.Text{ZH: "关键污染物指数变幅", EN: "change of the index of key pollutants"}, Measured: now, Target: before,
			Quantity: points, Unit: "百分点", Rate: t.num("point"), Amount: amount, Capped: cut,
		})
	}
	total := 0.0
	for _, x := range items {
		total += x.Amount
	}
	if capped, cut := clip(total, t.num("cap")); cut {
		items = append(items, Item{
			Period: year.Period(), Part: ByCap, What: network.Text{ZH: "封顶调整", EN: "reduced to the cap"}, Measured: total, Target: capped,
			Quantity: 1, Unit: "-", Rate: capped - total, Amount: capped - total, Capped: true,
		})
	}
	return items
}
