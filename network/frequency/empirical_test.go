package frequency

import (
	"fmt"
	"math"
	"testing"
)

// record is the worked example of curve fitting, 20 years [亿m³].
var record = []float64{
	8.9, 7.6, 6.9, 6.3, 5.9, 5.6, 5.3, 5.0, 4.8, 4.6,
	4.4, 4.2, 4.0, 3.8, 3.6, 3.4, 3.2, 2.9, 2.6, 2.2,
}

func TestEmpiricalRanksFromWetToDry(t *testing.T) {
	t.Parallel()
	points, err := Empirical(record)
	if err != nil {
		t.Fatal(err)
	}
	printed(t, "P1", points[0].P, 0.047619, 6)
	printed(t, "P20", points[19].P, 0.952381, 6)

	series := []float64{3, 9, 3, 6}
	points, err = Empirical(series)
	if err != nil {
		t.Fatal(err)
	}
	want := []Point{{1, 9, 0.2}, {3, 6, 0.4}, {0, 3, 0.6}, {2, 3, 0.8}}
	for i, w := range want {
		if got := points[i]; got.Index != w.Index || got.X != w.X || math.Abs(got.P-w.P) > 1e-15 {
			t.Errorf("point %d: got %+v, want %+v", i, got, w)
		}
	}
	if series[0] != 3 || series[1] != 9 {
		t.Errorf("the series was changed: %v", series)
	}
}

func TestMomentsOfTheWorkedExample(t *testing.T) {
	t.Parallel()
	d, err := Moments(record)
	if err != nil {
		t.Fatal(err)
	}
	printed(t, "mean", d.Mean, 4.76, 4)
	printed(t, "cv", d.Cv, 0.363199, 6)
	printed(t, "cs", d.Cs, 0.761022, 6)

	equal, err := Moments([]float64{0.1, 0.1, 0.1, 0.1, 0.1})
	if want := (Pearson3{Mean: 0.1}); err != nil || equal != want {
		t.Errorf("equal values: got %+v, %v, want %+v", equal, err, want)
	}
}

func TestSeriesFaults(t *testing.T) {
	t.Parallel()
	for name, series := range map[string][]float64{
		"empty":     {},
		"short":     {1, 2, 3},
		"not a num": {1, 2, math.NaN(), 4},
		"infinite":  {1, 2, math.Inf(1), 4},
		"negative":  {1, 2, -3, 4},
		"all zero":  {0, 0, 0, 0},
		"overflow":  {math.MaxFloat64, math.MaxFloat64, math.MaxFloat64, math.MaxFloat64, math.MaxFloat64, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if d, err := Moments(series); err == nil && d.Check() != nil {
				t.Errorf("moments: got %+v without an error", d)
			} else if err == nil && name != "overflow" {
				t.Errorf("moments: got %+v, want an error", d)
			}
		})
	}
	for _, series := range [][]float64{nil, {1, math.NaN()}} {
		if _, err := Empirical(series); err == nil {
			t.Errorf("empirical %v: got no error", fmt.Sprint(series))
		}
	}
}
