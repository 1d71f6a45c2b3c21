package plot

import (
	"bytes"
	"fmt"
	"image/color"
	"io"

	gplot "gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"

	"fenhu/network"
)

// Format is a format of images.
type Format string

// The formats.
const (
	SVG Format = "svg"
	PNG Format = "png"
)

// Figure is something that can be drawn.
type Figure interface {
	// draw adds the figure to an empty plot.
	draw(p *gplot.Plot, s *style) error
}

// Options say how a figure is drawn.
type Options struct {
	Lang   network.Lang
	Format Format
	Font   *Font   // for Chinese in a PNG; nil = none
	Width  float64 // 0 = 16 cm [cm]
	Height float64 // 0 = 10.5 cm [cm]
}

// Write draws a figure. The language returned is the one of the labels: English
// where Chinese was asked of a PNG without a font for it. It fails on data that
// cannot be drawn, and on what w answers.
func Write(w io.Writer, f Figure, o Options) (network.Lang, error) {
	if o.Width == 0 {
		o.Width = 16
	}
	if o.Height == 0 {
		o.Height = 10.5
	}
	if o.Width < 5 || o.Width > 100 || o.Height < 4 || o.Height > 100 {
		return o.Lang, fmt.Errorf("a figure of %v by %v cm: must be from 5 × 4 to 100 × 100", o.Width, o.Height)
	}
	if o.Format == PNG && o.Lang == network.ZH && o.Font == nil {
		o.Lang = network.EN
	}
	s := newStyle(o)
	p := gplot.New()
	s.apply(p)
	if err := f.draw(p, s); err != nil {
		return o.Lang, err
	}
	width, height := vg.Length(o.Width)*vg.Centimeter, vg.Length(o.Height)*vg.Centimeter
	var out bytes.Buffer
	switch o.Format {
	case SVG:
		c := vgsvg.New(width, height)
		p.Draw(margin(draw.New(c)))
		if _, err := c.WriteTo(&out); err != nil {
			return o.Lang, err
		}
		_, err := w.Write(families(out.Bytes()))
		return o.Lang, err
	case PNG:
		c := vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(width, height), vgimg.UseDPI(200))}
		p.Draw(margin(draw.New(c)))
		if _, err := c.WriteTo(&out); err != nil {
			return o.Lang, err
		}
		_, err := w.Write(out.Bytes())
		return o.Lang, err
	}
	return o.Lang, fmt.Errorf("image format %q: must be svg or png", o.Format)
}

// margin keeps the outermost labels off the edge.
func margin(c draw.Canvas) draw.Canvas {
	c.SetColor(color.White)
	c.Fill(c.Path())
	return draw.Crop(c, 6, -10, 5, -6)
}
