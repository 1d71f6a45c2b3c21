package drought

import (
	"fmt"
	"math"
)

// Anomaly is the precipitation anomaly PA = (x − mean)/mean·100 (降水量距平百分率,
// RULES DR-08) [%]. It fails unless the mean is above 0 and both are finite.
func Anomaly(x, mean float64) (float64, error) {
	if !finite(x) || !finite(mean) || mean <= 0 {
		return 0, fmt.Errorf("anomaly of %v from a mean of %v: the mean must be above 0 and both finite", x, mean)
	}
	return (x - mean) / mean * 100, nil
}

// Anomalies are the anomalies of the sums over k months of a monthly series from
// the mean of the same calendar month, in the order of time, each with its category
// ([%] in Index). The bands follow from k where none are given: up to 2 months, up
// to 11, a year and longer. NaN is a missing month; calendar months that are always
// dry have no anomaly.
func Anomalies(values []float64, first int, o IndexOptions) ([]Standing, error) {
	k, _, err := o.settle()
	if err != nil {
		return nil, err
	}
	if err := checkMonthly(values, first, false); err != nil {
		return nil, err
	}
	bands := DefaultBand(AnomalyBand(k))
	if o.Bands != nil {
		bands = *o.Bands
	}
	sums := Accumulate(values, k)
	var means [12]float64
	for m, sample := range byMonth(sums, first) {
		for _, x := range sample {
			means[m] += x / float64(len(sample))
		}
	}
	return standings(sums, first, bands, func(month int, x float64) (float64, bool) {
		pa, err := Anomaly(x, means[month-1])
		return pa, err == nil && !math.IsInf(pa, 0)
	}), nil
}

// AnomalyBand is the ID of the bands for anomalies of sums over k months.
func AnomalyBand(k int) string {
	switch {
	case k >= 12:
		return BandYearAnomaly
	case k >= 3:
		return BandSeasonAnomaly
	}
	return BandMonthAnomaly
}
