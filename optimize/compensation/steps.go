package compensation

import (
	"math"
	"slices"

	"fenhu/network"
	"fenhu/network/quality"
)

// stepsRule deducts an amount for each step, begun or whole, of the exceedance
// multiple (RULES EC-08, EC-12): −amount·⌈e/step⌉ for each indicator and month, up
// to a cap. Water that exceeded when it came in counts only if it became worse. A
// section better than its target class is paid for each class.
func stepsRule() Rule {
	return Rule{
		ID: "steps", Title: network.Text{ZH: "超标倍数按级计扣", EN: "steps of exceedance"},
		Params: []Param{
			number("amount", "每级扣缴额", "amount for a step", "万元", 0, 1e5, 30),
			number("step", "级差（超标倍数）", "step of e", "-", 0.01, 10, 0.5),
			number("step_cod", "COD 级差；0 同上", "step of e for COD; 0 = the same", "-", 0, 10, 0.2),
			number("cap", "单指标单月上限；0 不限", "cap of an indicator in a month; 0 = none", "万元", 0, 1e6, 0),
			choice("inflow", "入境超标且未加重时不扣", "no deduction where inflow exceeded and did not become worse", 1),
			number("better", "优于目标每类补偿", "payment for each class better than target", "万元", 0, 1e5, 0),
		},
		settle: settleSteps,
	}
}

func settleSteps(t *terms, records []Record) (items []Item) {
	t.readings(records, func(r *Record, x *Reading) {
		e, ok := x.Exceedance()
		if !ok || e <= tolerance || t.on("inflow") && x.inflowOver() && !x.worse() {
			return
		}
		step := t.num("step")
		if s := t.num("step_cod"); s > 0 && x.Indicator == quality.COD {
			step = s
		}
		n := math.Ceil(e/step - tolerance/step)
		amount, cut := clip(-t.num("amount")*n, t.num("cap"))
		items = append(items, Item{
			Period: r.Period(), Indicator: x.Indicator, Part: Deduction, What: network.Text{ZH: "超标", EN: "above target"},
			Measured: x.Value, Target: x.Target, Quantity: n, Unit: "级", Rate: -t.num("amount"), Amount: amount, Capped: cut,
		})
	})
	if t.num("better") == 0 {
		return items
	}
	for k := range records {
		r := &records[k]
		if c := r.MeasuredClass(); r.Judged() && !r.Accident && c > 0 && c < r.Target {
			n := float64(r.Target - c)
			items = append(items, Item{
				Period: r.Period(), Part: Reward, What: network.Text{ZH: "优于目标类别", EN: "better than the target class"},
				Measured: float64(c), Target: float64(r.Target), Quantity: n, Unit: "类", Rate: t.num("better"), Amount: n * t.num("better"),
			})
		}
	}
	slices.SortStableFunc(items, byPeriod)
	return items
}

// byPeriod orders items by time.
func byPeriod(a, b Item) int {
	switch {
	case a.Period < b.Period:
		return -1
	case a.Period > b.Period:
		return 1
	}
	return 0
}
