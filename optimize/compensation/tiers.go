package compensation

import (
	"math"

	"fenhu/network"
)

// tiersRule deducts by tiers of the exceedance multiple e (RULES EC-02b, EC-11,
// EC-14): the amount of the first tier whose upper bound, inclusive, is not below
// e, or the last amount above all bounds; by choice multiplied by 1 + e. Several
// indicators of a month count by the worst or together. Rewards are for what was
// kept or became better.
func tiersRule() Rule {
	return Rule{
		ID: "tiers", Title: network.Text{ZH: "超标倍数分档", EN: "tiers of exceedance"},
		Params: []Param{
			numbers("bounds", "各档超标倍数上限（含）", "upper bounds of e, inclusive", "-", 0, 1000, 0.5, 1, 5, 10),
			numbers("amounts", "各档扣缴额，比上限多一档", "amounts, one more than bounds", "万元", 0, 1e5, 50, 100, 150, 200, 300),
			number("tolerance", "免扣的超标倍数（含）", "e up to which nothing is deducted", "-", 0, 1, 0),
			choice("sum", "各指标累加（0 取最大）", "add indicators (0 = the worst counts)", 0),
			choice("times", "金额乘以 1+e", "multiply by 1 + e", 0),
			choice("two_way", "优于目标时反向补偿", "pay for better than target likewise", 0),
			choice("inflow", "入境超标且未加重时不扣", "no deduction where inflow exceeded and did not become worse", 0),
			number("kept_quarter", "连续三个月达标奖励", "reward for three months in a row on target", "万元", 0, 1e5, 0),
			number("kept_year", "全年达标奖励", "reward for a whole year on target", "万元", 0, 1e5, 0),
			number("recovered", "去年同月不达标、今年达标的奖励", "reward for on target, not so the year before", "万元", 0, 1e5, 0),
			number("class_up", "达标且水质每升一类的奖励", "reward for each class gained while on target", "万元", 0, 1e5, 0),
		},
		settle: settleTiers,
	}
}

// tier is the amount for an exceedance multiple.
func (t *terms) tier(e float64) float64 {
	bounds, amounts := t.list("bounds"), t.list("amounts")
	k := 0
	for k < len(bounds) && e > bounds[k]+tolerance {
		k++
	}
	return amounts[min(k, len(amounts)-1)]
}

func settleTiers(t *terms, records []Record) (items []Item) {
	kept, inRow := 0, 0
	for k := range records {
		r := &records[k]
		if !r.Judged() {
			inRow = 0
			continue
		}
		found, met := t.exceeded(r)
		items = append(items, found...)
		if !met {
			inRow = 0
			continue
		}
		kept, inRow = kept+1, inRow+1
		reward := func(key, zh, en string, times float64) {
			if rate := t.num(key); rate > 0 && times > 0 && !r.Accident {
				items = append(items, Item{Period: r.Period(), Part: Reward, Of: "class", What: network.Text{ZH: zh, EN: en}, Quantity: times, Rate: rate, Amount: rate * times})
			}
		}
		if inRow%3 == 0 {
			reward("kept_quarter", "连续三个月达标", "three months in a row on target", 1)
		}
		if r.Before > 0 && r.Target > 0 {
			if r.Before > r.Target {
				reward("recovered", "同比由不达标转为达标", "on target again, compared with last year", 1)
			} else {
				reward("class_up", "同比水质类别提升", "classes gained since last year", float64(r.Before-r.MeasuredClass()))
			}
		}
		if kept == 12 {
			reward("kept_year", "全年达标", "on target all year", 1)
		}
	}
	return items
}

// exceeded are the deductions (and payments, two-way) of a record, and whether
// all its indicators are on target.
func (t *terms) exceeded(r *Record) (items []Item, met bool) {
	met = true
	worst := -1
	t.readings([]Record{*r}, func(r *Record, x *Reading) {
		e, ok := x.Exceedance()
		if !ok {
			return
		}
		item := Item{Period: r.Period(), Indicator: x.Indicator, Measured: x.Value, Target: x.Target, Quantity: math.Abs(e), Unit: "e"}
		switch {
		case e > t.num("tolerance")+tolerance:
			met = false
			if t.on("inflow") && x.inflowOver() && !x.worse() {
				return
			}
			item.Part, item.What = Deduction, network.Text{ZH: "超标", EN: "above target"}
			item.Amount = -t.tier(e)
			if t.on("times") {
				item.Amount *= 1 + e
			}
		case e > tolerance:
			met = false
			return
		case t.on("two_way") && e < -tolerance:
			item.Part, item.What = Reward, network.Text{ZH: "优于目标", EN: "better than target"}
			item.Amount = t.tier(-e)
		default:
			return
		}
		item.Rate = item.Amount
		items = append(items, item)
		if worst < 0 || item.Amount < items[worst].Amount {
			worst = len(items) - 1
		}
	})
	if len(items) > 1 && !t.on("sum") {
		items = items[worst : worst+1]
	}
	return items, met
}
