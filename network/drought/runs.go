package drought

import (
	"fmt"
	"math"
)

// Run is a drought by run theory (游程理论): neighbouring steps below a threshold.
type Run struct {
	Start    int     `json:"start"`    // first step
	End      int     `json:"end"`      // step after the last
	Severity float64 `json:"severity"` // deficit of the whole run [unit of the series]
	Peak     float64 `json:"peak"`     // largest deficit of a step [unit of the series]
	PeakStep int     `json:"peak_step"`
}

// Duration is the length of the run [steps].
func (r Run) Duration() int { return r.End - r.Start }

// Intensity is the mean deficit of a step, severity ÷ duration [unit of the series].
func (r Run) Intensity() float64 { return r.Severity / float64(r.Duration()) }

// RunOptions say which runs are counted. The zero value counts every one.
type RunOptions struct {
	// Gap joins two runs that at most so many steps lie between (pooling) [steps].
	Gap int
	// Relief limits pooling: the excess between the runs may be at most this share of
	// the severity before it; 0 = no limit [-].
	Relief float64
	// Shortest drops shorter runs after pooling; 0 = none [steps].
	Shortest int
	// Mildest drops runs of less severity after pooling; 0 = none [unit of the series].
	Mildest float64
}

// Runs are the droughts of a series, in the order of time. A step belongs to a
// drought when its value is below the threshold, not when it is equal. Thresholds
// are one for all steps or one a step (as for monthly means). The severity of pooled
// runs is the deficit less the excess between them (Tallaksen, Madsen and Clausen,
// 1997), their duration includes the gap. NaN, a missing value, ends a run. It fails
// on options below 0 and on thresholds that are not finite or as many as the values.
func Runs(values, thresholds []float64, o RunOptions) ([]Run, error) {
	if len(thresholds) != 1 && len(thresholds) != len(values) {
		return nil, fmt.Errorf("%d thresholds for %d values: give one, or one a step", len(thresholds), len(values))
	}
	for i, x := range thresholds {
		if !finite(x) {
			return nil, fmt.Errorf("thresholds[%d]: %v is not a finite number", i, x)
		}
	}
	for i, x := range values {
		if math.IsInf(x, 0) {
			return nil, fmt.Errorf("values[%d]: %v is not a finite number", i, x)
		}
	}
	if o.Gap < 0 || !(o.Relief >= 0) || o.Shortest < 0 || !(o.Mildest >= 0) {
		return nil, fmt.Errorf("options %+v: must not be negative", o)
	}
	deficit := func(t int) float64 { return thresholds[min(t, len(thresholds)-1)] - values[t] }
	var pooled []Run
	open := false
	for t := range values {
		d := deficit(t)
		if !(d > 0) {
			open = false
			continue
		}
		if !open {
			pooled = append(pooled, Run{Start: t, PeakStep: t})
			open = true
		}
		r := &pooled[len(pooled)-1]
		r.End, r.Severity = t+1, r.Severity+d
		if d > r.Peak {
			r.Peak, r.PeakStep = d, t
		}
	}
	pooled = pool(pooled, deficit, o)
	out := pooled[:0]
	for _, r := range pooled {
		if r.Duration() >= o.Shortest && r.Severity >= o.Mildest {
			out = append(out, r)
		}
	}
	return out, nil
}

// pool joins runs across short and small gaps, from the first to the last.
func pool(runs []Run, deficit func(int) float64, o RunOptions) []Run {
	if o.Gap == 0 || len(runs) == 0 {
		return runs
	}
	out := runs[:1]
	for _, next := range runs[1:] {
		last := &out[len(out)-1]
		excess := 0.0
		for t := last.End; t < next.Start; t++ {
			excess -= deficit(t) // NaN, a missing value, pools nothing
		}
		small := o.Relief == 0 || excess <= o.Relief*last.Severity
		if next.Start-last.End > o.Gap || math.IsNaN(excess) || !small {
			out = append(out, next)
			continue
		}
		last.End = next.End
		last.Severity = max(last.Peak, last.Severity+next.Severity-excess)
		if next.Peak > last.Peak {
			last.Peak, last.PeakStep = next.Peak, next.PeakStep
		}
	}
	return out
}
