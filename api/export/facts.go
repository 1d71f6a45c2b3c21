package export

import (
	"fmt"
	"strconv"

	"fenhu/network"
	"fenhu/optimize"
)

// Facts are the settings and the outcome of a run in a few lines, for the head
// of a text and the cover of a workbook.
func Facts(a *optimize.Allocation, l network.Lang) []Option {
	if a == nil {
		return nil
	}
	var out []Option
	add := func(zh, en, value string) { out = append(out, Option{network.Text{ZH: zh, EN: en}, value}) }
	add("水平年", "planning year", strconv.Itoa(a.Year))
	add("来水条件", "inflow", inflowText(a).In(l))
	add("计算方式", "mode", modeText(a.Mode).In(l))
	add("时段", "periods", periodsText(a, l))
	add("结果", "status", StatusText(a.Status).In(l))
	if a.Infeasible == nil {
		x := &a.Indicators
		sentence := network.Text{
			ZH: fmt.Sprintf("毛需水 %s，供水 %s，缺水 %s（%.1f%%）", decimal(x.GrossDemand, 0), decimal(x.Withdrawal, 0), decimal(x.GrossLack, 0), rate(x.GrossLack, x.GrossDemand)),
			EN: fmt.Sprintf("gross demand %s, supply %s, shortage %s (%.1f%%)", decimal(x.GrossDemand, 0), decimal(x.Withdrawal, 0), decimal(x.GrossLack, 0), rate(x.GrossLack, x.GrossDemand)),
		}
		for i := range a.Drought {
			d := &a.Drought[i]
			add("抗旱预案", "drought plan", droughtFact(d).In(l))
		}
		add("供需（万m³）", "balance (10⁴ m³)", sentence.In(l))
		worst := network.Text{ZH: "各县", EN: "everywhere"}.In(l)
		for i := range a.Counties {
			if c := &a.Counties[i]; c.ID == x.WorstID {
				worst = name(c.NameZH, c.NameEN, c.ID).Text(l)
			}
		}
		fair := network.Text{
			ZH: fmt.Sprintf("满足程度 %.1f%%，最低 %s %.1f%%，变差系数 %.3f，人均基尼系数 %.3f", 100*x.Satisfaction, worst, 100*x.Worst, x.CV, x.Gini),
			EN: fmt.Sprintf("satisfaction %.1f%%, least %s %.1f%%, variation %.3f, Gini per person %.3f", 100*x.Satisfaction, worst, 100*x.Worst, x.CV, x.Gini),
		}
		add("公平（净水量）", "fairness (net)", fair.In(l))
		add("供水成本与电耗", "cost and energy", fmt.Sprintf("%s %s, %s %s",
			decimal(a.Costs.Total, 0), UnitIn("万元", l), decimal(a.Costs.Energy, 0), UnitIn("万kWh", l)))
	}
	return out
}

// droughtFact says what a drought plan did in a line.
func droughtFact(d *optimize.Drought) network.Text {
	if !d.InForce {
		return network.Text{ZH: d.NameZH + "：全期预知计算不执行预案（用滚动计算执行）", EN: d.NameEN + ": ignored with foresight (a rolling run obeys it)"}
	}
	worst, count, cut := network.NoDrought, 0, 0.0
	for _, p := range d.Periods {
		worst = max(worst, p.Level)
		cut += p.Restriction
		if p.Level > network.NoDrought {
			count++
		}
	}
	return network.Text{
		ZH: fmt.Sprintf("%s：%d 个时段中 %d 个响应，最高 %s，净限供 %s", d.NameZH, len(d.Periods), count, worst.Name().ZH, decimal(cut, 0)),
		EN: fmt.Sprintf("%s: %d of %d periods, worst %s, net restriction %s", d.NameEN, count, len(d.Periods), worst.Name().EN, decimal(cut, 0)),
	}
}

func rate(part, whole float64) float64 {
	if whole <= 0 {
		return 0
	}
	return 100 * part / whole
}

func inflowText(a *optimize.Allocation) network.Text {
	switch {
	case a.Observed:
		return network.Text{ZH: "实测系列", EN: "observed series"}
	case a.P == 0:
		return network.Text{ZH: "多年平均", EN: "long-term mean"}
	default:
		s := fmt.Sprintf("P = %g %%", a.P)
		return network.Text{ZH: s, EN: s}
	}
}

func modeText(m optimize.Mode) network.Text {
	switch m {
	case optimize.Foresight:
		return network.Text{ZH: "全期预知", EN: "foresight over the whole horizon"}
	case optimize.Rolling:
		return network.Text{ZH: "滚动预报", EN: "rolling window"}
	default:
		return network.Text{ZH: string(m), EN: string(m)}
	}
}

func periodsText(a *optimize.Allocation, l network.Lang) string {
	if len(a.Periods) == 0 {
		return "0"
	}
	kind := map[network.StepKind]network.Text{network.StepMonth: {ZH: "个月", EN: "months"}, network.StepXun: {ZH: "旬", EN: "xun"}, network.StepDay: {ZH: "日", EN: "days"}}[a.Step]
	return fmt.Sprintf("%d %s, %s … %s", len(a.Periods), kind.In(l), period(a, 0).Text(l), period(a, len(a.Periods)-1).Text(l))
}

// StatusText is the status of a run in words.
func StatusText(s string) network.Text {
	switch s {
	case "optimal":
		return network.Text{ZH: "最优", EN: "optimal"}
	case "infeasible":
		return network.Text{ZH: "无可行解（见矛盾诊断表）", EN: "infeasible (see the diagnosis)"}
	case "relaxed":
		return network.Text{ZH: "突破部分硬约束后求得（见矛盾诊断表）", EN: "found after breaking limits (see the diagnosis)"}
	default:
		return network.Text{ZH: s, EN: s}
	}
}
