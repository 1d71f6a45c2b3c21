package frequency

import (
	"bufio"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

// near reports |got−want| ≤ tol and fails the test otherwise.
func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s: got %.12g, want %.12g ± %g", what, got, want, tol)
	}
}

// printed checks that got, rounded to digits decimals, is want.
func printed(t *testing.T, what string, got, want float64, digits int) {
	t.Helper()
	g, w := fmt.Sprintf("%.*f", digits, got), fmt.Sprintf("%.*f", digits, want)
	if strings.Trim(g, "-0.") == "" { // no minus sign on zero
		g = strings.TrimPrefix(g, "-")
	}
	if g != w {
		t.Errorf("%s: got %s (%.12g), want %s", what, g, got, w)
	}
}

var tableP = []float64{0.05, 0.10, 0.20, 0.25, 0.50, 0.75, 0.90, 0.95, 0.97, 0.99}

func TestFactorIsThePrintedTable(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		cs   float64
		want []float64
	}{
		{0.0, []float64{1.6449, 1.2816, 0.8416, 0.6745, 0, -0.6745, -1.2816, -1.6449, -1.8808, -2.3263}},
		{0.4, []float64{1.7505, 1.3167, 0.8164, 0.6334, -0.0665, -0.7058, -1.2311, -1.5236, -1.7049, -2.0293}},
		{0.5, []float64{1.7743, 1.3231, 0.8083, 0.6216, -0.0830, -0.7120, -1.2162, -1.4910, -1.6591, -1.9547}},
		{0.6, []float64{1.7970, 1.3285, 0.7995, 0.6093, -0.0994, -0.7175, -1.2003, -1.4576, -1.6126, -1.8803}},
		{0.8, []float64{1.8392, 1.3364, 0.7799, 0.5831, -0.1320, -0.7264, -1.1657, -1.3886, -1.5182, -1.7327}},
		{1.0, []float64{1.8768, 1.3404, 0.7575, 0.5547, -0.1640, -0.7323, -1.1276, -1.3168, -1.4225, -1.5884}},
		{1.2, []float64{1.9099, 1.3405, 0.7326, 0.5243, -0.1952, -0.7351, -1.0861, -1.2431, -1.3265, -1.4494}},
		{1.5, []float64{1.9508, 1.3333, 0.6905, 0.4754, -0.2400, -0.7331, -1.0181, -1.1308, -1.1852, -1.2561}},
		{2.0, []float64{1.9957, 1.3026, 0.6094, 0.3863, -0.3069, -0.7123, -0.8946, -0.9487, -0.9695, -0.9899}},
	} {
		for i, p := range tableP {
			printed(t, fmt.Sprintf("Φ(%v,%v)", p, row.cs), Factor(p, row.cs), row.want[i], 4)
		}
	}
	printed(t, "Φ(0.75,0.8)", Factor(0.75, 0.8), -0.7264, 6)
	printed(t, "Φ(0.95,0.8)", Factor(0.95, 0.8), -1.388553, 6)
}

func TestKpIsThePrintedTable(t *testing.T) {
	t.Parallel()
	ps := []float64{0.20, 0.50, 0.75, 0.90, 0.95, 0.99}
	for _, row := range []struct {
		cv     float64
		digits int
		tol    float64 // 0: to the digits
		want   []float64
	}{
		{cv: 0.20, digits: 4, want: []float64{1.1633, .9867, .8588, .7538, .6953, .5941}},
		{cv: 0.25, digits: 4, want: []float64{1.2021, .9792, .8220, .6960, .6272, .5113}},
		{cv: 0.30, digits: 4, want: []float64{1.2399, .9702, .7848, .6399, .5627, .4359}},
		{cv: 0.40, digits: 4, want: []float64{1.3119, .9472, .7094, .5337, .4446, .3069}},
		{cv: 0.50, digits: 4, want: []float64{1.3788, .9180, .6338, .4362, .3416, .2058}},
		{cv: 0.60, digits: 4, want: []float64{1.4395, .8829, .5589, .3484, .2541, .1304}},
		// Tables in print round differently by up to one unit of the last digit.
		{cv: 0.25, tol: 0.01, want: []float64{1.20, .98, .82, .70, .63, .52}},
		{cv: 0.30, tol: 0.01, want: []float64{1.24, .97, .78, .64, .56, .44}},
	} {
		d := Pearson3{Mean: 1, Cv: row.cv, Cs: 2 * row.cv}
		for i, p := range ps {
			what := fmt.Sprintf("K(%v) of cv %v", p, row.cv)
			if row.tol > 0 {
				near(t, what, d.Kp(p), row.want[i], row.tol)
			} else {
				printed(t, what, d.Kp(p), row.want[i], row.digits)
			}
		}
	}
}

func TestQuantileOfTheWorkedExamples(t *testing.T) {
	t.Parallel()
	d := Pearson3{Mean: 4.82, Cv: 0.40, Cs: 0.80}
	for p, want := range map[float64]float64{0.20: 6.3236, 0.50: 4.5655, 0.75: 3.4195, 0.90: 2.5724, 0.95: 2.1429} {
		printed(t, fmt.Sprintf("x(%v)", p), d.Quantile(p), want, 4)
	}
	text := Pearson3{Mean: 40.6, Cv: 0.25, Cs: 0.50}
	near(t, "text example, exact", text.Quantile(0.95), 25.46, 0.01) // 25.4662, cut to 25.46 in the source
	near(t, "text example, by the printed table", text.Quantile(0.95), 25.6, 0.01*40.6)
}

func references(t *testing.T, visit func(cs, p, phi float64)) {
	t.Helper()
	f, err := os.Open("testdata/phi.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n := 0
	for s := bufio.NewScanner(f); s.Scan(); {
		if strings.HasPrefix(s.Text(), "#") {
			continue
		}
		var cs, p, phi float64
		if _, err := fmt.Sscan(s.Text(), &cs, &p, &phi); err != nil {
			t.Fatalf("%q: %v", s.Text(), err)
		}
		visit(cs, p, phi)
		n++
	}
	if n < 200 {
		t.Fatalf("%d reference values", n)
	}
}

func TestFactorIsExactInBothTails(t *testing.T) {
	t.Parallel()
	references(t, func(cs, p, phi float64) {
		near(t, fmt.Sprintf("Φ(%v,%v)", p, cs), Factor(p, cs), phi, 1e-10*(1+math.Abs(phi)))
		// The mirrored curve has the same value at the other tail, where 1−p has lost digits.
		if p >= 0.01 && p <= 0.99 {
			near(t, fmt.Sprintf("Φ(%v,%v)", 1-p, -cs), Factor(1-p, -cs), -phi, 1e-10*(1+math.Abs(phi)))
		}
	})
}

func TestExpansionMeetsTheGammaFunction(t *testing.T) {
	t.Parallel()
	references(t, func(cs, p, phi float64) {
		if cs != nearNormal {
			return
		}
		v, _ := expand(deviate(p, 1-p), cs)
		near(t, fmt.Sprintf("expansion of Φ(%v,%v)", p, cs), v, phi, 1e-11)
	})
	for _, p := range []float64{1e-6, 0.01, 0.5, 0.99, 1 - 1e-6} {
		below, above := Factor(p, nearNormal*(1-1e-12)), Factor(p, nearNormal)
		near(t, fmt.Sprintf("Φ(%v) across the switch", p), below, above, 1e-10)
		near(t, fmt.Sprintf("Φ(%v) at cs → 0", p), Factor(p, 1e-12), Factor(p, 0), 1e-10)
	}
}

func TestQuantileAndExceedanceAreInverse(t *testing.T) {
	t.Parallel()
	ps := []float64{1e-6, 1e-5, 1e-3, 0.01, 0.05, 0.2, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1 - 1e-5, 1 - 1e-6}
	for _, cs := range []float64{-2, -0.8, -0.05, -0.009, -1e-6, 0, 1e-6, 1e-3, 0.009, 0.011, 0.1, 0.5, 0.8, 1.5, 2} {
		d := Pearson3{Mean: 4.82, Cv: 0.4, Cs: cs}
		for _, p := range ps {
			got := d.Exceedance(d.Quantile(p))
			near(t, fmt.Sprintf("p of x(%v), cs %v", p, cs), got, p, 1e-8*min(p, 1-p))
		}
	}
}

func TestExceedanceBeyondTheBounds(t *testing.T) {
	t.Parallel()
	inf := math.Inf(1)
	for _, c := range []struct {
		name string
		d    Pearson3
		x    float64
		want float64
	}{
		{"below the lower bound", Pearson3{10, 0.3, 1.2}, 4.9, 1},
		{"at the lower bound", Pearson3{10, 0.3, 1.2}, 5, 1},
		{"above the upper bound", Pearson3{10, 0.3, -1.2}, 15.1, 0},
		{"minus infinity", Pearson3{10, 0.3, 0}, -inf, 1},
		{"plus infinity", Pearson3{10, 0.3, 0}, inf, 0},
		{"minus infinity, negative skew", Pearson3{10, 0.3, -1}, -inf, 1},
		{"plus infinity, positive skew", Pearson3{10, 0.3, 1}, inf, 0},
		{"far out, nearly normal", Pearson3{10, 0.3, 1e-3}, 1e300, 0},
		{"far below, nearly normal", Pearson3{10, 0.3, 1e-3}, -1e300, 1},
		{"constant, at it", Pearson3{10, 0, 0.5}, 10, 1},
		{"constant, above it", Pearson3{10, 0, 0.5}, 10.1, 0},
		{"dry river", Pearson3{0, 0.5, 1}, 0, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			near(t, "P", c.d.Exceedance(c.x), c.want, 0)
		})
	}
}

func TestQuantileFallsWithP(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		d := Pearson3{Mean: 1 + 99*rng.Float64(), Cv: 1.5 * rng.Float64(), Cs: 8*rng.Float64() - 3}
		if rng.IntN(4) == 0 {
			d.Cs = (2*rng.Float64() - 1) * 2 * nearNormal
		}
		last := math.Inf(1)
		for i := 1; i < 200; i++ {
			x := d.Quantile(float64(i) / 200)
			if x > last+1e-12*d.Mean {
				t.Fatalf("%+v: x(%v) = %v is above x(%v) = %v", d, float64(i)/200, x, float64(i-1)/200, last)
			}
			last = x
		}
	}
}

// The integral of x_P over P is the mean; with P the normal probability of z it is
// a smooth integral over z, on which the trapezoid rule is exact to many digits.
func TestQuantileIntegratesToTheMean(t *testing.T) {
	t.Parallel()
	for _, cs := range []float64{-1.5, -0.3, 0, 0.005, 0.2, 0.8, 1.4, 2, 3} {
		d := Pearson3{Mean: 4.82, Cv: 0.4, Cs: cs}
		const h = 0.05
		mean, square := 0.0, 0.0
		for z := -8.0; z <= 8; z += h {
			p := math.Erfc(z/math.Sqrt2) / 2
			x, w := d.Quantile(p), h*math.Exp(-z*z/2)/math.Sqrt(2*math.Pi)
			mean += w * x
			square += w * x * x
		}
		near(t, fmt.Sprintf("mean at cs %v", cs), mean, d.Mean, 1e-7)
		near(t, fmt.Sprintf("cv at cs %v", cs), math.Sqrt(square-mean*mean)/mean, d.Cv, 1e-6)
	}
}

func TestConstantAndClampedQuantiles(t *testing.T) {
	t.Parallel()
	near(t, "cv 0", Pearson3{Mean: 7, Cs: 3}.Quantile(0.99), 7, 0)
	near(t, "cv 0, K", Pearson3{Mean: 7, Cs: 3}.Kp(0.99), 1, 0)
	near(t, "mean 0", Pearson3{Cv: 0.5, Cs: 1}.Quantile(0.99), 0, 0)
	d := Pearson3{Mean: 10, Cv: 0.8, Cs: 0.4} // Cs < 2Cv: negative dry years
	if x := d.Quantile(0.99); x >= 0 {
		t.Errorf("quantile: got %v, want it negative", x)
	}
	near(t, "runoff", d.RunoffQuantile(0.99), 0, 0)
	near(t, "runoff in a wet year", d.RunoffQuantile(0.2), d.Quantile(0.2), 0)
	near(t, "lower bound", d.LowerBound(), -30, 1e-12)
	near(t, "lower bound, cs = 2cv", Pearson3{10, 0.4, 0.8}.LowerBound(), 0, 1e-12)
	if got := (Pearson3{10, 0.4, -1}).LowerBound(); !math.IsInf(got, -1) {
		t.Errorf("lower bound of a negative skew: got %v, want -Inf", got)
	}
}

func TestCheckNamesEveryFault(t *testing.T) {
	t.Parallel()
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		name string
		d    Pearson3
		want []string
	}{
		{"good", Pearson3{4.82, 0.4, 0.8}, nil},
		{"constant", Pearson3{4.82, 0, 0}, nil},
		{"negative skew", Pearson3{4.82, 0.2, -0.8}, nil},
		{"negative mean", Pearson3{-1, 0.4, 0.8}, []string{"mean -1"}},
		{"negative cv", Pearson3{1, -0.4, 0.8}, []string{"cv -0.4"}},
		{"nothing finite", Pearson3{nan, inf, -inf}, []string{"mean NaN", "cv +Inf", "cs -Inf"}},
		{"skew too large", Pearson3{1, 1, 101}, []string{"cs 101"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := c.d.Check()
			if (err == nil) != (len(c.want) == 0) {
				t.Fatalf("got %v, want faults %q", err, c.want)
			}
			for _, w := range c.want {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("got %q, want it to contain %q", err, w)
				}
			}
		})
	}
	for _, p := range []float64{nan, -0.1, 0, 1, 95, inf} {
		if CheckProbability(p) == nil {
			t.Errorf("probability %v: got no error", p)
		}
		mustPanic(t, fmt.Sprintf("Factor(%v)", p), func() { Factor(p, 1) })
	}
	mustPanic(t, "quantile of bad parameters", func() { Pearson3{1, nan, 1}.Quantile(0.5) })
	mustPanic(t, "factor of bad skew", func() { Factor(0.5, nan) })
	mustPanic(t, "exceedance of NaN", func() { Pearson3{1, 1, 1}.Exceedance(nan) })
}

func TestCheckRunoffBoundsTheSkew(t *testing.T) {
	t.Parallel()
	// Cv 0.4 and K_min 0.5: 0.8 ≤ Cs ≤ 1.6.
	for cs, ok := range map[float64]bool{-1: false, 0: false, 0.7: false, 0.8: true, 1.2: true, 1.6: true, 1.7: false, 200: false} {
		err := Pearson3{Mean: 10, Cv: 0.4, Cs: cs}.CheckRunoff(5)
		if (err == nil) != ok {
			t.Errorf("cs %v: got %v, want ok %v", cs, err, ok)
		}
	}
	if err := (Pearson3{Mean: 10}).CheckRunoff(5); err != nil {
		t.Errorf("constant: got %v", err)
	}
}

func mustPanic(t *testing.T, what string, f func()) {
	t.Helper()
	defer func() {
		if recover() == nil {
			t.Errorf("%s: got no panic", what)
		}
	}()
	f()
}

func FuzzQuantile(f *testing.F) {
	f.Add(4.82, 0.40, 0.80, 0.95)
	f.Add(4.82, 0.40, -0.80, 1e-6)
	f.Add(1.0, 0.0, 100.0, 1-1e-6)
	f.Add(0.0, 1e308, -100.0, 0.5)
	f.Add(1e308, 1e308, 1e-300, 5e-324)
	f.Add(1.0, 1.0, -21.0, 5e-324)
	f.Add(1.0, 1.0, -5.5, 5e-324)
	f.Add(0.1, 29.0, -0.33, 5e-324)
	f.Add(1.0, 0.3, -0.09, 1e-160)
	f.Add(40.6, 0.25, 0.0099, 1-1e-16)
	f.Fuzz(func(t *testing.T, mean, cv, cs, p float64) {
		d := Pearson3{Mean: mean, Cv: cv, Cs: cs}
		if d.Check() != nil || CheckProbability(p) != nil {
			t.Skip()
		}
		x := d.Quantile(p)
		if math.IsNaN(x) {
			t.Fatalf("%+v: x(%v) is NaN", d, p)
		}
		if mean < 1e100 && cv < 1e100 && math.IsInf(x, 0) {
			t.Fatalf("%+v: x(%v) = %v", d, p, x)
		}
		if r := d.RunoffQuantile(p); !(r >= 0) {
			t.Fatalf("%+v: runoff(%v) = %v", d, p, r)
		}
		if b := d.LowerBound(); x < b-1e-9*math.Abs(b) {
			t.Fatalf("%+v: x(%v) = %v is below the bound %v", d, p, x, b)
		}
		if q := d.Exceedance(x); !(q >= 0 && q <= 1) {
			t.Fatalf("%+v: exceedance of %v is %v", d, x, q)
		}
	})
}

func BenchmarkQuantile(b *testing.B) {
	for _, cs := range []float64{-0.8, 0, 0.005, 0.02, 0.8, 3} {
		for _, p := range []float64{0.05, 0.5, 0.95} {
			b.Run(fmt.Sprintf("cs=%v/p=%v", cs, p), func(b *testing.B) {
				d := Pearson3{Mean: 4.82, Cv: 0.4, Cs: cs}
				for b.Loop() {
					d.Quantile(p)
				}
			})
		}
	}
}
