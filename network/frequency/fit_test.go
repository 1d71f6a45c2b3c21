package frequency

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

func TestFitCurveIsTheWorkedExample(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		by                      Criterion
		cv, objective, x95, x75 float64
	}{
		{OLS, 0.4153, 0.39448, 2.0367, 3.3220},
		{ABS, 0.3862, 1.71052, 2.1896, 3.4266},
		{WLS, 0.3892, 0.01148, 2.1737, 3.4159},
	} {
		t.Run(c.by.String(), func(t *testing.T) {
			t.Parallel()
			f, err := FitCurve(record, c.by, DefaultRatio)
			if err != nil {
				t.Fatal(err)
			}
			printed(t, "mean", f.Mean, 4.76, 4)
			printed(t, "cv", f.Cv, c.cv, 4)
			near(t, "cs", f.Cs, 2*f.Cv, 1e-15)
			printed(t, "objective", f.Objective, c.objective, 5)
			printed(t, "x95", f.Quantile(0.95), c.x95, 4)
			printed(t, "x75", f.Quantile(0.75), c.x75, 4)
			near(t, "objective again", c.by.Objective(f.Points, f.Pearson3), f.Objective, 0)
		})
	}
}

// Points that lie on a curve give back that curve, by every criterion and ratio.
func TestFitCurveRecoversACurve(t *testing.T) {
	t.Parallel()
	for _, ratio := range Ratios() {
		for _, by := range []Criterion{OLS, ABS, WLS} {
			const n = 60
			want := Pearson3{Mean: 10, Cv: 0.3, Cs: 0.3 * ratio}
			points := make([]Point, n)
			for i := range points {
				p := float64(i+1) / (n + 1)
				points[i] = Point{Index: i, X: want.Quantile(p), P: p}
			}
			cv, _ := minimise(func(cv float64) float64 {
				return by.Objective(points, Pearson3{Mean: 10, Cv: cv, Cs: ratio * cv})
			}, 0, 0.9)
			near(t, fmt.Sprintf("cv by %v at ratio %v", by, ratio), cv, want.Cv, 1e-7)
		}
	}
}

func TestFitCurveIgnoresOrderAndUnit(t *testing.T) {
	t.Parallel()
	a, err := FitCurve(record, WLS, 2)
	if err != nil {
		t.Fatal(err)
	}
	scaled := slices.Clone(record)
	slices.Reverse(scaled)
	for i := range scaled {
		scaled[i] *= 1e4 // 亿m³ to 万m³
	}
	b, err := FitCurve(scaled, WLS, 2)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "cv", b.Cv, a.Cv, 1e-7)
	near(t, "mean", b.Mean, 1e4*a.Mean, 1e-6)
}

func TestFitBestTakesTheLeastDeviation(t *testing.T) {
	t.Parallel()
	for _, by := range []Criterion{OLS, ABS, WLS} {
		best, err := FitBest(record, by, Ratios())
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range Ratios() {
			f, err := FitCurve(record, by, r)
			if err != nil {
				t.Fatal(err)
			}
			if f.Objective < best.Objective {
				t.Errorf("%v: ratio %v has %v, less than %v at ratio %v", by, r, f.Objective, best.Objective, best.Ratio)
			}
		}
	}
}

func TestFitOfOddSeries(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		series []float64
		by     Criterion
		ratio  float64
		ok     bool
	}{
		{"equal values", []float64{5, 5, 5, 5, 5}, OLS, 2, true},
		{"equal values, relative", []float64{5, 5, 5, 5, 5}, WLS, 2, true},
		{"years without flow", []float64{9, 4, 1, 0, 0, 0}, WLS, 2, true},
		{"one flood", []float64{0, 0, 0, 0, 0, 0, 0, 100}, ABS, 3.5, true},
		{"normal curve", record, OLS, 0, true},
		{"normal curve, relative", record, WLS, 0, true},
		{"huge ratio", record, OLS, 1e6, true},
		{"negative ratio", record, OLS, -1, false},
		{"ratio not a number", record, OLS, math.NaN(), false},
		{"unknown criterion", record, 7, 2, false},
		{"too short", []float64{1, 2}, OLS, 2, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f, err := FitCurve(c.series, c.by, c.ratio)
			if (err == nil) != c.ok {
				t.Fatalf("got %+v, %v, want ok %v", f, err, c.ok)
			}
			if err == nil && (f.Check() != nil || !finite(f.Objective)) {
				t.Errorf("got %+v", f)
			}
		})
	}
	if _, err := FitBest(record, OLS, nil); err == nil {
		t.Error("no ratios: got no error")
	}
}

func TestDeviationsShowTheDryPoints(t *testing.T) {
	t.Parallel()
	f, err := FitCurve(record, WLS, 2)
	if err != nil {
		t.Fatal(err)
	}
	total := 0.0
	devs := Deviations(f.Points, f.Pearson3)
	for i, d := range devs {
		near(t, "fitted", d.Fitted, f.Quantile(d.P), 0)
		if d.Index != i {
			t.Errorf("point %d: got year %d", i, d.Index)
		}
		total += d.Relative * d.Relative
	}
	near(t, "sum of squares", total, f.Objective, 1e-12)
}

func BenchmarkFitCurve(b *testing.B) {
	for b.Loop() {
		if _, err := FitCurve(record, OLS, 2); err != nil {
			b.Fatal(err)
		}
	}
}
