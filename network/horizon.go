package network

import (
	"math"
	"time"
)

// StepKind is the length of a calendar step.
type StepKind string

// The calendar steps. A 旬 (dekad) is days 1–10, 11–20 and 21 to the end of a
// month, so it has 8 to 11 days (RULES UN-02).
const (
	StepMonth StepKind = "month"
	StepXun   StepKind = "xun"
	StepDay   StepKind = "day"
)

// Step is one period of a horizon.
type Step struct {
	Start time.Time // first day, UTC midnight
	Days  int       // number of days
	Month int       // 1–12
	Xun   int       // 1–3 for 旬 steps, else 0
	Year  int       // index of the accounting year the step lies in, from 0
}

// Horizon is the sequence of steps of a run.
type Horizon struct {
	Kind  StepKind
	Steps []Step
}

// maxSteps bounds a horizon: 100 years of days.
const maxSteps = 36600

// NewHorizon makes n steps from the first of the given month. Accounting years
// (for annual quotas, fairness and reliability) start in month yearStart.
func NewHorizon(kind StepKind, year, month, n, yearStart int) (Horizon, error) {
	if n < 1 || n > maxSteps {
		return Horizon{}, wrongf("时段数为 %d，应为 1 到 %d", "%d periods, want 1 to %d", n, maxSteps)
	}
	if month < 1 || month > 12 || yearStart < 1 || yearStart > 12 {
		return Horizon{}, wrongf("月份应为 1 到 12", "months run from 1 to 12")
	}
	h := Horizon{Kind: kind, Steps: make([]Step, 0, n)}
	at := time.Date(year, time.Month(month), 1, 0, 0, 0, 0, time.UTC)
	accounting := -1
	for len(h.Steps) < n {
		var next time.Time
		s := Step{Start: at, Month: int(at.Month())}
		switch kind {
		case StepMonth:
			next = at.AddDate(0, 1, 0)
		case StepXun:
			s.Xun = min((at.Day()-1)/10, 2) + 1
			if s.Xun < 3 {
				next = at.AddDate(0, 0, 10)
			} else {
				next = time.Date(at.Year(), at.Month()+1, 1, 0, 0, 0, 0, time.UTC)
			}
		case StepDay:
			next = at.AddDate(0, 0, 1)
		default:
			return Horizon{}, wrongf("时段长度 %q 应为 month、xun 或 day", "step %q, want month, xun or day", kind)
		}
		if accounting < 0 || s.Month == yearStart && at.Day() == 1 {
			accounting++
		}
		s.Year = accounting
		s.Days = int(next.Sub(at).Hours() / 24)
		h.Steps = append(h.Steps, s)
		at = next
	}
	return h, nil
}

// Len is the number of steps.
func (h Horizon) Len() int { return len(h.Steps) }

// Years is the number of accounting years that the horizon touches.
func (h Horizon) Years() int {
	if len(h.Steps) == 0 {
		return 0
	}
	return h.Steps[len(h.Steps)-1].Year + 1
}

// YearSteps returns the steps [from, to) of accounting year y.
func (h Horizon) YearSteps(y int) (from, to int) {
	for from < len(h.Steps) && h.Steps[from].Year < y {
		from++
	}
	for to = from; to < len(h.Steps) && h.Steps[to].Year == y; to++ {
	}
	return from, to
}

// VolumePerDay is what 1 m³/s carries in a day in 万m³: 86400 s ÷ 10⁴ (RULES UN-01).
const VolumePerDay = 8.64

// Volume is the volume [万m³] that a flow of q m³/s carries in step t. It is
// the only place where a flow becomes a volume.
func (h Horizon) Volume(q float64, t int) float64 {
	return q * VolumePerDay * float64(h.Steps[t].Days)
}

// Flow is the mean flow [m³/s] of a volume [万m³] in step t.
func (h Horizon) Flow(volume float64, t int) float64 {
	return volume / (VolumePerDay * float64(h.Steps[t].Days))
}

// ShareOfMonth is the share of its month that step t covers, by days.
func (h Horizon) ShareOfMonth(t int) float64 {
	s := h.Steps[t]
	first := time.Date(s.Start.Year(), s.Start.Month(), 1, 0, 0, 0, 0, time.UTC)
	return float64(s.Days) / (first.AddDate(0, 1, 0).Sub(first).Hours() / 24)
}

// ShareOfYear is the share of 365 days that step t covers.
func (h Horizon) ShareOfYear(t int) float64 { return float64(h.Steps[t].Days) / 365 }

// Label names step t: 2025-01, 2025-01上旬, or 2025-01-07.
func (h Horizon) Label(t int, l Lang) string {
	s := h.Steps[t]
	switch h.Kind {
	case StepXun:
		part := [2][3]string{{"上旬", "中旬", "下旬"}, {" 1st xun", " 2nd xun", " 3rd xun"}}
		i := 0
		if l == EN {
			i = 1
		}
		return s.Start.Format("2006-01") + part[i][s.Xun-1]
	case StepDay:
		return s.Start.Format("2006-01-02")
	default:
		return s.Start.Format("2006-01")
	}
}

// Arrival is the part of a release that reaches the other end in a step.
type Arrival struct {
	Step  int     // step of arrival; Len() or more means after the horizon
	Share float64 // [-]
}

// Arrivals spreads a release that leaves evenly during step t over the steps
// in which it arrives lag days later: the share of a step is its overlap with
// the shifted interval. The shares sum to 1, the last one counting whatever
// arrives after the horizon under step Len().
func (h Horizon) Arrivals(t int, lag float64) []Arrival {
	if lag <= 0 {
		return []Arrival{{t, 1}}
	}
	length := float64(h.Steps[t].Days)
	var out []Arrival
	rest := 1.0
	begin := -lag // start of step u relative to the start of the arriving interval
	for u := t; u < len(h.Steps); u++ {
		end := begin + float64(h.Steps[u].Days)
		if share := (math.Min(end, length) - math.Max(begin, 0)) / length; share > 1e-12 {
			out = append(out, Arrival{u, share})
			rest -= share
		}
		if end >= length {
			return out
		}
		begin = end
	}
	return append(out, Arrival{len(h.Steps), rest})
}
