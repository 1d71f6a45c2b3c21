package request

import (
	"fmt"
	"time"

	"fenhu/network"
	"fenhu/network/ensemble"
)

// The bounds of an ensemble that is asked of the service.
const (
	mostTraces = 5000
	// mostTracePeriods bounds traces × periods, and by that the memory that putting
	// the traces together takes: 1 GB for a basin as large as the built-in one.
	mostTracePeriods = 600_000
	mostDays         = 3660
)

// Ensemble asks for many traces of the inflow, run step by step without foresight.
type Ensemble struct {
	// Source says where the traces come from.
	Source ensemble.Source `json:"source"`
	// From is the day on which the horizon is counted from, 2025-06-11; empty = the
	// first day of the calendar.
	From string `json:"from,omitempty"`
	// Days is the least length of the run from From on, in whole periods; 0 = the calendar's.
	Days int `json:"days,omitempty"`
	// RestOfYear ends the run with the calendar year of From.
	RestOfYear bool `json:"rest_of_year,omitempty"`
	// Tail is the share of the worst traces whose mean is told [-]; 0 = a tenth.
	Tail float64 `json:"tail,omitempty"`
}

func ensembleFault(path, zh, en string, args ...any) network.Fault {
	return network.Fault{Path: "ensemble" + path, Problem: network.Text{ZH: fmt.Sprintf(zh, args...), EN: fmt.Sprintf(en, args...)}}
}

// shorten sets the length of the calendar to the horizon asked for.
func (e *Ensemble) shorten(n *network.Network) network.Faults {
	if e == nil || e.Days == 0 && !e.RestOfYear {
		return nil
	}
	switch {
	case e.Days < 0 || e.Days > mostDays:
		return network.Faults{ensembleFault(".days", "%d 天不在 1 与 %d 之间", "%d days are not between 1 and %d", e.Days, mostDays)}
	case e.Days > 0 && e.RestOfYear:
		return network.Faults{ensembleFault(".days", "天数与年内剩余只能选一", "days and the rest of the year exclude each other")}
	}
	first, err := time.Parse("2006-01", n.Calendar.Start)
	if err != nil {
		return nil //nolint:nilerr // Check says what is wrong with it
	}
	from := first
	if e.From != "" {
		if from, err = time.Parse(time.DateOnly, e.From); err != nil || from.Before(first) || from.After(first.AddDate(1, 0, 0)) {
			return network.Faults{ensembleFault(".from", "%q 不是起始月 %s 之后一年内的日期", "%q is not a day within a year after the first month, %s", e.From, n.Calendar.Start)}
		}
	}
	end := from.AddDate(0, 0, e.Days)
	if e.RestOfYear {
		end = time.Date(from.Year()+1, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	// A period is a day at least, so that so many periods are enough.
	n.Calendar.Periods = int(end.Sub(first).Hours()/24) + 1
	h, err := n.Horizon()
	if err != nil {
		return nil //nolint:nilerr // Check says what is wrong with it
	}
	for t := range h.Steps {
		if last := h.Steps[t].Start.AddDate(0, 0, h.Steps[t].Days); !last.Before(end) {
			n.Calendar.Periods = t + 1
			break
		}
	}
	return nil
}

// check tries the source out with few traces, and bounds what all would take.
func (e *Ensemble) check(n *network.Network) network.Faults {
	if e == nil {
		return nil
	}
	var wrong network.Faults
	if !(e.Tail >= 0 && e.Tail <= 1) {
		wrong = append(wrong, ensembleFault(".tail", "比例 %g 不在 0 与 1 之间", "the share %g is not between 0 and 1", e.Tail))
	}
	h, err := n.Horizon()
	if err != nil {
		return append(wrong, named(err, nil)...)
	}
	trial := e.Source
	if trial.Traces > 1 && trial.Traces <= mostTraces {
		trial.Traces = 1
	}
	set, err := trial.Generate(n)
	if err != nil {
		for _, f := range named(err, nil) {
			f.Path = "ensemble.source." + f.Path
			wrong = append(wrong, f)
		}
		return wrong
	}
	traces := max(len(set.Traces), e.Source.Traces)
	if e.Source.Traces == 0 && (e.Source.Kind == "" || e.Source.Kind == "synthetic" || e.Source.Kind == "bootstrap") {
		traces = ensemble.DefaultTraces
	}
	if traces > mostTraces || traces*h.Len() > mostTracePeriods {
		wrong = append(wrong, ensembleFault(".source.traces", "%d 条过程 × %d 个时段过多：至多 %d 条，且乘积至多 %d", "%d traces × %d periods are too many: at most %d traces and a product of %d",
			traces, h.Len(), mostTraces, mostTracePeriods))
	}
	return wrong
}
