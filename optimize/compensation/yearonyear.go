package compensation

import (
	"fenhu/network"
	"fenhu/network/quality"
)

// yearOnYearRule pays and deducts by the change of each indicator against the
// same month of the year before (RULES EC-13), and deducts for a section worse than
// class Ⅴ.
func yearOnYearRule() Rule {
	return Rule{
		ID: "year-on-year", Title: network.Text{ZH: "同比变幅", EN: "change against the year before"},
		Params: []Param{
			number("better", "每改善 1 个百分点", "for each point of improvement", "万元", 0, 1e4, 4),
			number("worse", "每恶化 1 个百分点", "for each point of worsening", "万元", 0, 1e4, 5),
			number("cap", "单指标单月上限；0 不限", "cap of an indicator in a month; 0 = none", "万元", 0, 1e6, 200),
			number("worst", "劣Ⅴ类断面每月", "for a month worse than class Ⅴ", "万元", 0, 1e5, 100),
		},
		settle: func(t *terms, records []Record) (items []Item) {
			t.readings(records, func(r *Record, x *Reading) {
				if x.Before == nil || *x.Before == 0 || x.Indicator == quality.DO {
					return
				}
				points := (*x.Before - x.Value) / *x.Before * 100
				rate, what := t.num("better"), network.Text{ZH: "同比改善", EN: "better than the year before"}
				if points < 0 {
					rate, what = t.num("worse"), network.Text{ZH: "同比恶化", EN: "worse than the year before"}
				}
				amount, cut := clip(points*rate, t.num("cap"))
				if amount == 0 {
					return
				}
				items = append(items, Item{
					Period: r.Period(), Indicator: x.Indicator, Part: Change, What: what, Measured: x.Value, Target: *x.Before,
					Quantity: points, Unit: "百分点", Rate: rate, Amount: amount, Capped: cut,
				})
			})
			for k := range records {
				if r := &records[k]; r.Judged() && r.Month > 0 && r.MeasuredClass() == quality.WorseThanV {
					items = append(items, Item{
						Period: r.Period(), Part: Deduction, Of: "class", What: network.Text{ZH: "劣Ⅴ类", EN: "worse than class Ⅴ"}, Measured: float64(quality.WorseThanV),
						Quantity: 1, Unit: "月", Rate: -t.num("worst"), Amount: -t.num("worst"),
					})
				}
			}
			return items
		},
	}
}
