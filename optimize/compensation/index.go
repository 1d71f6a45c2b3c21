package compensation

import "fenhu/network"

// indexRule compares the year with a baseline (RULES EC-04, Xin'an river):
//
//	P = k0·Σ k_i·C_i/C_i0
//
// where P ≤ 1 the downstream side pays the amount, otherwise, or after an
// accident, the upstream side. Below a second bound more is paid. The baseline is
// what the readings were before; weights are in the order of the terms' indicators.
func indexRule() Rule {
	return Rule{
		ID: "index", Title: network.Text{ZH: "年均水质指数 P", EN: "annual index P"},
		Params: []Param{
			number("k0", "水质稳定系数", "stability factor k0", "-", 0.1, 2, 0.85),
			numbers("weights", "各指标权重", "weights of the indicators", "-", 0, 1, 0.25, 0.25, 0.25, 0.25),
			number("amount", "年补偿额", "amount of a year", "万元", 0, 1e6, 10000),
			number("extra_below", "P 不大于此值时加付；0 无", "P up to which more is paid; 0 = none", "-", 0, 1, 0),
			number("extra", "加付额", "what is paid more", "万元", 0, 1e6, 0),
		},
		settle: func(t *terms, records []Record) (items []Item) {
			year := annual(records)
			if year == nil {
				return nil
			}
			weights, p := t.list("weights"), 0.0
			for k, i := range t.indicators {
				x := year.Reading(i)
				if x == nil || x.Before == nil || *x.Before == 0 || k >= len(weights) {
					return nil
				}
				p += t.num("k0") * weights[k] * x.Value / *x.Before
			}
			item := func(zh, en string, bound, amount float64) {
				items = append(items, Item{Period: year.Period(), Part: Base, What: network.Text{ZH: zh, EN: en}, Measured: p, Target: bound, Quantity: 1, Unit: "-", Rate: amount, Amount: amount})
			}
			if p > 1+tolerance || year.Accident {
				item("P > 1 或发生污染事故", "P above 1, or an accident", 1, -t.num("amount"))
				return items
			}
			item("P ≤ 1", "P not above 1", 1, t.num("amount"))
			if b := t.num("extra_below"); b > 0 && p <= b+tolerance {
				item("P 达到加付标准", "P low enough for the extra", b, t.num("extra"))
			}
			return items
		},
	}
}
