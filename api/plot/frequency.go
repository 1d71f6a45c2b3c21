package plot

import (
	"errors"
	"fmt"
	"image/color"
	"math"
	"strconv"
	"strings"

	gplot "gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"fenhu/api/export"
	"fenhu/network"
	"fenhu/network/frequency"
)

// Curve is a fitted curve with its name in the legend.
type Curve struct {
	Name network.Text
	frequency.Pearson3
}

// Probability is the probability paper of a record: its empirical points and the
// fitted curves, the first of which is drawn full and read at the design years.
type Probability struct {
	Title  network.Text
	Name   network.Text // what the values are
	Unit   string       // of the values
	Points []frequency.Point
	Curves []Curve
	Design []float64 // exceedance probabilities to mark [-]
}

func (f Probability) draw(p *gplot.Plot, s *style) error {
	if len(f.Points) == 0 {
		return errors.New("probability paper: no points")
	}
	for i, c := range f.Curves {
		if err := c.Check(); err != nil {
			return fmt.Errorf("curve %d: %w", i, err)
		}
	}
	p.Title.Text = f.Title.In(s.lang)
	p.X.Label.Text = s.say("频率 P（%）", "Exceedance probability P (%)")
	p.Y.Label.Text = s.withUnit(f.Name, f.Unit)
	p.X.Scale, p.X.Tick.Marker = paper{}, paper{}
	points := make(plotter.XYs, len(f.Points))
	top, low := 0.0, 0.0
	for i, pt := range f.Points {
		points[i] = plotter.XY{X: 100 * pt.P, Y: pt.X}
		top, low = max(top, pt.X), min(low, pt.X)
	}
	p.Add(grid{})
	for i, c := range f.Curves {
		line, err := plotter.NewLine(trace(c.Pearson3))
		if err != nil {
			return err
		}
		line.LineStyle = curveLine(i)
		p.Add(line)
		p.Legend.Add(c.Name.In(s.lang), line)
		top = max(top, c.RunoffQuantile(0.001))
	}
	marks, err := plotter.NewScatter(points)
	if err != nil {
		return err
	}
	marks.GlyphStyle = draw.GlyphStyle{Color: ink(), Radius: 2.3, Shape: draw.RingGlyph{}}
	p.Add(marks)
	p.Legend.Add(s.say("经验点据", "empirical points"), marks)
	if len(f.Curves) > 0 {
		f.design(p, s, top)
		lines := f.parameters(s)
		p.Add(box{s, lines})
		// The curve falls: the upper right is free, below the box.
		p.Legend.Top, p.Legend.Left = true, false
		p.Legend.XOffs, p.Legend.YOffs = -20, -24-leading*vg.Length(len(lines))
	}
	scale(&p.Y, low, top*1.02)
	p.X.Min, p.X.Max = paperMin, paperMax
	return nil
}

// trace is the curve at even steps of the paper, cut at 0 as runoff is.
func trace(d frequency.Pearson3) plotter.XYs {
	var out plotter.XYs
	for z := -3.71; z < 3.715; z += 0.02 {
		q := math.Erfc(-z/math.Sqrt2) / 2
		out = append(out, plotter.XY{X: 100 * q, Y: d.RunoffQuantile(q)})
	}
	return out
}

func curveLine(i int) draw.LineStyle {
	if i == 0 {
		return draw.LineStyle{Color: blue(), Width: 1.3}
	}
	dashes := [][]vg.Length{{5, 3}, {2, 2}, {7, 2, 2, 2}}
	colours := []color.Color{orange(), color.RGBA{0x3b, 0x8f, 0x5a, 0xff}, color.RGBA{0x7a, 0x52, 0x99, 0xff}}
	return draw.LineStyle{Color: colours[(i-1)%3], Width: 1, Dashes: dashes[(i-1)%3]}
}

// design marks the first curve at the design years, and names their values; top is
// the largest value of the figure.
func (f Probability) design(p *gplot.Plot, s *style, top float64) {
	if len(f.Design) == 0 {
		return
	}
	at := make(plotter.XYs, len(f.Design))
	for i, q := range f.Design {
		at[i] = plotter.XY{X: 100 * q, Y: f.Curves[0].RunoffQuantile(q)}
	}
	marks := &plotter.Scatter{XYs: at, GlyphStyle: draw.GlyphStyle{Color: red(), Radius: 2, Shape: draw.BoxGlyph{}}}
	for i := range at {
		if at[i].Y < 0.04*top {
			continue // no room above the axis; the table has the value
		}
		l := label{s: s, x: at[i].X, y: at[i].Y, text: significant(at[i].Y), dx: 3, dy: 8}
		if i%2 == 1 { // neighbours on either side of the curve
			l.dx, l.dy, l.left = -3, -8, true
		}
		p.Add(l)
	}
	p.Add(marks)
	p.Legend.Add(s.say("设计值", "design values"), marks)
}

// parameters are the lines of the box.
func (f Probability) parameters(s *style) []string {
	c := f.Curves[0]
	unit := export.UnitIn(f.Unit, s.lang)
	if strings.HasPrefix(unit, "10") { // a power of ten
		unit = "× " + unit
	}
	lines := []string{
		strings.TrimSpace(s.say("均值 = ", "mean = ") + significant(c.Mean) + " " + unit),
		"Cv = " + strconv.FormatFloat(c.Cv, 'f', 3, 64),
	}
	if c.Cv > 0 {
		lines = append(lines, "Cs/Cv = "+strconv.FormatFloat(c.Cs/c.Cv, 'f', 2, 64))
	}
	return append(lines, "n = "+strconv.Itoa(len(f.Points)))
}

// significant writes a value with four digits.
func significant(x float64) string {
	if x == 0 {
		return "0"
	}
	digits := 3 - int(math.Floor(math.Log10(math.Abs(x))))
	return strconv.FormatFloat(x, 'f', min(max(digits, 0), 6), 64)
}

// withUnit is the name of an axis with its unit.
func (s *style) withUnit(name network.Text, unit string) string {
	if unit == "" || unit == "-" {
		return name.In(s.lang)
	}
	return name.In(s.lang) + s.say("（"+unit+"）", " ("+export.UnitIn(unit, s.lang)+")")
}
