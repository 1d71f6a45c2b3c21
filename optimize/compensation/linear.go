package compensation

import (
	"fenhu/network"
	"fenhu/network/quality"
)

// linearRule pays or deducts in proportion to the distance from the target, both
// ways (RULES EC-15): Σ (T − C)·rate.
func linearRule() Rule {
	return Rule{
		ID: "linear", Title: network.Text{ZH: "浓度差线性双向", EN: "distance from target, both ways"},
		Params: []Param{
			number("cod", "COD 每 mg/L", "for each mg/L of COD", "万元", 0, 1e4, 2),
			number("nh3n", "氨氮每 mg/L", "for each mg/L of NH3-N", "万元", 0, 1e4, 30),
		},
		settle: func(t *terms, records []Record) (items []Item) {
			t.readings(records, func(r *Record, x *Reading) {
				key := map[quality.Indicator]string{quality.COD: "cod", quality.NH3N: "nh3n"}[x.Indicator]
				if key == "" || x.Target <= 0 || x.Value == x.Target {
					return
				}
				items = append(items, Item{
					Period: r.Period(), Indicator: x.Indicator, Part: Base, What: network.Text{ZH: "与目标之差", EN: "distance from target"},
					Measured: x.Value, Target: x.Target, Quantity: x.Target - x.Value, Unit: "mg/L", Rate: t.num(key), Amount: (x.Target - x.Value) * t.num(key),
				})
			})
			return items
		},
	}
}
