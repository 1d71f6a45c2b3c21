package compensation

import (
	"fmt"
	"math"
	"slices"

	"fenhu/network"
	"fenhu/network/quality"
)

// WhatIf is a change of what was found at a section, to see what it would be
// worth.
type WhatIf struct {
	Section string  `json:"section" yaml:"section"`
	Period  string  `json:"period,omitempty" yaml:"period"`     // a month or a year; empty = all
	FlowM3s float64 `json:"flow_m3s,omitempty" yaml:"flow_m3s"` // more flow, with the volume that it brings [m³/s]
	// Classes is by how many classes the water is better (or worse, below zero):
	// indicators that are worse than the class are set to its limit.
	Classes int `json:"classes,omitempty" yaml:"classes"`
	// Share multiplies the concentrations of all indicators but DO, 0.9 for a
	// tenth less; 0 = as they are.
	Share float64 `json:"share,omitempty" yaml:"share"`
}

// Suppose applies changes to records, which are not changed themselves. The
// error is network.Faults: a section without records, a figure that makes no sense.
func Suppose(records []Record, changes []WhatIf) ([]Record, error) {
	out := slices.Clone(records)
	var wrong network.Faults
	for i, c := range changes {
		at := fmt.Sprintf("changes[%d]", i)
		period, ok := ParsePeriod(c.Period)
		if c.Period != "" && !ok {
			wrong = append(wrong, said(at+".period", "时段 %q 应为 2025-07 或 2025", "the period %q is not like 2025-07 or 2025", c.Period))
		}
		if math.Abs(c.FlowM3s) > 1e5 || math.IsNaN(c.FlowM3s) || c.Classes < -5 || c.Classes > 5 || !(c.Share >= 0 && c.Share <= 100) {
			wrong = append(wrong, said(at, "流量、类别或倍数不合理", "the flow, the classes or the share make no sense"))
		}
		if c.FlowM3s == 0 && c.Classes == 0 && (c.Share == 0 || c.Share == 1) {
			wrong = append(wrong, said(at, "没有变化", "changes nothing"))
		}
		found := false
		for k := range out {
			r := &out[k]
			if r.Section != c.Section || c.Period != "" && !period.Holds(r.Period()) {
				continue
			}
			found = true
			if r.Judged() {
				c.apply(r)
			}
		}
		if !found {
			wrong = append(wrong, said(at+".section", "断面 %q 在该时段没有记录", "section %q has no records of the period", c.Section))
		}
	}
	if len(wrong) > 0 {
		return nil, wrong
	}
	return out, nil
}

// apply changes a record, whose readings belong to others until they are copied.
func (c *WhatIf) apply(r *Record) {
	if c.FlowM3s != 0 {
		flow := math.Max(0, r.Flow+c.FlowM3s)
		r.Volume = math.Max(0, r.Volume+(flow-r.Flow)*network.VolumePerDay*float64(Period{r.Year, r.Month}.Days()))
		r.Flow = flow
	}
	class := r.MeasuredClass()
	r.Readings = slices.Clone(r.Readings)
	if c.Share > 0 {
		for i := range r.Readings {
			if x := &r.Readings[i]; x.Indicator != quality.DO {
				x.Value *= c.Share
			}
		}
		if r.Class > 0 && len(r.Readings) > 0 {
			r.Class = 0 // by the readings, which moved
		}
	}
	if c.Classes == 0 || class == 0 {
		return
	}
	to := min(max(class-quality.Class(c.Classes), 1), quality.WorseThanV)
	for i := range r.Readings {
		x := &r.Readings[i]
		l, ok := quality.LimitOf(x.Indicator)
		is, _ := quality.ClassOf(x.Indicator, x.Value)
		switch {
		case !ok || !l.Assessed || c.Classes > 0 && is <= to || c.Classes < 0 && is >= to:
		case c.Classes > 0:
			x.Value = l.Class[to-1]
		case is == class: // the indicators that decide get worse
			x.Value = worst(l, to)
		}
	}
	r.Class = to
}

// worst is the concentration at the far end of a class: its limit, and a fifth
// beyond that of Ⅴ for what is worse.
func worst(l quality.Limit, c quality.Class) float64 {
	if c < quality.WorseThanV {
		return l.Class[c-1]
	}
	if l.Indicator == quality.DO {
		return l.Class[4] * 0.8
	}
	return l.Class[4] * 1.2
}
