package export

import (
	"fenhu/network"
	"fenhu/optimize"
)

// scheduleTable is the monthly (旬, daily) operation of the reservoirs, the
// reservoir columns of RULES UN-07.
func scheduleTable(a *optimize.Allocation) Table {
	works := func(c Column) Column { return c.in("水库", "reservoir") }
	t := Table{
		Unit: "万m³",
		Columns: []Column{
			words("水库", "reservoir"), words("时段", "period"), figure("天数", "days", "天", 0),
			works(figure("期初蓄水", "storage at start", "", 0)), works(figure("入库", "inflow", "", 0)), works(figure("供水与下泄", "supply and release", "", 0)), works(figure("弃水", "spill", "", 0)),
			works(figure("蒸发", "evaporation", "", 1)), works(figure("渗漏", "seepage", "", 1)), works(figure("期末蓄水", "storage at end", "", 0)), works(figure("期末水位", "level at end", "m", 2)),
			works(figure("蓄水上限", "largest storage", "", 0)), works(figure("死库容", "dead storage", "", 0)), works(figure("蓄满率", "filled", "%", 1)),
			figure("水量价值", "water value", "元/m³", 2),
		},
		Notes: []network.Text{{
			ZH: "期末蓄水 = 期初蓄水 + 入库 − 供水与下泄 − 弃水 − 蒸发 − 渗漏。蓄水上限汛期为汛限库容；蓄满率按上限与死库容之间计。",
			EN: "Storage at end = at start + inflow − supply and release − spill − evaporation − seepage. Largest storage is the flood-limited one in season; filled counts between dead and largest storage.",
		}},
	}
	for i := range a.Reservoirs {
		r := &a.Reservoirs[i]
		before := r.Initial
		for u := range a.Periods {
			end := at(r.Storage, u)
			level := None()
			if len(r.Level) > u {
				level = Number(r.Level[u])
			}
			t.Rows = append(t.Rows, Row{Cells: []Cell{
				name(r.NameZH, r.NameEN, r.ID), period(a, u), Number(float64(a.Periods[u].Days)),
				Number(before), Number(at(r.Inflow, u)), Number(at(r.Release, u) - at(r.Spill, u)), Number(at(r.Spill, u)),
				Number(at(r.Evaporation, u)), Number(at(r.Seepage, u)), Number(end), level,
				Number(at(r.Max, u)), Number(r.Dead), share(end-r.Dead, at(r.Max, u)-r.Dead), Number(at(r.WaterValue, u)),
			}})
			before = end
		}
	}
	return t
}
