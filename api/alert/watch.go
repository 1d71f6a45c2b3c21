package alert

import (
	"fmt"
	"time"

	"fenhu/network"
)

// Watch says what of a schedule's results is grave, and whom to tell.
type Watch struct {
	Rules []Rule `json:"rules,omitempty" maxItems:"50"`
	// Failed is the level of runs that do not come to a feasible result.
	Failed      Level   `json:"failed_level,omitempty" minimum:"0" maximum:"4" doc:"of runs that fail or are infeasible; 0 = 3, Ⅲ yellow"`
	RemindHours int     `json:"remind_hours,omitempty" minimum:"0" maximum:"8760" doc:"tell the same state again after so long, unless acknowledged; 0 = never"`
	Tell        []Stage `json:"tell,omitempty" maxItems:"10" doc:"who is told at once, and who when nobody has acknowledged"`
}

// FailedLevel is the level of failed runs.
func (w Watch) FailedLevel() Level {
	if w.Failed == None {
		return Yellow
	}
	return w.Failed
}

// Check lists the faults; path is where it stands.
func (w Watch) Check(path string) network.Faults {
	var out network.Faults
	seen := map[string]bool{}
	for i, r := range w.Rules {
		at := fmt.Sprintf("%s.rules[%d]", path, i)
		out = append(out, r.Check(at)...)
		if seen[r.ID] {
			out = append(out, network.Fault{Path: at + ".id", ID: r.ID, Problem: network.Text{ZH: "规则标识重复", EN: "the id of the rule is used twice"}})
		}
		seen[r.ID] = true
	}
	if w.Failed < None || w.Failed > Blue {
		out = append(out, network.Fault{Path: path + ".failed_level", Problem: network.Text{ZH: "级别应为 1 至 4", EN: "the level is 1 to 4"}})
	}
	if w.RemindHours < 0 {
		out = append(out, network.Fault{Path: path + ".remind_hours", Problem: network.Text{ZH: "不能小于零", EN: "it cannot be negative"}})
	}
	for i, s := range w.Tell {
		at := fmt.Sprintf("%s.tell[%d]", path, i)
		if (i == 0) != (s.AfterMinutes == 0) || i > 0 && s.AfterMinutes <= w.Tell[i-1].AfterMinutes {
			out = append(out, network.Fault{Path: at + ".after_minutes", Problem: network.Text{ZH: "第一级为 0，其后递增", EN: "it is 0 for the first stage and rises after it"}})
		}
		if len(s.To) == 0 {
			out = append(out, network.Fault{Path: at + ".to", Problem: network.Text{ZH: "缺少收件方", EN: "nobody to tell is given"}})
		}
		for j, to := range s.To {
			out = append(out, to.Check(fmt.Sprintf("%s.to[%d]", at, j))...)
		}
	}
	return out
}

// EscalateAt is when the stage after stage is told of an alert that was opened
// or rose at since; zero when there is none.
func (w Watch) EscalateAt(stage int, since time.Time) time.Time {
	if stage+1 >= len(w.Tell) {
		return time.Time{}
	}
	return since.Add(time.Duration(w.Tell[stage+1].AfterMinutes) * time.Minute)
}

// Recipients are those who are told of an event at a stage: the stage alone
// when an alert escalates, all who know of it otherwise.
func (w Watch) Recipients(stage int, e Event) []Recipient {
	var out []Recipient
	for i, s := range w.Tell {
		if i == stage || i < stage && e != Escalated {
			out = append(out, s.To...)
		}
	}
	return out
}
