package alert

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"fenhu/api/parts"
	"fenhu/network"
	"fenhu/optimize"
)

// Rule says what of a result is grave, and how grave.
type Rule struct {
	ID        string   `json:"id" minLength:"1" maxLength:"60" doc:"name of the rule within its schedule; what is open keeps to it"`
	Indicator string   `json:"indicator" enum:"shortage-rate,county-shortage-rate,satisfaction,base-flow-missed,base-flow-days,storage,level-probability,county-shortage-probability"`
	Target    string   `json:"target,omitempty" maxLength:"100" doc:"id of the county, section or reservoir; absent = the gravest of all"`
	Sector    string   `json:"sector,omitempty" maxLength:"40" doc:"of shortage rates and satisfaction: one sector alone"`
	Date      string   `json:"date,omitempty" maxLength:"10" doc:"of storage: the period with this date, such as 2025-06-30; absent = the least of the run"`
	P         *float64 `json:"p,omitempty" doc:"only runs of this exceedance frequency in percent"`
	Scenario  string   `json:"scenario,omitempty" maxLength:"100" doc:"only runs of this scenario id"`

	WithinDays   int     `json:"within_days,omitempty" minimum:"0" maximum:"3660" doc:"of probabilities: counted from the day of the tick, in whole periods; 0 = the whole run"`
	DroughtLevel Level   `json:"drought_level,omitempty" minimum:"0" maximum:"4" doc:"of level-probability: this level of the drought plan or a worse one"`
	Rate         float64 `json:"rate,omitempty" doc:"of county-shortage-probability: more than so many percent of the demand are lacking; 1, 2, 5, 10, 15, 20, 25, 30, 40 or 50"`

	Steps []Step `json:"steps" minItems:"1" maxItems:"4" doc:"the thresholds, each with its level"`
}

// Step is a threshold: reaching it is the level.
type Step struct {
	Level     Level   `json:"level" minimum:"1" maximum:"4" doc:"1 = Ⅰ red, 2 = Ⅱ orange, 3 = Ⅲ yellow, 4 = Ⅳ blue"`
	Threshold float64 `json:"threshold" doc:"in the unit of the indicator; rates in percent"`
}

// Check lists the faults of a rule; path is where it stands.
func (r Rule) Check(path string) network.Faults {
	var out network.Faults
	fault := func(field, zh, en string, args ...any) {
		out = append(out, network.Fault{Path: path + "." + field, ID: r.ID, Problem: network.Text{ZH: fmt.Sprintf(zh, args...), EN: fmt.Sprintf(en, args...)}})
	}
	if r.ID == "" || r.ID == RunsRule {
		fault("id", "规则的标识不能为 %q", "the id of a rule cannot be %q", r.ID)
	}
	x, ok := IndicatorByID(r.Indicator)
	if !ok {
		fault("indicator", "未知的指标 %q", "unknown indicator %q", r.Indicator)
		return out
	}
	if r.Target != "" && x.Places == "" {
		fault("target", "%s 没有对象", "%s has no target", x.ID)
	}
	if _, known := network.SectorByID(network.Sector(r.Sector)); r.Sector != "" && !known {
		fault("sector", "未知的行业 %q", "unknown sector %q", r.Sector)
	}
	if r.Date != "" {
		if _, err := time.Parse(time.DateOnly, r.Date); err != nil || x.ID != "storage" {
			fault("date", "日期 %q 只用于蓄水量，写作 2025-06-30", "date %q is for storage alone, written like 2025-06-30", r.Date)
		}
	}
	r.checkChance(x, fault)
	if len(r.Steps) == 0 {
		fault("steps", "缺少阈值", "a threshold is missing")
	}
	steps := r.sorted()
	for i, s := range steps {
		if s.Level < Red || s.Level > Blue {
			fault("steps", "级别 %d 不在 1 与 4 之间", "level %d is not between 1 and 4", int(s.Level))
		}
		if i > 0 && (steps[i-1].Level == s.Level || steps[i-1].Threshold == s.Threshold || !x.reached(steps[i-1].Threshold, s.Threshold)) {
			fault("steps", "级别越高阈值应越严：%d 级 %g 与 %d 级 %g", "a graver level needs a graver threshold: level %d %g and level %d %g", int(steps[i-1].Level), steps[i-1].Threshold, int(s.Level), s.Threshold)
		}
	}
	return out
}

// sorted are the steps, the gravest first.
func (r Rule) sorted() []Step {
	out := slices.Clone(r.Steps)
	slices.SortStableFunc(out, func(a, b Step) int { return cmp.Compare(a.Level, b.Level) })
	return out
}

// reached says whether a value is at a threshold or beyond it.
func (x Indicator) reached(value, threshold float64) bool {
	if x.Below {
		return value <= threshold
	}
	return value >= threshold
}

// Outcome is a run of a firing with its result.
type Outcome struct {
	RunID, Title, Scenario string
	Result                 *optimize.Allocation // nil of an ensemble
	Ensemble               *parts.Outlook       // nil of a run of one inflow
}

// points are the values of an indicator in a run; none where it is of other runs.
func (x Indicator) points(o Outcome, r Rule) []Point {
	switch {
	case x.values != nil && o.Result != nil:
		return x.values(o.Result, r)
	case x.chances != nil && o.Ensemble != nil:
		return x.chances(o.Ensemble, r)
	default:
		return nil
	}
}

// Reading is what a rule finds in the runs of a firing.
type Reading struct {
	Level     Level
	Threshold float64 // of the level; of the least grave step when there is none
	Value     float64 // the gravest
	RunID     string  // in which it is
	RunTitle  string
	Places    []Point // that reached the level or a lesser one, the gravest first
	// Found is false when no run has the figure.
	Found bool
}

// Read applies a rule to the runs of a firing: the gravest place of the
// gravest run counts.
func (r Rule) Read(runs []Outcome) Reading {
	var out Reading
	x, ok := IndicatorByID(r.Indicator)
	if !ok || len(r.Steps) == 0 {
		return out
	}
	steps := r.sorted()
	least := steps[len(steps)-1].Threshold
	out.Threshold = least
	graver := func(a, b float64) bool { return a != b && x.reached(a, b) }
	for _, run := range runs {
		if r.Scenario != "" && run.Scenario != r.Scenario || r.P != nil && (run.Result == nil || run.Result.P != *r.P) {
			continue
		}
		points := x.points(run, r)
		if r.Target != "" {
			points = slices.DeleteFunc(points, func(p Point) bool { return p.ID != r.Target })
		}
		for _, p := range points {
			if out.Found && !graver(p.Value, out.Value) {
				continue
			}
			out.Found, out.Value, out.RunID, out.RunTitle = true, p.Value, run.RunID, run.Title
			out.Places = slices.DeleteFunc(slices.Clone(points), func(p Point) bool { return !x.reached(p.Value, least) })
		}
	}
	slices.SortStableFunc(out.Places, func(a, b Point) int {
		if graver(a.Value, b.Value) {
			return -1
		}
		if graver(b.Value, a.Value) {
			return 1
		}
		return 0
	})
	for _, s := range steps {
		if out.Found && x.reached(out.Value, s.Threshold) {
			out.Level, out.Threshold = s.Level, s.Threshold
			break
		}
	}
	return out
}

func endOf(p optimize.Period) string {
	start, err := time.Parse(time.DateOnly, p.Start)
	if err != nil {
		return p.Start
	}
	return start.AddDate(0, 0, p.Days-1).Format(time.DateOnly)
}
