package plot

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image/png"
	"io"
	"math"
	"regexp"
	"strings"
	"testing"

	gplot "gonum.org/v1/plot"

	"fenhu/network"
	"fenhu/network/frequency"
)

func svg(t *testing.T, f Figure, l network.Lang) string {
	t.Helper()
	var b bytes.Buffer
	if used, err := Write(&b, f, Options{Lang: l, Format: SVG}); err != nil || used != l {
		t.Fatal(used, err)
	}
	return b.String()
}

// Deviates of tables: z(5 %) = 1.644854, z(20 %) = 0.841621, z(0.01 %) = 3.719016.
func TestPaperIsLinearInTheDeviate(t *testing.T) {
	t.Parallel()
	for p, want := range map[float64]float64{
		0.01: 0, 99.99: 1, 50: 0.5,
		5: (3.719016 - 1.644854) / (2 * 3.719016), 95: (3.719016 + 1.644854) / (2 * 3.719016),
		20: (3.719016 - 0.841621) / (2 * 3.719016),
	} {
		if got := (paper{}).Normalize(paperMin, paperMax, p); math.Abs(got-want) > 1e-6 {
			t.Errorf("P = %v %%: at %v, want %v", p, got, want)
		}
	}
	last := -1.0
	for _, tick := range (paper{}).Ticks(paperMin, paperMax) {
		if tick.Value <= last || tick.Label != "" && !strings.HasPrefix(fmt.Sprint(tick.Value), strings.TrimRight(tick.Label, "0")) {
			t.Errorf("tick %+v after %v", tick, last)
		}
		last = tick.Value
	}
}

func TestAPointOnAStraightLineStaysOnIt(t *testing.T) {
	t.Parallel()
	normal := frequency.Pearson3{Mean: 10, Cv: 0.2}
	xy := trace(normal)
	at := func(i int) float64 { return (paper{}).Normalize(paperMin, paperMax, xy[i].X) }
	slope := (xy[200].Y - xy[100].Y) / (at(200) - at(100))
	for i := range xy {
		if want := xy[100].Y + slope*(at(i)-at(100)); math.Abs(xy[i].Y-want) > 1e-3 {
			t.Fatalf("at %v %%: %v, want %v", xy[i].X, xy[i].Y, want)
		}
	}
}

func TestAxesEndAtWholeSteps(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ lo, hi, wantLo, wantHi, step float64 }{
		{0, 8.9, 0, 10, 2},
		{0, 100, 0, 100, 20},
		{-3, 12, -5, 12.5, 2.5},
		{0, 0, 0, 1, 0.2},
		{0, 14300, 0, 15000, 2500},
	} {
		var a gplot.Axis
		scale(&a, c.lo, c.hi)
		ticks, _ := a.Tick.Marker.(even)
		step := ticks.step
		if math.Abs(a.Min-c.wantLo) > 1e-9 || math.Abs(a.Max-c.wantHi) > 1e-9 || math.Abs(step-c.step) > 1e-12 {
			t.Errorf("%v to %v: axis %v to %v by %v", c.lo, c.hi, a.Min, a.Max, step)
		}
	}
	for x, want := range map[float64]string{0: "0.0", 2.5: "2.5", -1e-17: "0.0"} {
		if got := number(x, 2.5); got != want {
			t.Errorf("%v: %q, want %q", x, got, want)
		}
	}
}

// The circles of the empirical points are read back from the file: as many as
// there are years, P = 50 % in the middle of the frame, 5 and 95 % on either side.
func TestPointsOfThePaperAreWhereTheyBelong(t *testing.T) {
	t.Parallel()
	f := Probability{
		Name: network.Text{ZH: "年径流量", EN: "annual runoff"}, Unit: "亿m³",
		Points: []frequency.Point{{X: 9, P: 0.05}, {X: 5, P: 0.5}, {X: 1, P: 0.95}},
		Curves: []Curve{{network.Text{ZH: "曲线", EN: "curve"}, frequency.Pearson3{Mean: 5, Cv: 0.4, Cs: 0.8}}},
	}
	text := svg(t, f, network.EN)
	// A ring is two arcs of radius 2.3 from its rightmost point.
	rings := regexp.MustCompile(`M([\d.]+),([\d.]+)A2\.3,2\.3`).FindAllStringSubmatch(text, -1)
	if len(rings) != 3+1 { // one more in the legend
		t.Fatalf("%d rings", len(rings))
	}
	var x, y [3]float64
	for i := range 3 {
		if _, err := fmt.Sscan(rings[i][1]+" "+rings[i][2], &x[i], &y[i]); err != nil {
			t.Fatal(err)
		}
	}
	if math.Abs(x[0]+x[2]-2*x[1]) > 0.01 {
		t.Errorf("5, 50 and 95 %% at %v", x)
	}
	if math.Abs(y[0]+y[2]-2*y[1]) > 0.01 || y[0] <= y[2] {
		t.Errorf("values 9, 5 and 1 at heights %v", y)
	}
	for _, want := range []string{"annual runoff (10⁸ m³)", "Cs/Cv = 2.00", "Cv = 0.400", "n = 3", ">99.99<", "curve"} {
		if !strings.Contains(text, want) {
			t.Errorf("the figure does not say %q", want)
		}
	}
	if zh := svg(t, f, network.ZH); !strings.Contains(zh, "年径流量（亿m³）") || !strings.Contains(zh, "经验点据") {
		t.Error("the Chinese figure lacks its labels")
	}
}

func TestFiguresAreWellFormedAndRepeatable(t *testing.T) {
	t.Parallel()
	for name, f := range samples(t) {
		for _, l := range []network.Lang{network.ZH, network.EN} {
			text := svg(t, f, l)
			if text != svg(t, f, l) {
				t.Errorf("%s: two drawings differ", name)
			}
			if strings.Contains(text, "NaN") || strings.Contains(text, "+Inf") || !strings.Contains(text, "SimHei") {
				t.Errorf("%s: not a number, or no Chinese font family", name)
			}
			d := xml.NewDecoder(strings.NewReader(text))
			for {
				if _, err := d.Token(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
			}
		}
	}
}

func TestAPictureWithoutAChineseFontIsEnglish(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	used, err := Write(&b, samples(t)["fan"], Options{Lang: network.ZH, Format: PNG, Width: 8, Height: 6})
	if err != nil || used != network.EN {
		t.Fatalf("labels in %s, %v", used, err)
	}
	img, err := png.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := img.Bounds().Dx(), int(math.Round(8/2.54*200)); got < want-1 || got > want+1 {
		t.Errorf("%d pixels wide, want %d", got, want)
	}
	if SystemFont([]string{"/nowhere.ttf"}) != nil {
		t.Error("a font from nowhere")
	}
	if _, err := ParseFont([]byte("no font")); err == nil {
		t.Error("text as a font: no error")
	}
}

func TestFiguresThatCannotBeDrawn(t *testing.T) {
	t.Parallel()
	steps := []string{"1", "2"}
	for name, f := range map[string]Figure{
		"no points":      Probability{},
		"bad curve":      Probability{Points: []frequency.Point{{X: 1, P: 0.5}}, Curves: []Curve{{Pearson3: frequency.Pearson3{Mean: -1}}}},
		"even quantiles": Fan{Steps: steps, Quantiles: make([]Quantile, 2)},
		"short quantile": Fan{Steps: steps, Quantiles: []Quantile{{0.5, []float64{1}}}},
		"not a number":   Fan{Steps: steps, Quantiles: []Quantile{{0.5, []float64{1, math.NaN()}}}},
		"shares of 0.9":  States{Steps: steps, Shares: [][5]float64{{1}, {0.9}}},
		"too few shares": States{Steps: steps, Shares: [][5]float64{{1}}},
		"no traces":      Exceedance{},
		"short storage":  Storage{Steps: steps, Storage: []float64{1}},
		"short warnings": Storage{Steps: steps, Storage: []float64{1, 2}, Warn: []float64{1}},
	} {
		if _, err := Write(io.Discard, f, Options{Format: SVG}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	for _, o := range []Options{{Format: "gif"}, {Format: SVG, Width: 1}, {Format: PNG, Height: 1e6}} {
		if _, err := Write(io.Discard, samples(t)["fan"], o); err == nil {
			t.Errorf("%+v: no error", o)
		}
	}
}
