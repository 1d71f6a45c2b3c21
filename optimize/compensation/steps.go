package compensation

import (
	"cmp"
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
			number("daily", "自动站连续超标，每日另扣", "for each day above target in a row at an automatic station", "万元", 0, 1e5, 0),
			number("daily_from", "连续超标起计天数", "days in a row from which they count", "d", 1, 31, 5),
			number("improved", "年均改善奖励的改善幅度；0 无", "improvement of the yearly mean that is rewarded; 0 = none", "%", 0, 100, 0),
			number("improved_amount", "年均改善奖励：目标Ⅲ类及以上按指标，Ⅳ类及以下按类", "reward for it: by indicator where the target is Ⅲ or better, by class otherwise", "万元", 0, 1e5, 50),
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
	t.readings(records, func(r *Record, x *Reading) {
		if rate := t.num("daily"); rate > 0 && float64(x.OverDays) >= t.num("daily_from") {
			amount, cut := clip(-rate*float64(x.OverDays), t.num("cap"))
			items = append(items, Item{
				Period: r.Period(), Indicator: x.Indicator, Part: Deduction, What: network.Text{ZH: "连续超标，按日累计", EN: "above target in a row, by the day"},
				Measured: x.Value, Target: x.Target, Quantity: float64(x.OverDays), Unit: "d", Rate: -rate, Amount: amount, Capped: cut,
			})
		}
	})
	items = append(items, t.improved(records)...)
	for k := range records {
		r := &records[k]
		if t.num("better") == 0 {
			break
		}
		if c := r.MeasuredClass(); r.Judged() && !r.Accident && c > 0 && c < r.Target {
			n := float64(r.Target - c)
			items = append(items, Item{
				Period: r.Period(), Part: Reward, Of: "class", What: network.Text{ZH: "优于目标类别", EN: "better than the target class"},
				Measured: float64(c), Target: float64(r.Target), Quantity: n, Unit: "类", Rate: t.num("better"), Amount: n * t.num("better"),
			})
		}
	}
	slices.SortStableFunc(items, byPeriod)
	return items
}

// improved are the yearly rewards of RULES EC-12: for each indicator whose mean
// fell by so much, where the target is class Ⅲ or better, and otherwise for each
// class by which the year is better than the year before.
func (t *terms) improved(records []Record) (items []Item) {
	year := annual(records)
	if t.num("improved") == 0 || year == nil || year.Target == 0 {
		return nil
	}
	rate := t.num("improved_amount")
	item := func(i quality.Indicator, what network.Text, now, before, n float64, unit string) {
		items = append(items, Item{
			Period: year.Period(), Indicator: i, Part: Reward, What: what, Measured: now, Target: before, Quantity: n, Unit: unit, Rate: rate, Amount: n * rate,
		})
	}
	if year.Target <= 3 {
		t.readings([]Record{*year}, func(_ *Record, x *Reading) {
			if x.Before != nil && *x.Before > 0 && (*x.Before-x.Value) / *x.Before * 100 >= t.num("improved")-tolerance {
				item(x.Indicator, network.Text{ZH: "年均改善", EN: "better than the year before"}, x.Value, *x.Before, 1, "-")
			}
		})
		return items
	}
	before := map[quality.Indicator]float64{}
	for _, x := range year.Readings {
		if x.Before != nil {
			before[x.Indicator] = *x.Before
		}
	}
	was, _ := quality.SectionClass(before)
	if is := year.MeasuredClass(); is > 0 && was > is {
		item("", network.Text{ZH: "年度水质类别提升", EN: "classes gained since the year before"}, float64(is), float64(was), float64(was-is), "类")
	}
	return items
}

// byPeriod orders items by time, those of the year last.
func byPeriod(a, b Item) int { return cmp.Compare(inTime(a.Period), inTime(b.Period)) }
