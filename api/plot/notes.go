package plot

import (
	"image/color"

	gplot "gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// leading is the distance of the lines in a box [pt].
const leading = 13

// box is a framed list of lines in the upper right corner.
type box struct {
	s     *style
	lines []string
}

// Plot implements plot.Plotter.
func (b box) Plot(c draw.Canvas, _ *gplot.Plot) {
	sty := b.s.sized(8.5, draw.XLeft, draw.YCenter)
	const pad = 6
	wide := vg.Length(0)
	for _, l := range b.lines {
		wide = max(wide, sty.Width(l))
	}
	hi := vg.Point{X: c.Max.X - 8, Y: c.Max.Y - 8}
	lo := vg.Point{X: hi.X - wide - 2*pad, Y: hi.Y - leading*vg.Length(len(b.lines)) - pad}
	corners := []vg.Point{lo, {X: hi.X, Y: lo.Y}, hi, {X: lo.X, Y: hi.Y}}
	c.FillPolygon(color.White, corners)
	c.StrokeLines(draw.LineStyle{Color: ink(), Width: 0.5}, append(corners, lo))
	for i, l := range b.lines {
		c.FillText(sty, vg.Point{X: lo.X + pad, Y: hi.Y - pad/2 - leading*(vg.Length(i)+0.5)}, l)
	}
}

// label is a text beside a point of the data.
type label struct {
	s    *style
	x, y float64
	text string
	dx   vg.Length
	dy   vg.Length
	left bool // of the point
}

// Plot implements plot.Plotter.
func (l label) Plot(c draw.Canvas, p *gplot.Plot) {
	x, y := p.Transforms(&c)
	sty := l.s.sized(7.5, draw.XLeft, draw.YCenter)
	if l.left {
		sty.XAlign = draw.XRight
	}
	c.FillText(sty, vg.Point{X: x(l.x) + l.dx, Y: y(l.y) + l.dy}, l.text)
}
