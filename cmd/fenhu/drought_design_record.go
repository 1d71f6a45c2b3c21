package main

import (
	"fmt"
	"math"

	"fenhu/network/drought"
	"fenhu/network/frequency"
)

// designOutcome is the JSON form of the design of a record.
type designOutcome struct {
	Unit      string                  `json:"unit"`
	Adopted   frequency.Pearson3      `json:"adopted"`
	Control   []int                   `json:"control_months"`
	ByControl frequency.Pearson3      `json:"control"` // curve of the control period
	Years     []scaledYear            `json:"years"`
	Threshold float64                 `json:"threshold"` // share of the mean of the month
	Runs      []droughtRun            `json:"runs"`
	Droughts  []drought.DesignDrought `json:"design_droughts,omitempty"`
	NoDesign  string                  `json:"no_design,omitempty"` // why there are no design droughts
	Scenarios []drought.Scenario      `json:"scenarios"`
	months    string
}

// scaledYear is the year of a frequency, by both ways of scaling.
type scaledYear struct {
	frequency.Design
	Value         float64           `json:"value"`
	ControlValue  float64           `json:"control_value"`
	Typical       int               `json:"typical"`
	TypicalValue  float64           `json:"typical_value"`
	SameRatio     frequency.Scaled  `json:"same_ratio"`
	SameFrequency *frequency.Scaled `json:"same_frequency,omitempty"` // nil where the control period cannot be scaled
}

type droughtRun struct {
	From      string  `json:"from"`
	To        string  `json:"to"`
	Duration  int     `json:"duration"`
	Severity  float64 `json:"severity"`
	Intensity float64 `json:"intensity"`
	Peak      float64 `json:"peak"`
}

// typicalNear is how near the volume of a typical year has to be to the design
// value; among such years the one with the driest control period is taken (D).
const typicalNear = 0.15

// design makes all of the design of a record.
func (f *designFlags) design(r *monthly, by frequency.Criterion, override bool) (*designOutcome, error) {
	years := r.annual()
	whole, err := analyse(years, by, f.frequencyFlags, override)
	if err != nil {
		return nil, err
	}
	out := &designOutcome{Unit: f.unit, Adopted: whole.Adopted, Control: f.control, Threshold: f.share, months: f.monthsText()}
	control := make([]float64, len(r.months))
	for i := range r.months {
		for _, m := range f.control {
			control[i] += r.months[i][m-1]
		}
	}
	part, err := analyse(annual{values: control}, by, frequencyFlags{ratio: f.ratio}, false)
	if err != nil {
		return nil, fmt.Errorf("control period: %w", err)
	}
	out.ByControl = part.Adopted
	steps := make([]int, len(f.control))
	for i, m := range f.control {
		steps[i] = m - 1
	}
	for _, p := range designPs() {
		y := scaledYear{Design: frequency.Design{P: p, Name: frequency.DesignName(p)}, Value: out.Adopted.RunoffQuantile(p), ControlValue: out.ByControl.RunoffQuantile(p)}
		k, err := f.choose(r, years.values, control, y.Value)
		if err != nil {
			return nil, err
		}
		y.Typical, y.TypicalValue = r.first+k, years.values[k]
		if y.SameRatio, err = frequency.SameRatio(r.months[k][:], y.Value); err != nil {
			return nil, err
		}
		if s, err := frequency.SameFrequency(r.months[k][:], steps, y.ControlValue, y.Value); err == nil {
			y.SameFrequency = &s
		}
		out.Years = append(out.Years, y)
	}
	if err := f.droughts(r, out); err != nil {
		return nil, err
	}
	out.Scenarios, err = drought.InflowScenarios(years.values, r.first, []float64{0.1, 0.2, 0.3})
	return out, err
}

// choose picks the typical year for a volume: the one asked for, or of the years
// near to it the one with the least share in the control period, the later of
// equals; the nearest where none is near.
func (f *designFlags) choose(r *monthly, years, control []float64, want float64) (int, error) {
	if f.typical != 0 {
		if k := f.typical - r.first; k >= 0 && k < len(years) && years[k] > 0 {
			return k, nil
		}
		return 0, fmt.Errorf("typical year %d: is not in the record or has no water", f.typical)
	}
	best, nearest := 0, 0
	share, distance := math.Inf(1), math.Inf(1)
	for i, x := range years {
		if x <= 0 {
			continue
		}
		away := math.Abs(x - want)
		if away <= distance {
			nearest, distance = i, away
		}
		if away <= typicalNear*want && control[i]/x <= share {
			best, share = i, control[i]/x
		}
	}
	if math.IsInf(share, 1) {
		return nearest, nil
	}
	return best, nil
}

// droughts counts the runs below a share of the means of the months.
func (f *designFlags) droughts(r *monthly, out *designOutcome) error {
	var values, limits []float64
	var means [12]float64
	for i := range r.months {
		for m, x := range r.months[i] {
			means[m] += x / float64(len(r.months))
			values = append(values, x)
		}
	}
	for i := range values {
		limits = append(limits, f.share*means[i%12])
	}
	runs, err := drought.Runs(values, limits, drought.RunOptions{Gap: f.gap})
	if err != nil {
		return err
	}
	label := func(t int) string { return fmt.Sprintf("%04d-%02d", r.first+t/12, t%12+1) }
	for _, x := range runs {
		out.Runs = append(out.Runs, droughtRun{label(x.Start), label(x.End - 1), x.Duration(), x.Severity, x.Intensity(), x.Peak})
	}
	if out.Droughts, err = drought.DesignDroughts(runs, float64(len(r.months)), f.returns); err != nil {
		out.Droughts, out.NoDesign = nil, err.Error() // the rest of the design stands
	}
	return nil
}
