package plot

import (
	"fmt"
	"math"

	gplot "gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"

	"fenhu/network"
	"fenhu/network/frequency"
)

// Exceedance is the exceedance curve of a quantity over the traces of an ensemble,
// at the probabilities m/(n+1) or at given ones.
type Exceedance struct {
	Title, Name network.Text
	Unit        string
	Values      []float64 // one a trace
	At          []float64 // exceedance probabilities of Values, rising; nil = m/(n+1) [-]
}

func (f Exceedance) draw(p *gplot.Plot, s *style) error {
	points, err := ranked(f.Values)
	if f.At != nil {
		points, err = given(f.Values, f.At)
	}
	if err != nil {
		return err
	}
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = f.Title.In(s.lang), s.say("超过概率（%）", "Exceedance probability (%)"), s.withUnit(f.Name, f.Unit)
	line, err := plotter.NewLine(points)
	if err != nil {
		return err
	}
	line.LineStyle = draw.LineStyle{Color: blue(), Width: 1.4}
	p.Add(grid{}, line)
	scale(&p.X, 0, 100)
	scale(&p.Y, min(0, points[len(points)-1].Y), points[0].Y*1.05)
	return nil
}

// ranked puts values at their empirical exceedance probabilities [%].
func ranked(values []float64) (plotter.XYs, error) {
	points, err := frequency.Empirical(values)
	if err != nil {
		return nil, err
	}
	out := make(plotter.XYs, len(points))
	for i, pt := range points {
		out[i] = plotter.XY{X: 100 * pt.P, Y: pt.X}
	}
	return out, nil
}

// given puts values at given exceedance probabilities [%].
func given(values, at []float64) (plotter.XYs, error) {
	if len(values) == 0 || len(values) != len(at) {
		return nil, fmt.Errorf("exceedance curve: %d values at %d probabilities", len(values), len(at))
	}
	out := make(plotter.XYs, len(values))
	for i, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) || !(at[i] > 0 && at[i] < 1) || i > 0 && (at[i] < at[i-1] || v > values[i-1]) {
			return nil, fmt.Errorf("exceedance curve, point %d: %v at %v: values must fall as probabilities rise between 0 and 1", i, v, at[i])
		}
		out[i] = plotter.XY{X: 100 * at[i], Y: v}
	}
	return out, nil
}
