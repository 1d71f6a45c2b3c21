package ensemble

import (
	"math/rand/v2"
	"slices"
	"testing"

	"fenhu/network/frequency"
)

func TestQuantilesOfFourTracesByHand(t *testing.T) {
	t.Parallel()
	d := Distribute([]float64{30, 10, 40, 20}, nil)
	// The exceedances of 40, 30, 20, 10 are 0.2, 0.4, 0.6, 0.8.
	for _, x := range []struct{ p, want float64 }{{0.2, 40}, {0.4, 30}, {0.6, 20}, {0.8, 10}, {0.5, 25}, {0.25, 37.5}, {0.05, 40}, {0.95, 10}} {
		near(t, "quantile", d.Quantile(x.p), x.want, 1e-12)
	}
	near(t, "mean", d.Mean(), 25, 1e-12)
	for _, x := range []struct{ x, want float64 }{{5, 1}, {10, 0.75}, {25, 0.5}, {39.9, 0.25}, {40, 0}} {
		near(t, "probability above", d.Above(x.x), x.want, 1e-12)
	}
	near(t, "worst quarter", d.Tail(0.25), 40, 1e-12)
	near(t, "worst tenth", d.Tail(0.1), 40, 1e-12)
	near(t, "worst three eighths", d.Tail(0.375), (40+0.5*30)/1.5, 1e-12)
	near(t, "all", d.Tail(1), 25, 1e-12)
}

func TestWeightsCountAsCopies(t *testing.T) {
	t.Parallel()
	weighted := Distribute([]float64{1, 2, 5, 9}, []float64{3, 1, 2, 0})
	copies := Distribute([]float64{1, 1, 1, 2, 5, 5}, nil)
	near(t, "mean", weighted.Mean(), copies.Mean(), 1e-12)
	for _, x := range []float64{0, 1, 1.5, 2, 5, 9} {
		near(t, "probability above", weighted.Above(x), copies.Above(x), 1e-12)
	}
	for _, s := range []float64{0.1, 1.0 / 3, 0.5, 0.9, 1} {
		near(t, "tail", weighted.Tail(s), copies.Tail(s), 1e-12)
	}
}

func TestQuantilesAreTheEmpiricalFrequencies(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	values := make([]float64, 37)
	for k := range values {
		values[k] = r.ExpFloat64()
	}
	d := Distribute(values, nil)
	points, err := frequency.Empirical(values)
	if err != nil {
		t.Fatal(err)
	}
	steps := d.Steps(37)
	for k, x := range points {
		near(t, "quantile at the exceedance of a point", d.Quantile(x.P), x.X, 1e-9)
		near(t, "point of the curve", steps[k].Value, x.X, 0)
		near(t, "its exceedance", steps[k].Probability, x.P, 1e-12)
	}
	few := d.Steps(5)
	if len(few) != 5 || few[0].Value != slices.Max(values) || few[4].Value != slices.Min(values) {
		t.Errorf("five points %v do not span the values", few)
	}
}

func TestNoTraces(t *testing.T) {
	t.Parallel()
	d := Distribute([]float64{1}, []float64{0})
	if d.Mean() != 0 || d.Quantile(0.5) != 0 || d.Above(0) != 0 || d.Tail(0.5) != 0 || len(d.Steps(3)) != 0 {
		t.Error("a distribution without traces is not zero")
	}
}
