package compensation

import (
	"math"

	"fenhu/network"
	"fenhu/network/quality"
)

// fluxRule prices the tonnes above the target (RULES EC-09, EC-10):
//
//	−max(0, C − T)·W·0.01·u
//
// W is the volume of the period [万m³] and 0.01 makes tonnes of mg/L·万m³. By
// choice tonnes below the target are paid for.
func fluxRule() Rule {
	return Rule{
		ID: "flux", Title: network.Text{ZH: "污染通量 × 单价", EN: "load above target times price"},
		Params: []Param{
			number("cod", "COD 单价", "price of COD", "万元/t", 0, 1000, 0.25),
			number("codmn", "高锰酸盐指数单价", "price of CODMn", "万元/t", 0, 1000, 1.5),
			number("nh3n", "氨氮单价", "price of NH3-N", "万元/t", 0, 1000, 1),
			number("tp", "总磷单价", "price of TP", "万元/t", 0, 1000, 10),
			choice("inflow", "扣除入境影响：只计高于入境浓度的部分", "take off what came in: only what is above the inflow counts", 0),
			choice("two_way", "低于目标时反向补偿", "pay for tonnes below the target", 0),
		},
		settle: func(t *terms, records []Record) (items []Item) {
			keys := map[quality.Indicator]string{quality.COD: "cod", quality.CODMn: "codmn", quality.NH3N: "nh3n", quality.TP: "tp"}
			t.readings(records, func(r *Record, x *Reading) {
				key := keys[x.Indicator]
				if key == "" || x.Target <= 0 {
					return
				}
				over := x.Value - x.Target
				if t.on("inflow") && over > 0 && x.inflowOver() {
					over = math.Max(0, x.Value-*x.Inflow)
				}
				if !t.on("two_way") {
					over = math.Max(0, over)
				}
				if over == 0 {
					return
				}
				tonnes := quality.Tonnes(r.Volume, over)
				items = append(items, Item{
					Period: r.Period(), Indicator: x.Indicator, Part: Deduction, What: network.Text{ZH: "污染通量", EN: "load above target"},
					Measured: x.Value, Target: x.Target, Quantity: tonnes, Unit: "t", Rate: -t.num(key), Amount: -tonnes * t.num(key),
				})
			})
			return items
		},
	}
}
