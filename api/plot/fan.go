package plot

import (
	"errors"
	"fmt"
	"image/color"
	"math"
	"slices"
	"strconv"

	gplot "gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"fenhu/network"
)

// Quantile is the value that a share of the traces stays below, step by step.
type Quantile struct {
	Share  float64 // from 0 to 1 [-]
	Values []float64
}

// Fan is a fan chart: bands between quantiles of an ensemble, in time.
type Fan struct {
	Title, Name network.Text
	Unit        string
	Steps       []string   // label of each step
	Quantiles   []Quantile // rising shares, in pairs around the middle one, an odd number
	Observed    []float64  // what happened, from the first step; may be shorter or nil
}

func (f Fan) draw(p *gplot.Plot, s *style) error {
	n := len(f.Quantiles)
	if n%2 == 0 {
		return fmt.Errorf("fan chart: %d quantiles, must be an odd number around the middle one", n)
	}
	top, low := math.Inf(-1), math.Inf(1)
	lines := make([]plotter.XYs, n)
	for i, q := range f.Quantiles {
		if i > 0 && q.Share <= f.Quantiles[i-1].Share {
			return errors.New("fan chart: shares must rise")
		}
		xy, err := inTime(fmt.Sprintf("quantile %v", q.Share), q.Values, len(f.Steps))
		if err != nil {
			return err
		}
		lines[i] = xy
		for _, pt := range xy {
			top, low = max(top, pt.Y), min(low, pt.Y)
		}
	}
	timeAxis(p, f.Steps)
	p.Title.Text, p.Y.Label.Text = f.Title.In(s.lang), s.withUnit(f.Name, f.Unit)
	p.Add(grid{noX: true})
	for i := range n / 2 {
		ring := append(plotter.XYs{}, lines[i]...)
		for _, pt := range slices.Backward(lines[n-1-i]) {
			ring = append(ring, pt)
		}
		band, err := plotter.NewPolygon(ring)
		if err != nil {
			return err
		}
		shade := uint8(0xd8 - 0x60*i/max(1, n/2)) //nolint:gosec // i is less than n/2
		band.Color = color.RGBA{shade - 0x18, shade, 0xf2, 0xff}
		band.Width = 0
		p.Add(band)
		p.Legend.Add(percent(f.Quantiles[i].Share)+"–"+percent(f.Quantiles[n-1-i].Share)+" %", band)
	}
	middle, err := plotter.NewLine(lines[n/2])
	if err != nil {
		return err
	}
	middle.LineStyle = draw.LineStyle{Color: blue(), Width: 1.4}
	p.Add(middle)
	p.Legend.Add(percent(f.Quantiles[n/2].Share)+" %", middle)
	if len(f.Observed) > 0 {
		if len(f.Observed) > len(f.Steps) {
			return fmt.Errorf("fan chart: %d observed values for %d steps", len(f.Observed), len(f.Steps))
		}
		xy, err := inTime("observed", f.Observed, len(f.Observed))
		if err != nil {
			return err
		}
		line, err := plotter.NewLine(xy)
		if err != nil {
			return err
		}
		line.LineStyle = draw.LineStyle{Color: ink(), Width: 1.2, Dashes: []vg.Length{4, 2}}
		p.Add(line)
		p.Legend.Add(s.say("实测", "observed"), line)
		for _, pt := range xy {
			top, low = max(top, pt.Y), min(low, pt.Y)
		}
	}
	p.Legend.Top, p.Legend.YOffs = true, -10
	scale(&p.Y, min(0, low), top*1.05)
	return nil
}

// percent writes a share in percent.
func percent(share float64) string {
	return strconv.FormatFloat(math.Round(1e4*share)/100, 'f', -1, 64)
}

// inTime puts values at 0, 1, 2, …
func inTime(what string, values []float64, n int) (plotter.XYs, error) {
	if len(values) != n || n == 0 {
		return nil, fmt.Errorf("%s: %d values for %d steps", what, len(values), n)
	}
	out := make(plotter.XYs, n)
	for i, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("%s[%d]: %v is not a finite number", what, i, v)
		}
		out[i] = plotter.XY{X: float64(i), Y: v}
	}
	return out, nil
}

// timeAxis labels the steps and leaves half a step at either end.
func timeAxis(p *gplot.Plot, steps []string) {
	p.X.Tick.Marker = named(steps)
	p.X.Min, p.X.Max = -0.5, float64(len(steps))-0.5
}
