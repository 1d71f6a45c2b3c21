package plot

import (
	"fmt"
	"math"

	gplot "gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"fenhu/network"
	"fenhu/network/drought"
)

// States is the share of traces in each drought level, step by step, in the colours
// of the warnings.
type States struct {
	Title network.Text
	Steps []string // label of each step
	// Shares are of a step the shares of traces without drought and in levels Ⅳ, Ⅲ,
	// Ⅱ, Ⅰ; they add up to 1 [-].
	Shares [][5]float64
}

func (f States) draw(p *gplot.Plot, s *style) error {
	if len(f.Shares) != len(f.Steps) || len(f.Steps) == 0 {
		return fmt.Errorf("drought levels: %d shares for %d steps", len(f.Shares), len(f.Steps))
	}
	for t, five := range f.Shares {
		sum := 0.0
		for _, x := range five {
			if !(x >= 0) {
				return fmt.Errorf("drought levels, step %d: share %v", t, x)
			}
			sum += x
		}
		if math.Abs(sum-1) > 1e-6 {
			return fmt.Errorf("drought levels, step %d: shares add up to %v, not 1", t, sum)
		}
	}
	timeAxis(p, f.Steps)
	p.Title.Text = f.Title.In(s.lang)
	p.Y.Label.Text = s.say("情景占比（%）", "Share of traces (%)")
	scale(&p.Y, 0, 100)
	bars := stack{shares: f.Shares}
	p.Add(bars, grid{noX: true})
	p.Add(key{s})
	p.X.Max += 0.2 * float64(len(f.Steps)) // room for the key
	return nil
}

// key names the colours at the right edge, in the order of the bars.
type key struct{ s *style }

// Plot implements plot.Plotter.
func (k key) Plot(c draw.Canvas, _ *gplot.Plot) {
	sty := k.s.sized(8.5, draw.XLeft, draw.YCenter)
	names := make([]string, len(drought.Responses()))
	wide := vg.Length(0)
	for i, r := range drought.Responses() {
		names[i] = network.Text(r.Name()).In(k.s.lang)
		if r == drought.NoResponse {
			names[i] = k.s.say("无预警", "none")
		}
		wide = max(wide, sty.Width(names[i]))
	}
	for i, name := range names {
		l, y := c.Max.X-wide-26, c.Max.Y-14-16*vg.Length(i)
		c.FillPolygon(warnings()[i], []vg.Point{{X: l, Y: y - 4}, {X: l + 14, Y: y - 4}, {X: l + 14, Y: y + 4}, {X: l, Y: y + 4}})
		c.FillText(sty, vg.Point{X: l + 19, Y: y}, name)
	}
}

// stack draws a bar of levels at each step, the worst at the bottom.
type stack struct{ shares [][5]float64 }

// Plot implements plot.Plotter.
func (b stack) Plot(c draw.Canvas, p *gplot.Plot) {
	x, y := p.Transforms(&c)
	for t, five := range b.shares {
		at := 0.0
		for i := 4; i >= 0; i-- {
			if five[i] <= 0 {
				continue
			}
			lo, hi := y(100*at), y(100*min(1, at+five[i]))
			l, r := x(float64(t)-0.42), x(float64(t)+0.42)
			c.FillPolygon(warnings()[i], []vg.Point{{X: l, Y: lo}, {X: r, Y: lo}, {X: r, Y: hi}, {X: l, Y: hi}})
			at += five[i]
		}
	}
}
