package brief

import (
	"fmt"
	"strings"

	"fenhu/network"
	"fenhu/network/drought"
	"fenhu/network/frequency"
	"fenhu/optimize"
)

// view reads the input of a brief.
type view struct {
	Input
	plan   *optimize.Drought    // in force; nil without one
	rule   *network.DroughtPlan // of the plan
	worst  network.DroughtLevel
	city   drought.Bands
	places []place
	peak   drought.Category // worst of all counties
}

func newView(in Input) *view {
	v := &view{Input: in, city: drought.DefaultBand(drought.BandCity)}
	for i := range in.Run.Drought {
		if d := &in.Run.Drought[i]; d.InForce && v.plan == nil {
			v.plan = d
		}
	}
	if v.plan != nil {
		for _, r := range in.Network.Rules {
			if p, ok := r.(*network.DroughtPlan); ok && p.ID == v.plan.ID {
				v.rule = p
			}
		}
		v.worst = worstLevel(v.plan)
	}
	for i := range in.Run.Counties {
		p := v.place(&in.Run.Counties[i])
		v.places = append(v.places, p)
		v.peak = max(v.peak, p.category)
	}
	return v
}

func worstLevel(d *optimize.Drought) network.DroughtLevel {
	worst := network.NoDrought
	for i := range d.Periods {
		worst = max(worst, d.Periods[i].Level)
	}
	return worst
}

// month names period t: with its year where the run has several.
func (v *view) month(t int) network.Text {
	p := v.Run.Periods[t]
	var y, m, d int
	if _, err := fmt.Sscanf(p.Start, "%d-%d-%d", &y, &m, &d); err != nil || v.Run.Step != network.StepMonth {
		return network.Text{ZH: p.Label, EN: p.LabelEN}
	}
	if v.Run.Periods[0].Year == v.Run.Periods[len(v.Run.Periods)-1].Year {
		return network.Text{ZH: fmt.Sprintf("%d月", m), EN: months()[m-1]}
	}
	return network.Text{ZH: fmt.Sprintf("%d年%d月", y, m), EN: fmt.Sprintf("%s %d", months()[m-1], y)}
}

func months() []string {
	return []string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}
}

// steps label the axis of time.
func (v *view) steps() []string {
	return shortSteps(len(v.Run.Periods), func(t int) string { return v.Run.Periods[t].Start }, v.Run.Step)
}

// shortSteps are labels without the year where there is room for no more than the
// month; the subtitle names the year.
func shortSteps(n int, start func(int) string, step network.StepKind) []string {
	out := make([]string, n)
	for t := range out {
		out[t] = start(t)
		switch {
		case step == network.StepMonth && n <= 12 && len(out[t]) >= 7:
			out[t] = strings.TrimPrefix(out[t][5:7], "0")
		case step == network.StepMonth && len(out[t]) >= 7:
			out[t] = out[t][:7]
		}
	}
	return out
}

func (v *view) monthOf(t int) int {
	var y, m, d int
	if _, err := fmt.Sscanf(v.Run.Periods[t].Start, "%d-%d-%d", &y, &m, &d); err != nil {
		return 1
	}
	return m
}

// inflow names the inflow of the run.
func (v *view) inflow() network.Text {
	switch {
	case v.Run.Observed:
		return text("实测来水", "observed inflow")
	case v.Run.P == 0:
		return text("多年平均来水", "mean inflow")
	}
	name := frequency.DesignName(v.Run.P / 100)
	return text("P=%[1]g%%来水（%[2]s，约%[4]s年一遇的枯水）", "inflow at P = %[1]g %% (%[3]s, as dry as one year in %[4]s)", v.Run.P, name.ZH, name.EN, decimal(frequency.DryReturn(v.Run.P/100), 0))
}

func (v *view) subtitle() network.Text {
	first, last := v.Run.Periods[0], v.Run.Periods[len(v.Run.Periods)-1]
	in := v.inflow()
	return text("%[1]d水平年 · %[2]s · %[4]s—%[5]s", "planning year %[1]d · %[3]s · %[6]s – %[7]s", v.Run.Year, in.ZH, in.EN, first.Label, last.Label, first.LabelEN, last.LabelEN)
}

// reservoir is the node of a reservoir of the run.
func (v *view) reservoir(id string) *network.Reservoir {
	r, _ := v.Network.NodeByID(id).(*network.Reservoir)
	return r
}

// line is a drought line in period t [万m³]; 0 where the reservoir has none.
func (v *view) line(q network.Quantity, t int) float64 {
	if !q.IsSet() {
		return 0
	}
	return q.At(v.Network.PlanningYear, v.monthOf(t))
}

func levelName(l network.DroughtLevel) network.Text {
	if l == network.NoDrought {
		return text("未启动响应", "no response")
	}
	return l.Name()
}
