package compensation

import (
	"strings"

	"fenhu/network"
	"fenhu/network/quality"
)

// Variable is something that a formula can use.
type Variable struct {
	Name  string
	Title network.Text
	Unit  string
	// Indicator says that it is known only in formulas for each indicator.
	Indicator bool
	// of is its value; ok is false where the record does not have it.
	of func(r *Record, x *Reading) (value float64, ok bool)
}

// Variables is the ordered table of variables.
func Variables() []Variable {
	text := func(zh, en string) network.Text { return network.Text{ZH: zh, EN: en} }
	optional := func(v *float64) (float64, bool) {
		if v == nil {
			return 0, false
		}
		return *v, true
	}
	positive := func(v float64) (float64, bool) { return v, v > 0 }
	vars := []Variable{
		{"C", text("实测浓度", "measured concentration"), "mg/L", true, func(_ *Record, x *Reading) (float64, bool) { return x.Value, true }},
		{"S", text("目标浓度", "target concentration"), "mg/L", true, func(_ *Record, x *Reading) (float64, bool) { return positive(x.Target) }},
		{"e", text("超标倍数 C/S − 1", "exceedance multiple C/S − 1"), "-", true, func(_ *Record, x *Reading) (float64, bool) { return x.Exceedance() }},
		{"Cin", text("入境浓度", "concentration of what came in"), "mg/L", true, func(_ *Record, x *Reading) (float64, bool) { return optional(x.Inflow) }},
		{"C0", text("上年同期或基准浓度", "concentration a year before, or the baseline"), "mg/L", true, func(_ *Record, x *Reading) (float64, bool) { return optional(x.Before) }},
		{"over_days", text("连续超标天数", "days above target in a row"), "d", true, func(_ *Record, x *Reading) (float64, bool) { return float64(x.OverDays), true }},
		{"G", text("实测类别，劣Ⅴ = 6", "measured class, 6 = worse than Ⅴ"), "类", false, func(r *Record, _ *Reading) (float64, bool) { return positive(float64(r.MeasuredClass())) }},
		{"T", text("目标类别", "target class"), "类", false, func(r *Record, _ *Reading) (float64, bool) { return positive(float64(r.Target)) }},
		{"G0", text("上年同期类别", "class a year before"), "类", false, func(r *Record, _ *Reading) (float64, bool) { return positive(float64(r.Before)) }},
		{"Q", text("平均流量", "mean flow"), "m³/s", false, func(r *Record, _ *Reading) (float64, bool) { return r.Flow, r.Flow > 0 || r.EcoFlow > 0 }},
		{"E", text("生态流量目标", "ecological flow"), "m³/s", false, func(r *Record, _ *Reading) (float64, bool) { return positive(r.EcoFlow) }},
		{"W", text("断面水量", "volume that passed"), "万m³", false, func(r *Record, _ *Reading) (float64, bool) { return r.Volume, r.Volume > 0 || r.Baseline > 0 }},
		{"Wb", text("水量基准", "volume to compare with"), "万m³", false, func(r *Record, _ *Reading) (float64, bool) { return positive(r.Baseline) }},
		{"days", text("天数", "days of the period"), "d", false, func(r *Record, _ *Reading) (float64, bool) { return float64(Period{r.Year, r.Month}.Days()), true }},
		{"month", text("月份，全年为 0", "month, 0 for the year"), "-", false, func(r *Record, _ *Reading) (float64, bool) { return float64(r.Month), true }},
		{"accident", text("事故，0 或 1", "an accident, 0 or 1"), "0|1", false, func(r *Record, _ *Reading) (float64, bool) {
			if r.Accident {
				return 1, true
			}
			return 0, true
		}},
	}
	for _, l := range quality.Standard() {
		vars = append(vars, Variable{
			strings.ReplaceAll(string(l.Indicator), "-", ""), text(l.Chinese, string(l.Indicator)), "mg/L", false,
			func(r *Record, _ *Reading) (float64, bool) {
				if x := r.Reading(l.Indicator); x != nil {
					return x.Value, true
				}
				return 0, false
			},
		})
	}
	return vars
}
