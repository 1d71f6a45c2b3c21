package drought

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat"
)

// monthly is a record of so many years with a wet summer and some dry months [mm].
func monthly(years int) []float64 {
	r := rand.New(rand.NewPCG(7, 4))
	out := make([]float64, 12*years)
	for t := range out {
		season := 5 + 60*math.Pow(math.Sin(math.Pi*float64(t%12)/12), 4)
		out[t] = season * r.ExpFloat64()
		if t%12 == 0 && r.Float64() < 0.2 {
			out[t] = 0
		}
	}
	return out
}

func TestSPIOfTheWorkedExampleInASeries(t *testing.T) {
	t.Parallel()
	values := make([]float64, 12*len(rain))
	for i := range values {
		values[i] = math.NaN() // only Januaries are observed
	}
	for i, x := range rain {
		values[12*i+10] = x // the series begins in March
	}
	spi := must(SPI(values, 3, IndexOptions{}))(t)
	if len(spi.Standings) != 30 || len(spi.Skipped) != 11 || spi.Fits[0].N != 30 {
		t.Fatalf("got %d standings, %d skipped months, fit %+v", len(spi.Standings), len(spi.Skipped), spi.Fits[0])
	}
	s := spi.Standings[19]
	printed(t, "SPI(38)", s.Index, "-1.6799")
	if s.Step != 238 || s.Month != 1 || s.Sum != 38 || s.Category != Severe {
		t.Errorf("got %+v", s)
	}
}

func TestSPIIsStandardisedInEveryMonth(t *testing.T) {
	t.Parallel()
	values := monthly(200)
	for _, k := range []int{1, 3, 6, 12} {
		spi := must(SPI(values, 1, IndexOptions{Months: k}))(t)
		if got, want := len(spi.Standings), len(values)-k+1; got != want {
			t.Errorf("k = %d: %d standings, want %d", k, got, want)
		}
		var months [12][]float64
		for _, s := range spi.Standings {
			months[s.Month-1] = append(months[s.Month-1], s.Index)
		}
		for m, x := range months {
			if k == 1 && m == 0 {
				continue // a month with zeros is not normal
			}
			mean, sd := stat.MeanStdDev(x, nil)
			near(t, "mean", mean, 0, 0.06)
			near(t, "standard deviation", sd, 1, 0.08)
		}
	}
}

func TestSPIGoesWithTheSumAndSurvivesExtremes(t *testing.T) {
	t.Parallel()
	values := monthly(40)
	values[12] = 1e9
	spi := must(SPI(values, 1, IndexOptions{}))(t)
	for _, a := range spi.Standings {
		if math.Abs(a.Index) > IndexLimit || math.IsNaN(a.Index) {
			t.Errorf("step %d: index %v", a.Step, a.Index)
		}
		for _, b := range spi.Standings {
			if a.Month == b.Month && a.Sum < b.Sum && a.Index > b.Index {
				t.Errorf("%v has index %v, %v has %v", a.Sum, a.Index, b.Sum, b.Index)
			}
		}
	}
	for _, h := range []float64{0, 1e-300, 1e-12, 1 - 1e-16, 1} {
		for _, v := range []Inverse{Exact, Rational} {
			if z := v.Deviate(h); !(math.Abs(z) <= IndexLimit) {
				t.Errorf("deviate of %v: %v", h, z)
			}
		}
	}
}

func TestRationalInverseIsGoodToItsPrintedError(t *testing.T) {
	t.Parallel()
	for h := 0.0005; h < 1; h += 0.0005 {
		near(t, "deviate", Rational.Deviate(h), Exact.Deviate(h), 4.5e-4)
	}
}

// The formulas of Vicente-Serrano, Beguería and López-Moreno (2010), from the
// probability-weighted moments of the deficits upwards.
func TestLogLogisticIsTheFormulaOfTheSPEI(t *testing.T) {
	t.Parallel()
	values := slices.Clone(rain)
	values[3], values[8] = 290, 340 // positive skew, for which the formula is meant
	d := must(FitLogLogistic(values))(t)
	sorted := slices.Sorted(slices.Values(values))
	n := float64(len(sorted))
	var w0, w1, w2 float64
	for i, x := range sorted {
		j := n - 1 - float64(i)
		w0 += x / n
		w1 += x * j / (n * (n - 1))
		w2 += x * j * (j - 1) / (n * (n - 1) * (n - 2))
	}
	b := (2*w1 - w0) / (6*w1 - w0 - 6*w2)
	g := math.Gamma(1+1/b) * math.Gamma(1-1/b)
	a := (w0 - 2*w1) * b / g
	c := w0 - a*g
	for _, x := range values {
		want := 0.0
		if x > c {
			want = 1 / (1 + math.Pow(a/(x-c), b))
		}
		near(t, "F", d.Undercut(x), want, 1e-12)
	}
	if d.Undercut(c-1) != 0 || d.Undercut(1e12) < 0.999 {
		t.Errorf("ends of the distribution: %v, %v", d.Undercut(c-1), d.Undercut(1e12))
	}
}

func TestLogLogisticPassesThroughZeroSkew(t *testing.T) {
	t.Parallel()
	flat := LogLogistic{Location: 3, Scale: 2}
	for _, k := range []float64{-2e-6, 2e-6} {
		bent := LogLogistic{Location: 3, Scale: 2, Shape: k}
		for x := -20.0; x < 30; x++ {
			near(t, "F", bent.Undercut(x), flat.Undercut(x), 1e-4)
		}
	}
	symmetric := must(FitLogLogistic([]float64{1, 2, 3, 4, 5}))(t)
	near(t, "median", symmetric.Undercut(3), 0.5, 1e-9)
}

func TestSPEIIsStandardised(t *testing.T) {
	t.Parallel()
	p := monthly(200)
	pet := make([]float64, len(p))
	for i := range pet {
		pet[i] = 40 + 30*math.Sin(math.Pi*float64(i%12)/12)
	}
	spei := must(SPEI(p, pet, 1, IndexOptions{Months: 6}))(t)
	var x []float64
	for _, s := range spei.Standings {
		x = append(x, s.Index)
	}
	mean, sd := stat.MeanStdDev(x, nil)
	near(t, "mean", mean, 0, 0.05)
	near(t, "standard deviation", sd, 1, 0.06)
	if _, err := SPEI(p, pet[1:], 1, IndexOptions{}); err == nil {
		t.Error("series of different lengths: no error")
	}
}

func TestMissingMonthsTakeTheirSumsWithThem(t *testing.T) {
	t.Parallel()
	values := monthly(40)
	values[100] = math.NaN()
	spi := must(SPI(values, 1, IndexOptions{Months: 3}))(t)
	for _, s := range spi.Standings {
		if s.Step >= 100 && s.Step <= 102 {
			t.Errorf("step %d has an index", s.Step)
		}
	}
	if got, want := len(spi.Standings), 480-2-3; got != want {
		t.Errorf("%d standings, want %d", got, want)
	}
}

func TestIndexFaults(t *testing.T) {
	t.Parallel()
	ok := monthly(31)
	broken := slices.Clone(ok)
	broken[7] = -1
	infinite := slices.Clone(ok)
	infinite[7] = math.Inf(1)
	upside := DefaultBand(BandIndex)
	upside.Severe.Value = 0
	for name, call := range map[string]func() error{
		"negative": func() error { _, err := SPI(broken, 1, IndexOptions{}); return err },
		"infinite": func() error { _, err := SPI(infinite, 1, IndexOptions{}); return err },
		"month 13": func() error { _, err := SPI(ok, 13, IndexOptions{}); return err },
		"k = −1":   func() error { _, err := SPI(ok, 1, IndexOptions{Months: -1}); return err },
		"bands":    func() error { _, err := SPI(ok, 1, IndexOptions{Bands: &upside}); return err },
		"dry":      func() error { _, err := SPI(make([]float64, 500), 1, IndexOptions{}); return err },
		"short":    func() error { _, err := SPI(ok[:13], 1, IndexOptions{}); return err },
	} {
		if call() == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestAnomaliesAreFromTheMeanOfTheirMonth(t *testing.T) {
	t.Parallel()
	values := make([]float64, 36)
	for i := range values {
		values[i] = float64(10 * (i%12 + 1))
	}
	values[24] = 4 // the third January; the mean is 8
	got := must(Anomalies(values, 1, IndexOptions{}))(t)
	near(t, "PA", got[24].Index, -50, 1e-9)
	if got[24].Category != Light || got[25].Index != 0 {
		t.Errorf("got %+v, %+v", got[24], got[25])
	}
	for k, want := range map[int]string{1: BandMonthAnomaly, 2: BandMonthAnomaly, 3: BandSeasonAnomaly, 11: BandSeasonAnomaly, 12: BandYearAnomaly} {
		if AnomalyBand(k) != want {
			t.Errorf("k = %d: %s, want %s", k, AnomalyBand(k), want)
		}
	}
}

func TestPercentilesAreWeibullWithinTheMonth(t *testing.T) {
	t.Parallel()
	var values []float64
	for _, x := range []float64{30, 10, 20, 10} {
		for m := range 12 {
			values = append(values, x+float64(1000*m))
		}
	}
	got := must(Percentiles(values, 6))(t)
	for i, want := range map[int]float64{0: 80, 12: 30, 24: 60, 36: 30, 47: 30} {
		near(t, "percentile", got[i].Index, want, 1e-9)
	}
	near(t, "new driest", must(PercentileOf([]float64{30, 10, 20}, 5))(t), 20, 1e-9)
	near(t, "new middle", must(PercentileOf([]float64{30, 10, 20}, 20))(t), 50, 1e-9)
}
