package drought

import (
	"errors"
)

// Percentiles gives each value of a monthly series (streamflow, storage) its
// Weibull percentile 100·m/(n+1) [%] among the n values of the same calendar month,
// m counted from the smallest; equal values share their mean rank. A small
// percentile is dry. NaN is a missing month. The Sum of a standing is the value.
func Percentiles(values []float64, first int) ([]Standing, error) {
	if err := checkMonthly(values, first, false); err != nil {
		return nil, err
	}
	months := byMonth(values, first)
	return standings(values, first, DefaultBand(BandPercentile), func(month int, x float64) (float64, bool) {
		return 100 * rank(months[month-1], x) / float64(len(months[month-1])+1), true
	}), nil
}

// PercentileOf is the Weibull percentile [%] of a new value beside the record of its
// calendar month, as if it had been observed as one of n+1 values. It fails on an
// empty record and on values that are not finite.
func PercentileOf(record []float64, x float64) (float64, error) {
	if len(record) == 0 {
		return 0, errors.New("record: is empty")
	}
	if !finite(x) {
		return 0, errors.New("value: is not a finite number")
	}
	all := make([]float64, 0, len(record)+1)
	for _, v := range record {
		if !finite(v) {
			return 0, errors.New("record: holds a value that is not a finite number")
		}
		all = append(all, v)
	}
	all = append(all, x)
	return 100 * rank(all, x) / float64(len(all)+1), nil
}

// rank is the mean rank of x in the sample from the smallest, which holds it.
func rank(sample []float64, x float64) float64 {
	below, same := 0, 0
	for _, v := range sample {
		switch {
		case v < x:
			below++
		case v == x:
			same++
		}
	}
	return float64(below) + float64(same+1)/2
}
