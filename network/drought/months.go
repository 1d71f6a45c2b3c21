package drought

import (
	"fmt"
	"math"
)

// RecordYears is the length of record [years] that GB/T 20481 asks for before an
// index is fitted.
const RecordYears = 30

// Accumulate is the sum of each value and the k−1 before it; the first k−1 sums,
// and every sum that holds a missing value (NaN), are NaN. The result is as long as
// the series. It panics unless k ≥ 1.
func Accumulate(values []float64, k int) []float64 {
	if k < 1 {
		panic(fmt.Sprintf("drought: sums of %d months", k))
	}
	out := make([]float64, len(values))
	for i := range out {
		out[i] = math.NaN()
		if i+1 < k {
			continue
		}
		sum := 0.0
		for _, x := range values[i+1-k : i+1] {
			sum += x
		}
		out[i] = sum
	}
	return out
}

// MonthOf is the calendar month (1–12) of step t of a series that begins in month
// first.
func MonthOf(first, t int) int { return (first-1+t)%12 + 1 }

// byMonth gathers the values of each calendar month without the missing ones.
func byMonth(values []float64, first int) [12][]float64 {
	var out [12][]float64
	for t, x := range values {
		if !math.IsNaN(x) {
			m := MonthOf(first, t) - 1
			out[m] = append(out[m], x)
		}
	}
	return out
}

// checkMonthly checks a monthly series and the month it begins in; NaN is missing.
func checkMonthly(values []float64, first int, negative bool) error {
	if first < 1 || first > 12 {
		return fmt.Errorf("first month %d: must be from 1 to 12", first)
	}
	for i, x := range values {
		switch {
		case math.IsInf(x, 0):
			return fmt.Errorf("values[%d]: %v is not a finite number", i, x)
		case x < 0 && !negative:
			return fmt.Errorf("values[%d]: %v is negative", i, x)
		}
	}
	return nil
}
