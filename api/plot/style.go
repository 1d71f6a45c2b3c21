package plot

import (
	"image/color"
	"math"

	xfont "golang.org/x/image/font"
	gplot "gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"fenhu/network"
)

// style is the common look of all figures.
type style struct {
	lang  network.Lang
	hdlr  handler
	plain text.Style
}

// The colours of figures; the four of the warnings are those of the drought plans.
func ink() color.Color    { return color.RGBA{0x22, 0x22, 0x22, 0xff} }
func blue() color.Color   { return color.RGBA{0x1f, 0x4e, 0x8c, 0xff} }
func red() color.Color    { return color.RGBA{0xc0, 0x27, 0x2d, 0xff} }
func orange() color.Color { return color.RGBA{0xe0, 0x7b, 0x1a, 0xff} }
func coarse() color.Color { return color.RGBA{0xc4, 0xc8, 0xcc, 0xff} }
func fine() color.Color   { return color.RGBA{0xe6, 0xe8, 0xea, 0xff} }

// warnings are the colours of no drought and of levels Ⅳ, Ⅲ, Ⅱ, Ⅰ.
func warnings() []color.Color {
	return []color.Color{
		color.RGBA{0xee, 0xf1, 0xf2, 0xff},
		color.RGBA{0x5b, 0x9b, 0xd5, 0xff},
		color.RGBA{0xf7, 0xd5, 0x4a, 0xff},
		color.RGBA{0xed, 0x87, 0x2d, 0xff},
		color.RGBA{0xc8, 0x29, 0x2f, 0xff},
	}
}

func newStyle(o Options) *style {
	var chinese *Font
	if o.Format == PNG && o.Lang == network.ZH {
		chinese = o.Font
	}
	cache, err := fonts(chinese)
	if err != nil {
		panic("plot: built-in font: " + err.Error())
	}
	s := &style{lang: o.Lang, hdlr: handler{text.Plain{Fonts: cache}, chinese != nil}}
	s.plain = text.Style{
		Color: ink(), Font: font.Font{Typeface: typeface, Size: 8.5},
		XAlign: draw.XLeft, YAlign: draw.YCenter, Handler: s.hdlr,
	}
	return s
}

// say chooses the language of a label.
func (s *style) say(zh, en string) string { return network.Text{ZH: zh, EN: en}.In(s.lang) }

// sized is the plain text in another size and alignment.
func (s *style) sized(size vg.Length, x text.XAlignment, y text.YAlignment) text.Style {
	t := s.plain
	t.Font.Size, t.XAlign, t.YAlign = size, x, y
	return t
}

func (s *style) apply(p *gplot.Plot) {
	p.TextHandler = s.hdlr
	p.BackgroundColor = color.White
	p.Title.TextStyle = s.sized(10.5, draw.XCenter, draw.YTop)
	p.Title.TextStyle.Font.Weight = xfont.WeightBold
	p.Title.Padding = 0
	for _, a := range []*gplot.Axis{&p.X, &p.Y} {
		a.Label.TextStyle = s.sized(9, draw.XCenter, draw.YBottom)
		a.Label.Padding = 3
		a.Tick.Length = 3
		a.Tick.Width, a.Tick.Color = 0.6, ink()
		a.Width = 0 // the grid draws the frame
		a.Padding = 0
	}
	p.X.Tick.Label = s.sized(8, draw.XCenter, draw.YTop)
	p.Y.Tick.Label = s.sized(8, draw.XRight, draw.YCenter)
	p.Legend.TextStyle = s.sized(8.5, draw.XLeft, draw.YBottom)
	p.Legend.Left = true
	p.Legend.XOffs, p.Legend.YOffs = 8, 6
	p.Legend.ThumbnailWidth = 22
	p.Legend.Padding = 3.5
	p.Legend.YPosition = -0.2
}

// handler is plain text in which a Chinese character is one em wide where the font
// has no glyph for it.
type handler struct {
	text.Plain
	whole bool // the font has all glyphs
}

func (h handler) width(s string, f font.Face) vg.Length {
	if h.whole {
		return f.Width(s)
	}
	rest, n := narrow(s)
	return f.Width(rest) + vg.Length(n)*f.Font.Size
}

// Box implements text.Handler.
func (h handler) Box(txt string, fnt font.Font) (width, height, depth vg.Length) {
	_, height, depth = h.Plain.Box("", fnt)
	return h.width(txt, h.Fonts.Lookup(fnt, fnt.Size)), height, depth
}

// Extents implements text.Handler. All fonts are given the extents of Liberation
// Sans, so that a figure has one layout whatever its font: the Chinese fonts have
// larger line gaps.
func (h handler) Extents(fnt font.Font) font.Extents {
	return font.Extents{Ascent: 0.905 * fnt.Size, Descent: 0.212 * fnt.Size, Height: 1.149 * fnt.Size}
}

// Draw implements text.Handler for one line of text.
func (h handler) Draw(c vg.Canvas, txt string, sty text.Style, pt vg.Point) {
	if txt == "" {
		return
	}
	f := h.Fonts.Lookup(sty.Font, sty.Font.Size)
	c.SetColor(sty.Color)
	if sty.Rotation != 0 {
		c.Push()
		defer c.Pop()
		c.Rotate(sty.Rotation)
	}
	sin, cos := math.Sincos(sty.Rotation)
	pt.X, pt.Y = pt.Y*vg.Length(sin)+pt.X*vg.Length(cos), pt.Y*vg.Length(cos)-pt.X*vg.Length(sin)
	e := h.Extents(sty.Font)
	pt.X += vg.Length(sty.XAlign) * h.width(txt, f)
	pt.Y += vg.Length(sty.YAlign)*(e.Ascent+e.Descent) + e.Descent
	c.FillString(f, pt, txt)
}
