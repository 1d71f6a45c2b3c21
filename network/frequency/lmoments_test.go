package frequency

import (
	"math"
	"testing"
)

func TestLMomentsByHand(t *testing.T) {
	t.Parallel()
	// λ₂ is half the mean difference of all pairs: of 1,2,4,8 it is (1+3+7+2+6+4)/6/2.
	l, err := SampleLMoments([]float64{4, 1, 8, 2})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "l1", l.L1, 3.75, 1e-15)
	near(t, "l2", l.L2, 23.0/12, 1e-15)
	// λ₃ is a third of the mean of x₃−2x₂+x₁ over all triples: (1+5+1+2)/4/3.
	near(t, "t3", l.T3, 0.75/(23.0/12), 1e-15)
	equal, err := SampleLMoments([]float64{5, 5, 5, 5})
	if want := (LMoments{L1: 5}); err != nil || equal != want {
		t.Errorf("equal values: got %+v, %v", equal, err)
	}
	for _, series := range [][]float64{{1, 2, 3}, {1, 2, math.NaN(), 4}} {
		if _, err := SampleLMoments(series); err == nil {
			t.Errorf("%v: no error", series)
		}
	}
}

// The exponential distribution has τ₃ = 1/3, Cs = 2, and λ₂ half its standard
// deviation; the rest is Hosking's approximation, good to 5e-5 in the shape.
func TestPearson3FromLMoments(t *testing.T) {
	t.Parallel()
	d, err := LMoments{L1: 10, L2: 2, T3: 1.0 / 3}.Pearson3()
	if err != nil {
		t.Fatal(err)
	}
	near(t, "cs of the exponential", d.Cs, 2, 1e-9)
	near(t, "cv of the exponential", d.Cv, 0.4, 1e-9)
	for _, t3 := range []float64{-0.5, 0.001, 0.05, 0.2, 0.32, 0.4, 0.8} {
		d, err := LMoments{L1: 10, L2: 2, T3: t3}.Pearson3()
		if err != nil {
			t.Fatal(err)
		}
		var a float64
		if u := math.Abs(t3); u < 1.0/3 {
			z := 3 * math.Pi * u * u
			a = (1 + 0.2906*z) / (z + 0.1882*z*z + 0.0442*z*z*z)
		} else {
			z := 1 - u
			a = (0.36067*z - 0.59567*z*z + 0.25361*z*z*z) / (1 - 2.78861*z + 2.56096*z*z - 0.77045*z*z*z)
		}
		near(t, "cs", d.Cs, math.Copysign(2/math.Sqrt(a), t3), 1e-4*2/math.Sqrt(a))
	}
	normal, err := LMoments{L1: 10, L2: 2}.Pearson3()
	near(t, "normal", normal.Cv, 0.2*math.Sqrt(math.Pi), 1e-12)
	if err != nil || normal.Cs != 0 {
		t.Errorf("got %+v, %v", normal, err)
	}
	for _, l := range []LMoments{{L1: 0, L2: 1}, {L1: 1, L2: 1, T3: 1}, {L1: 1, L2: -1}, {L1: 1, L2: 1, T3: math.NaN()}} {
		if _, err := l.Pearson3(); err == nil {
			t.Errorf("%+v: no error", l)
		}
	}
}
