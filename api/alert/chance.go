package alert

import (
	"fmt"
	"slices"

	"fenhu/api/parts"
	"fenhu/network"
)

// levelChances are the probabilities [%] that a drought plan reaches the rule's
// level or a worse one within its days.
func levelChances(o *parts.Outlook, r Rule) []Point {
	step, ok := o.Within(r.WithinDays)
	if !ok {
		return nil
	}
	var out []Point
	for _, p := range o.Plans {
		// In a summary the levels stand in the order none, Ⅳ, Ⅲ, Ⅱ, Ⅰ.
		out = append(out, Point{p.ID, o.Names[p.ID], 100 * p.Reached[step][5-int(r.DroughtLevel)]})
	}
	return out
}

// countyChances are the probabilities [%] that a county lacks more than the rule's
// rate of its demand from the first step to the end of its days.
func countyChances(o *parts.Outlook, r Rule) []Point {
	step, ok := o.Within(r.WithinDays)
	at := slices.Index(o.Rates, r.Rate)
	if !ok || at < 0 {
		return nil
	}
	var out []Point
	for i := range o.Regions {
		out = append(out, Point{o.Regions[i].ID, o.Names[o.Regions[i].ID], 100 * o.Chances[i][step][at]})
	}
	return out
}

// checkChance lists the faults of what only probabilities need.
func (r Rule) checkChance(x Indicator, fault func(field, zh, en string, args ...any)) {
	if r.WithinDays < 0 || r.WithinDays > 3660 {
		fault("within_days", "%d 天不在 0 与 3660 之间", "%d days are not between 0 and 3660", r.WithinDays)
	}
	if x.chances == nil && r.WithinDays != 0 {
		fault("within_days", "%s 不是概率", "%s is no probability", x.ID)
	}
	if level := x.ID == "level-probability"; level && (r.DroughtLevel < Red || r.DroughtLevel > Blue) || !level && r.DroughtLevel != None {
		fault("drought_level", "level-probability 须给出 1 至 4 级，其他指标不用", "level-probability needs a level from 1 to 4, other indicators none")
	}
	if county := x.ID == "county-shortage-probability"; county && !slices.Contains(parts.Rates(), r.Rate) || !county && r.Rate != 0 {
		fault("rate", "county-shortage-probability 的缺水率可选 %[1]v，其他指标不用", "county-shortage-probability needs a rate out of %[1]v, other indicators none", parts.Rates())
	}
	if x.chances == nil {
		return
	}
	if r.Sector != "" || r.P != nil {
		fault("sector", "概率指标不分行业和频率", "a probability has no sector and no frequency")
	}
	for _, s := range r.Steps {
		if !(s.Threshold > 0 && s.Threshold <= 100) {
			fault("steps", "概率阈值 %g 不在 0 与 100 之间", "a probability of %g %% is not between 0 and 100", s.Threshold)
		}
	}
}

// Of says what a rule watches, beyond the name of its indicator.
func (r Rule) Of() network.Text {
	var days network.Text
	if r.WithinDays > 0 {
		days = said("%d 天内", "within %d days", r.WithinDays)
	} else {
		days = network.Text{ZH: "计算期内", EN: "within the run"}
	}
	switch r.Indicator {
	case "level-probability":
		level := r.DroughtLevel.Name()
		return network.Text{ZH: days.ZH + "达到" + level.ZH + "或更重的概率", EN: "probability of " + level.EN + " or worse " + days.EN}
	case "county-shortage-probability":
		return network.Text{ZH: fmt.Sprintf("%s缺水率超过 %g%% 的概率", days.ZH, r.Rate), EN: fmt.Sprintf("probability of lacking more than %g %% %s", r.Rate, days.EN)}
	default:
		return network.Text{}
	}
}

func said(zh, en string, args ...any) network.Text {
	return network.Text{ZH: fmt.Sprintf(zh, args...), EN: fmt.Sprintf(en, args...)}
}
