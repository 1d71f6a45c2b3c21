package plot

import (
	"slices"
	"strconv"

	"gonum.org/v1/gonum/mathext"
	gplot "gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// The ends of the probability paper [%].
const (
	paperMin = 0.01
	paperMax = 99.99
)

// paper is the axis of a Hazen grid: exceedance probabilities [%] at the places of
// their normal deviates, so that a normal distribution is a straight line.
type paper struct{}

// Normalize implements plot.Normalizer.
func (paper) Normalize(lo, hi, x float64) float64 {
	at := func(p float64) float64 { return mathext.NormalQuantile(min(max(p, 1e-6), 100-1e-6) / 100) }
	return (at(x) - at(lo)) / (at(hi) - at(lo))
}

// Ticks implements plot.Ticker: the usual lines of the paper, with labels where
// they have room.
func (paper) Ticks(lo, hi float64) []gplot.Tick {
	labelled := []float64{0.01, 0.1, 1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99, 99.9, 99.99}
	lines := []float64{0.02, 0.05, 0.2, 0.5, 2, 3, 4, 6, 7, 8, 9, 12, 14, 16, 18, 25, 35, 45}
	var out []gplot.Tick
	for _, p := range labelled {
		out = append(out, gplot.Tick{Value: p, Label: strconv.FormatFloat(p, 'f', -1, 64)})
	}
	for _, p := range lines {
		out = append(out, gplot.Tick{Value: p}, gplot.Tick{Value: 100 - p})
	}
	out = slices.DeleteFunc(out, func(t gplot.Tick) bool { return t.Value < lo || t.Value > hi })
	slices.SortFunc(out, func(a, b gplot.Tick) int {
		if a.Value < b.Value {
			return -1
		}
		return 1
	})
	return out
}

// grid draws a line at every tick of the two axes, and the frame around them.
type grid struct {
	noX bool // no vertical lines
}

// Plot implements plot.Plotter.
func (g grid) Plot(c draw.Canvas, p *gplot.Plot) {
	x, y := p.Transforms(&c)
	line := func(major bool, x0, y0, x1, y1 vg.Length) {
		sty := draw.LineStyle{Color: fine(), Width: 0.4}
		if major {
			sty = draw.LineStyle{Color: coarse(), Width: 0.5}
		}
		c.StrokeLine2(sty, x0, y0, x1, y1)
	}
	for _, major := range []bool{false, true} {
		for _, t := range p.X.Tick.Marker.Ticks(p.X.Min, p.X.Max) {
			if at := x(t.Value); !g.noX && !t.IsMinor() == major && c.ContainsX(at) {
				line(major, at, c.Min.Y, at, c.Max.Y)
			}
		}
		for _, t := range p.Y.Tick.Marker.Ticks(p.Y.Min, p.Y.Max) {
			if at := y(t.Value); !t.IsMinor() == major && c.ContainsY(at) {
				line(major, c.Min.X, at, c.Max.X, at)
			}
		}
	}
	c.StrokeLines(draw.LineStyle{Color: ink(), Width: 0.6}, []vg.Point{
		c.Min, {X: c.Max.X, Y: c.Min.Y}, c.Max, {X: c.Min.X, Y: c.Max.Y}, c.Min,
	})
}
