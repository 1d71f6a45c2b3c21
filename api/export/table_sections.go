package export

import (
	"math"

	"fenhu/network"
	"fenhu/optimize"
)

// The flood season of the Hai and the Fen, June to September (RULES UN-03).
const (
	floodFrom = 6
	floodTo   = 9
)

// sectionsTable is the second table of RULES UN-06: what passes the control
// sections against their ecological base flow.
func sectionsTable(a *optimize.Allocation) Table {
	base := func(zh, en string) Column { return figure(zh, en, "m³/s", 2).in("生态基流", "base flow") }
	flow := func(zh, en string) Column { return figure(zh, en, "m³/s", 2).in("下泄流量", "flow") }
	t := Table{
		Columns: []Column{
			words("控制断面", "control section"), words("所在河流", "river"), words("生态廊道", "corridor"),
			figure("下泄水量", "volume", "万m³", 0), flow("平均", "mean"), flow("最小", "least"), words("最小出现", "least in"),
			base("汛期", "Jun–Sep"), base("非汛期", "Oct–May"), words("考核频次", "assessed by"), figure("保证率", "periods met", "%", 1),
			figure("缺口水量", "deficit", "万m³", 0), figure("最大缺口", "worst deficit", "m³/s", 2), words("最大缺口出现", "worst in"),
			figure("水量价值(最高)", "water value (highest)", "元/m³", 2),
		},
		Notes: []network.Text{{
			ZH: "汛期为6—9月；生态基流为各时段平均值；保证率为达标时段占应考核时段的比例。无基流要求的断面以“—”表示。",
			EN: "Flood season June–September; base flow is the mean of its periods; periods met is the share of the assessed periods. — marks sections without a base flow.",
		}},
	}
	h := horizon(a)
	frequency := map[network.StepKind]Cell{network.StepMonth: Words("月", "month"), network.StepXun: Words("旬", "xun"), network.StepDay: Words("日", "day")}[a.Step]
	for i := range a.Sections {
		s := &a.Sections[i]
		volume, flowDays, days := 0.0, 0.0, 0.0
		least, worst := -1, -1
		var target [2]struct{ volume, days float64 } // flood season, rest
		for u := range h.Steps {
			volume += h.Volume(at(s.FlowM3s, u), u)
			flowDays += at(s.FlowM3s, u) * float64(h.Steps[u].Days)
			days += float64(h.Steps[u].Days)
			if least < 0 || at(s.FlowM3s, u) < at(s.FlowM3s, least) {
				least = u
			}
			if lack := at(s.TargetM3s, u) - at(s.FlowM3s, u); lack > deficitShown && (worst < 0 || lack > at(s.TargetM3s, worst)-at(s.FlowM3s, worst)) {
				worst = u
			}
			season := 1
			if m := h.Steps[u].Month; m >= floodFrom && m <= floodTo {
				season = 0
			}
			target[season].volume += at(s.TargetM3s, u) * float64(h.Steps[u].Days)
			target[season].days += float64(h.Steps[u].Days)
		}
		asked := sum(s.TargetM3s) > 0
		cells := []Cell{name(s.NameZH, s.NameEN, s.ID), Words(s.River, s.River), Words(s.Corridor, s.Corridor), Number(volume)}
		cells = append(cells, quotient(flowDays, days), Number(at(s.FlowM3s, max(0, least))), period(a, least))
		for _, x := range target {
			if asked {
				cells = append(cells, quotient(x.volume, x.days))
			} else {
				cells = append(cells, None())
			}
		}
		if asked {
			cells = append(cells, frequency, Number(100*s.MetShare), Number(s.Deficit))
		} else {
			cells = append(cells, None(), None(), None())
		}
		if worst >= 0 {
			cells = append(cells, Number(at(s.TargetM3s, worst)-at(s.FlowM3s, worst)))
		} else {
			cells = append(cells, None())
		}
		value := 0.0
		for _, v := range s.WaterValue {
			value = math.Max(value, v)
		}
		t.Rows = append(t.Rows, Row{Cells: append(cells, period(a, worst), Number(value))})
	}
	return t
}

// deficitShown is the least shortfall of a base flow that is named [m³/s]; what
// is smaller is rounding.
const deficitShown = 1e-6

// quotient is part ÷ whole, empty when there is no whole.
func quotient(part, whole float64) Cell {
	if whole == 0 {
		return None()
	}
	return Number(part / whole)
}
