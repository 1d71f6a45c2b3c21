package frequency

import (
	"errors"
	"fmt"
	"math"
	"sort"
)

// RecordYears is the length of record [years] below which a frequency analysis
// should be shown with a warning: textbooks ask for n ≥ 30 natural, restored
// (还原) annual values.
const RecordYears = 30

// Point is one year of a record with its empirical frequency.
type Point struct {
	Index int     `json:"index"` // position in the series
	X     float64 `json:"x"`     // value [unit of the series]
	P     float64 `json:"p"`     // exceedance probability m/(n+1) [-]
}

// Empirical ranks the series from wet to dry and gives the m-th largest of n
// values the expected exceedance probability P_m = m/(n+1). Equal values keep
// their order and get successive ranks. The series is not changed; the result has
// its length. It fails on an empty series and on values that are not finite.
func Empirical(series []float64) ([]Point, error) {
	if len(series) == 0 {
		return nil, errors.New("series: is empty")
	}
	if err := checkValues("series", series); err != nil {
		return nil, err
	}
	points := make([]Point, len(series))
	for i, x := range series {
		points[i] = Point{Index: i, X: x}
	}
	sort.SliceStable(points, func(i, j int) bool { return points[i].X > points[j].X })
	for i := range points {
		points[i].P = float64(i+1) / float64(len(points)+1)
	}
	return points, nil
}

// Moments estimates the parameters from a series of n ≥ 4 finite values ≥ 0 with
// a positive mean, K_i = x_i/x̄:
//
//	Cv = √(Σ(K_i−1)²/(n−1)),  Cs = Σ(K_i−1)³/((n−3)·Cv³)
//
// Cs from a short record is unreliable: take it from a ratio Cs/Cv instead
// ([FitCurve]). A series of equal values has Cv = Cs = 0. The result passes
// Check.
func Moments(series []float64) (Pearson3, error) {
	n := float64(len(series))
	if n < 4 {
		return Pearson3{}, fmt.Errorf("series: %d values, the skew needs 4 or more", len(series))
	}
	if err := checkValues("series", series); err != nil {
		return Pearson3{}, err
	}
	smallest, mean := series[0], 0.0
	equal := true
	for _, x := range series {
		smallest = min(smallest, x)
		equal = equal && x == series[0]
		mean += x / n
	}
	switch {
	case smallest < 0:
		return Pearson3{}, fmt.Errorf("series: value %v is negative", smallest)
	case mean == 0:
		return Pearson3{}, errors.New("series: all values are 0")
	case !finite(mean):
		return Pearson3{}, errors.New("series: values are too large to add")
	case equal:
		return Pearson3{Mean: series[0]}, nil
	}
	var m2, m3 float64
	for _, x := range series {
		k := x/mean - 1
		m2 += k * k
		m3 += k * k * k
	}
	d := Pearson3{Mean: mean, Cv: math.Sqrt(m2 / (n - 1))}
	if c3 := d.Cv * d.Cv * d.Cv; c3 > 0 {
		d.Cs = m3 / ((n - 3) * c3)
	}
	if err := d.Check(); err != nil {
		return Pearson3{}, fmt.Errorf("series: %w", err)
	}
	return d, nil
}

func checkValues(name string, values []float64) error {
	for i, x := range values {
		if !finite(x) {
			return fmt.Errorf("%s[%d]: %v is not a finite number", name, i, x)
		}
	}
	return nil
}
