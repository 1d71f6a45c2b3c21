package compensation

import (
	"fmt"
	"slices"

	"fenhu/network"
	"fenhu/optimize"
)

// FromRun adds the monthly flows, ecological flows and volumes of a run's
// sections to records: to those that have neither flow nor volume, and as records
// of their own where a month has none. A record that was monitored goes first. The
// source of what is added names the run, by its id where it has one. records is not changed; the error says
// that the run's periods cannot be read.
func FromRun(records []Record, run *optimize.Allocation, id string) ([]Record, error) {
	out := append([]Record(nil), records...)
	at := map[recordKey]int{}
	for k, r := range out {
		at[recordKey{r.Section, r.Year, r.Month}] = k
	}
	source := "run of " + run.Basin.ID + " " + run.Basin.Hash[:min(12, len(run.Basin.Hash))]
	if id == "" {
		id = run.Basin.Hash
	}
	for i := range run.Sections {
		s := &run.Sections[i]
		if len(s.FlowM3s) != len(run.Periods) || len(s.TargetM3s) != len(run.Periods) {
			return nil, fmt.Errorf("compensation: section %s has %d flows in %d periods", s.ID, len(s.FlowM3s), len(run.Periods))
		}
		for from := 0; from < len(run.Periods); {
			var key recordKey
			if _, err := fmt.Sscanf(run.Periods[from].Start, "%4d-%2d", &key.year, &key.month); err != nil {
				return nil, fmt.Errorf("compensation: period %q has no month", run.Periods[from].Start)
			}
			key.section = s.ID
			x := Record{Section: s.ID, Year: key.year, Month: key.month, Source: source}
			x.Cites = []Cite{{Kind: CiteRun, Node: s.ID, Quantity: "flow", At: x.Period(), Run: id}}
			days, to := 0.0, from
			for ; to < len(run.Periods) && len(run.Periods[to].Start) >= 7 && run.Periods[to].Start[:7] == run.Periods[from].Start[:7]; to++ {
				d := float64(run.Periods[to].Days)
				days += d
				x.Flow += s.FlowM3s[to] * d
				x.EcoFlow += s.TargetM3s[to] * d
				x.Volume += s.FlowM3s[to] * d * network.VolumePerDay
			}
			x.Flow, x.EcoFlow, from = x.Flow/days, x.EcoFlow/days, to
			k, found := at[key]
			switch {
			case !found:
				out = append(out, x)
			case out[k].Flow == 0 && out[k].Volume == 0 && out[k].Judged():
				out[k].Flow, out[k].EcoFlow, out[k].Volume = x.Flow, x.EcoFlow, x.Volume
				out[k].Cites = append(slices.Clone(out[k].Cites), x.Cites...)
				if out[k].Source == "" {
					out[k].Source = source
				} else {
					out[k].Source += "; " + source
				}
			}
		}
	}
	return out, nil
}
