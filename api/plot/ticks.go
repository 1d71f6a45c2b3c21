package plot

import (
	"math"
	"strconv"

	gplot "gonum.org/v1/plot"
)

// scale rounds the top of an axis up to a whole step and makes its ticks: four to
// eight labels with one minor line between.
func scale(a *gplot.Axis, lo, hi float64) {
	if !(hi > lo) {
		hi = lo + 1
	}
	step := nice((hi - lo) / 6)
	a.Min, a.Max = math.Floor(lo/step+1e-9)*step, math.Ceil(hi/step-1e-9)*step
	a.Tick.Marker = even{step}
}

// nice is the number 1, 2, 2.5 or 5 times a power of ten at or above x.
func nice(x float64) float64 {
	base := math.Pow(10, math.Floor(math.Log10(x)))
	for _, k := range []float64{1, 2, 2.5, 5} {
		if x <= k*base*(1+1e-9) {
			return k * base
		}
	}
	return 10 * base
}

// even are ticks at whole steps.
type even struct{ step float64 }

// Ticks implements plot.Ticker.
func (e even) Ticks(lo, hi float64) []gplot.Tick {
	var out []gplot.Tick
	for i := math.Ceil(2*lo/e.step - 1e-9); i*e.step/2 <= hi+1e-9*e.step && len(out) < 200; i++ {
		t := gplot.Tick{Value: i * e.step / 2}
		if math.Mod(i, 2) == 0 {
			t.Label = number(t.Value, e.step)
		}
		out = append(out, t)
	}
	return out
}

// number writes x with the digits that a step needs.
func number(x, step float64) string {
	digits := 0
	for s := step; digits < 6 && math.Abs(s-math.Round(s)) > 1e-6*s; s *= 10 {
		digits++
	}
	if math.Abs(x) < step/1e6 {
		x = 0 // no sign
	}
	return strconv.FormatFloat(x, 'f', digits, 64)
}

// named are ticks with given labels at 0, 1, 2, …
type named []string

// Ticks implements plot.Ticker.
func (n named) Ticks(_, _ float64) []gplot.Tick {
	out := make([]gplot.Tick, 0, len(n))
	every := (len(n) + 14) / 15 // labels need room
	for i, s := range n {
		t := gplot.Tick{Value: float64(i)}
		if i%every == 0 {
			t.Label = s
		}
		out = append(out, t)
	}
	return out
}
