package drought

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// near reports |got−want| > tol.
func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s: got %.12g, want %.12g ± %g", what, got, want, tol)
	}
}

// printed checks that got, rounded to the digits decimals, is want.
func printed(t *testing.T, what string, got float64, want string) {
	t.Helper()
	_, decimals, _ := strings.Cut(want, ".")
	g := fmt.Sprintf("%.*f", len(decimals), got)
	if strings.Trim(g, "-0.") == "" {
		g = strings.TrimPrefix(g, "-")
	}
	if g != want {
		t.Errorf("%s: got %s (%.12g), want %s", what, g, got, want)
	}
}

// must returns x of a call that may not fail.
func must[T any](x T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
}

// rain is the worked example of the SPI, 30 Januaries [mm].
var rain = []float64{
	112, 85, 140, 64, 98, 77, 155, 43, 120, 90, 0, 131, 70, 105, 58,
	149, 82, 95, 116, 38, 127, 73, 101, 88, 60, 136, 79, 110, 52, 93,
}

func TestDR07TheWorkedExampleOfTheSPI(t *testing.T) {
	t.Parallel()
	g := must(FitGamma(rain))(t)
	printed(t, "q", g.Zeros, "0.0333")
	printed(t, "A", g.A, "0.059105")
	printed(t, "α", g.Shape, "8.623091")
	printed(t, "β", g.Scale, "10.98494")
	printed(t, "H(38)", g.Undercut(38), "0.046492")
	for _, c := range []struct {
		x                 float64
		exact, rational   string
		category          Category
		rationalTolerance float64
	}{
		{38, "-1.6799", "-1.6802", Severe, 0},
		{64, "-0.8583", "", Light, 4.5e-4},
		{140, "1.3557", "", None, 4.5e-4},
	} {
		h := g.Undercut(c.x)
		z, r := Exact.Deviate(h), Rational.Deviate(h)
		printed(t, fmt.Sprintf("SPI(%v)", c.x), z, c.exact)
		if c.rational != "" {
			printed(t, fmt.Sprintf("SPI(%v), rational", c.x), r, c.rational)
		} else {
			near(t, "rational", r, z, c.rationalTolerance)
		}
		if got := DefaultBand(BandIndex).Category(z); got != c.category {
			t.Errorf("SPI(%v): got %v, want %v", c.x, got, c.category)
		}
	}
}

func TestDR08PrecipitationAnomalies(t *testing.T) {
	t.Parallel()
	month := must(Anomaly(18, 46))(t)
	printed(t, "month", month, "-60.8696")
	year := must(Anomaly(380, 452))(t)
	printed(t, "year", year, "-15.9292")
	if got := DefaultBand(BandMonthAnomaly).Category(month); got != Moderate {
		t.Errorf("month: got %v", got)
	}
	if got := DefaultBand(BandYearAnomaly).Category(year); got != Light {
		t.Errorf("year: got %v", got)
	}
}

func TestDR10CityShortage(t *testing.T) {
	t.Parallel()
	rate := must(CityShortage(82, 70.5))(t)
	printed(t, "rate", rate, "14.0244")
	if got := DefaultBand(BandCity).Category(rate); got != Moderate {
		t.Errorf("got %v", got)
	}
}

func TestDR11FarmIndex(t *testing.T) {
	t.Parallel()
	ia := must(FarmIndex(0.20, 0.15, 0.10, 0.05))(t)
	printed(t, "Ia", ia, "1.0")
	for id, want := range map[string]Category{BandFarmCounty: Moderate, BandFarmCity: Moderate, BandFarmProvince: Severe, BandFarmNation: Extreme} {
		if got := DefaultBand(id).Category(ia); got != want {
			t.Errorf("%s: got %v, want %v", id, got, want)
		}
	}
}

func TestDR12ResponseFollowsTheCategory(t *testing.T) {
	t.Parallel()
	for i, c := range Categories() {
		if got, want := Respond(DefaultTriggers(), []Category{None, c}), Responses()[i]; got != want {
			t.Errorf("%v: got %v, want %v", c, got, want)
		}
	}
	two := DefaultTriggers()
	two[2].Counties.Value = 2
	if got := Respond(two, []Category{Severe, Light}); got != ResponseIII {
		t.Errorf("one severe county where two are asked for: got %v", got.Name().EN)
	}
	if got := Respond(two, []Category{Severe, Severe}); got != ResponseII {
		t.Errorf("two severe counties: got %v", got.Name().EN)
	}
}

func TestDR13LimitStorage(t *testing.T) {
	t.Parallel()
	demand, inflow := []float64{900, 900, 1400, 1600}, []float64{620, 540, 700, 760}
	v := must(LimitStorage(500, demand, inflow, 4, false))(t)
	printed(t, "V_warn", v[0], "2680")
	v = must(LimitStorage(500, demand, inflow, 1, false))(t)
	printed(t, "one month", v[0], "780")
}

func TestDR14Hedging(t *testing.T) {
	t.Parallel()
	printed(t, "A = 1000", HedgedRelease(1400, 1000, 0.8), "800")
	printed(t, "A = 1900", HedgedRelease(1400, 1900, 0.8), "1400")
	printed(t, "standard", StandardRelease(1400, 1000), "1000")
	demands := []float64{600, 500, 1500, 200}
	for z, want := range map[Zone][]string{
		ZoneNormal:  {"600", "500", "1500", "200"},
		ZoneWarning: {"600", "450", "1050", "200"},
		ZoneDry:     {"570", "350", "600", "160"},
	} {
		got := must(Restrict(demands, DefaultZoneFactors(), z))(t)
		for i := range got {
			printed(t, fmt.Sprint("zone ", z), got[i], want[i])
		}
	}
}

func TestDR15ExtremeYear(t *testing.T) {
	t.Parallel()
	y := ExtremeYear{SurfaceShare: 0.38, Surface: 2.1, Ground: 1.9, Transfer: 0.85, TransferFactor: 1.15, Other: 0.42, OtherFactor: 1.15}
	printed(t, "S", must(y.Supply())(t), "4.1585")
	printed(t, "δ", must(SmallestShare([]float64{1, 0.76, 3, 0}, []float64{2, 2, 4, 0}))(t), "0.38")
}

func TestAL08Reliability(t *testing.T) {
	t.Parallel()
	printed(t, "years", 100*Reliable(43, 45, false), "93.4783")
	printed(t, "months", 100*Reliable(520, 540, false), "96.1183")
	printed(t, "years, m/n", 100*Reliable(43, 45, true), "95.5556")
	demand, delivery := make([]float64, 45), make([]float64, 45)
	for i := range demand {
		demand[i], delivery[i] = 100, 100
	}
	delivery[10], delivery[20] = 60, 99 // 1 % short is not supplied, 0.05 % is
	delivery[30] = 99.95
	r := must(Measured(demand, delivery, ReliabilityOptions{Depth: 0.8}))(t)
	printed(t, "series", 100*r.Reliability, "93.4783")
	if r.Met != 43 || r.Longest != 1 || r.TooDeep != 1 || r.Resilience != 1 {
		t.Errorf("got %+v", r)
	}
	near(t, "vulnerability", r.Vulnerability, (0.4+0.01)/2, 1e-12)
}
