package plot

import (
	gplot "gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"fenhu/network"
)

// Storage is the storage of a reservoir in time with its drought-limited storages.
type Storage struct {
	Title   network.Text
	Unit    string
	Steps   []string  // label of each step
	Storage []float64 // at the end of each step
	Warn    []float64 // 旱警; as long, or nil
	Dry     []float64 // 旱枯; as long, or nil
	Dead    float64   // dead storage; 0 = not shown
	Full    float64   // storage at the normal level; 0 = not shown
}

func (f Storage) draw(p *gplot.Plot, s *style) error {
	timeAxis(p, f.Steps)
	p.Title.Text, p.Y.Label.Text = f.Title.In(s.lang), s.withUnit(network.Text{ZH: "蓄水量", EN: "Storage"}, f.Unit)
	p.Add(grid{noX: true})
	level := func(x float64) []float64 {
		if x <= 0 {
			return nil
		}
		out := make([]float64, len(f.Steps))
		for i := range out {
			out[i] = x
		}
		return out
	}
	top := 0.0
	for _, l := range []struct {
		zh, en string
		values []float64
		style  draw.LineStyle
	}{
		{"蓄水量", "storage", f.Storage, draw.LineStyle{Color: blue(), Width: 1.7}},
		{"正常蓄水位库容", "normal storage", level(f.Full), draw.LineStyle{Color: ink(), Width: 0.8}},
		{"旱警库容", "warning storage", f.Warn, draw.LineStyle{Color: orange(), Width: 1.1, Dashes: []vg.Length{6, 3}}},
		{"旱枯库容", "dry storage", f.Dry, draw.LineStyle{Color: red(), Width: 1.1, Dashes: []vg.Length{6, 3}}},
		{"死库容", "dead storage", level(f.Dead), draw.LineStyle{Color: ink(), Width: 0.8, Dashes: []vg.Length{1.5, 2}}},
	} {
		if l.values == nil && l.en != "storage" {
			continue
		}
		xy, err := inTime(l.en, l.values, len(f.Steps))
		if err != nil {
			return err
		}
		line, err := plotter.NewLine(xy)
		if err != nil {
			return err
		}
		line.LineStyle = l.style
		p.Add(line)
		p.Legend.Add(s.say(l.zh, l.en), line)
		for _, pt := range xy {
			top = max(top, pt.Y)
		}
	}
	p.Legend.Top, p.Legend.YOffs = true, -10
	scale(&p.Y, 0, top*1.35) // room for the legend
	return nil
}
