package compensation

import (
	"fenhu/network"
	"fenhu/network/quality"
)

// classesRule deducts for each class by which an indicator is worse than the
// section's target class (RULES EC-07): more where the water became worse on its
// way or rises here, less where it came in no better.
func classesRule() Rule {
	return Rule{
		ID: "classes", Title: network.Text{ZH: "水质类别按类计扣", EN: "classes worse than target"},
		Params: []Param{
			number("amount", "每差一类", "for each class", "万元", 0, 1e5, 30),
			number("worst", "劣于Ⅴ类另扣；0 无", "more for what is worse than Ⅴ; 0 = none", "万元", 0, 1e5, 0),
			number("inherited", "出境不劣于入境时每差一类", "for each class where it came in no better", "万元", 0, 1e5, 15),
		},
		settle: func(t *terms, records []Record) (items []Item) {
			t.readings(records, func(r *Record, x *Reading) {
				c, ok := quality.ClassOf(x.Indicator, x.Value)
				if !ok || r.Target == 0 || c <= r.Target {
					return
				}
				rate, what := t.num("amount"), network.Text{ZH: "劣于目标类别", EN: "worse than the target class"}
				if x.Inflow != nil && !x.worse() {
					rate, what = t.num("inherited"), network.Text{ZH: "劣于目标类别，出境不劣于入境", EN: "worse than the target class, not worse than what came in"}
				}
				n := float64(c - r.Target)
				if more := t.num("worst"); more > 0 && c == quality.WorseThanV {
					items = append(items, Item{
						Period: r.Period(), Indicator: x.Indicator, Part: Deduction, What: network.Text{ZH: "劣于Ⅴ类", EN: "worse than class Ⅴ"}, Measured: float64(c), Target: float64(r.Target),
						Quantity: 1, Unit: "-", Rate: -more, Amount: -more,
					})
				}
				items = append(items, Item{
					Period: r.Period(), Indicator: x.Indicator, Part: Deduction, What: what, Measured: float64(c), Target: float64(r.Target),
					Quantity: n, Unit: "类", Rate: -rate, Amount: -n * rate,
				})
			})
			return items
		},
	}
}
