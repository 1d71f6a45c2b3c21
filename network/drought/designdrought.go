package drought

import (
	"errors"
	"fmt"
	"math"

	"fenhu/network/frequency"
)

// DesignDrought is the drought of a return period.
type DesignDrought struct {
	Return   float64 `json:"return"`   // [years]
	Duration float64 `json:"duration"` // [steps]
	Severity float64 `json:"severity"` // [unit of the series]
	Joint    float64 `json:"joint"`    // observed return period of both together; 0 where none was as bad [years]
}

// DesignDroughts are the droughts of given return periods, from the runs of a record
// of so many years. With λ runs a year, the run of return period T is exceeded by a
// share p = 1/(λT) of all runs. Severities follow a gamma distribution fitted by Thom
// ([FitGamma]), durations a geometric distribution with the observed mean, read
// between whole steps. It fails on fewer than LeastPositive runs, on runs of equal
// severity, and on a return period of at most 1/λ years.
func DesignDroughts(runs []Run, years float64, returns []float64) ([]DesignDrought, error) {
	if !finite(years) || years <= 0 {
		return nil, fmt.Errorf("years %v: must be above 0", years)
	}
	severities, mean := make([]float64, len(runs)), 0.0
	for i, r := range runs {
		severities[i] = r.Severity
		mean += float64(r.Duration()) / float64(len(runs))
	}
	g, err := FitGamma(severities)
	if err != nil {
		return nil, fmt.Errorf("severities of %d runs: %w", len(runs), err)
	}
	// A gamma distribution is a Pearson-III with Cs = 2Cv.
	cv := 1 / math.Sqrt(g.Shape)
	curve := frequency.Pearson3{Mean: g.Shape * g.Scale, Cv: cv, Cs: 2 * cv}
	if err := curve.Check(); err != nil {
		return nil, fmt.Errorf("severities: %w", err)
	}
	rate := float64(len(runs)) / years
	var errs []error
	out := make([]DesignDrought, len(returns))
	for i, t := range returns {
		p := 1 / (rate * t)
		if !(t > 0) || !(p > 0 && p < 1) {
			errs = append(errs, fmt.Errorf("return period %v: must be above %.3g years, the mean time between runs", t, 1/rate))
			continue
		}
		d := DesignDrought{Return: t, Severity: curve.Quantile(p), Duration: 1}
		if mean > 1 { // P(D > d) = (1−1/mean)^d
			d.Duration = max(1, math.Log(p)/math.Log(1-1/mean))
		}
		worse := 0
		for _, r := range runs {
			if float64(r.Duration()) >= d.Duration && r.Severity >= d.Severity {
				worse++
			}
		}
		if worse > 0 {
			d.Joint = years / float64(worse)
		}
		out[i] = d
	}
	return out, errors.Join(errs...)
}
