package frequency

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"
)

// LMoments are the first L-moments of a series: less moved by one odd year than the
// moments, and with little bias in short records.
type LMoments struct {
	L1 float64 `json:"l1"` // λ₁, the mean [unit of the series]
	L2 float64 `json:"l2"` // λ₂, half the expected difference of two values [unit of the series]
	T3 float64 `json:"t3"` // τ₃ = λ₃/λ₂, L-skewness; 0 where λ₂ is 0 [-]
}

// SampleLMoments estimates the L-moments from the unbiased probability-weighted
// moments b₀, b₁, b₂ (Hosking and Wallis, 1997): λ₂ = 2b₁−b₀, λ₃ = 6b₂−6b₁+b₀. It
// fails on fewer than 4 values and on values that are not finite.
func SampleLMoments(series []float64) (LMoments, error) {
	if len(series) < 4 {
		return LMoments{}, fmt.Errorf("series: %d values, L-moments need 4 or more", len(series))
	}
	if err := checkValues("series", series); err != nil {
		return LMoments{}, err
	}
	sorted := slices.Sorted(slices.Values(series))
	n := float64(len(sorted))
	if sorted[0] == sorted[len(sorted)-1] {
		return LMoments{L1: sorted[0]}, nil
	}
	var b0, b1, b2 float64
	for i, x := range sorted {
		j := float64(i)
		b0 += x / n
		b1 += x / n * j / (n - 1)
		b2 += x / n * j * (j - 1) / ((n - 1) * (n - 2))
	}
	l := LMoments{L1: b0, L2: 2*b1 - b0}
	if l.L2 > 0 {
		l.T3 = (6*b2 - 6*b1 + b0) / l.L2
	}
	if !finite(l.L1) || !finite(l.L2) || !finite(l.T3) {
		return LMoments{}, errors.New("series: values are too large to add")
	}
	return l, nil
}

// Cv is the L-coefficient of variation λ₂/λ₁ [-], 0 where the mean is 0.
func (l LMoments) Cv() float64 {
	if l.L1 == 0 {
		return 0
	}
	return l.L2 / l.L1
}

// Pearson3 is the Pearson-III curve with these L-moments. The shape α of the gamma
// variable solves τ₃ = 6·I₁⸝₃(α, 2α) − 3 with I the incomplete beta function, and
// λ₂ = β·Γ(α+½)/(√π·Γ(α)). It fails where the mean is not positive, on |τ₃| ≥ 1, and
// where the skew would pass MaxSkew.
func (l LMoments) Pearson3() (Pearson3, error) {
	switch {
	case !(l.L1 > 0) || !finite(l.L2) || l.L2 < 0:
		return Pearson3{}, fmt.Errorf("mean λ₁ %v must be above 0 and λ₂ %v at least 0", l.L1, l.L2)
	case !(math.Abs(l.T3) < 1):
		return Pearson3{}, fmt.Errorf("skewness τ₃ %v: must be between −1 and 1", l.T3)
	case l.L2 == 0:
		return Pearson3{Mean: l.L1}, nil
	case math.Abs(l.T3) < 1e-6:
		return Pearson3{Mean: l.L1, Cv: l.L2 * math.Sqrt(math.Pi) / l.L1}, nil
	}
	a := gammaShape(math.Abs(l.T3))
	up, _ := math.Lgamma(a)
	down, _ := math.Lgamma(a + 0.5)
	scale := math.Sqrt(math.Pi) * l.L2 * math.Exp(up-down)
	d := Pearson3{Mean: l.L1, Cv: scale * math.Sqrt(a) / l.L1, Cs: math.Copysign(2/math.Sqrt(a), l.T3)}
	if err := d.Check(); err != nil {
		return Pearson3{}, err
	}
	return d, nil
}

// gammaShape is the shape α of the gamma distribution of L-skewness t3 in (0,1). For
// small skew the incomplete beta function loses its digits to cancellation and
// Hosking's approximation (1997) is taken, good to 5e-5.
func gammaShape(t3 float64) float64 {
	if t3 < 0.02 {
		z := 3 * math.Pi * t3 * t3
		return (1 + 0.2906*z) / (z + 0.1882*z*z + 0.0442*z*z*z)
	}
	lo, hi := math.Log(1e-6), math.Log(1e4) // τ₃ falls from 1 to 0 as α grows
	for hi-lo > 1e-13 {
		mid := (lo + hi) / 2
		a := math.Exp(mid)
		if 6*mathext.RegIncBeta(a, 2*a, 1.0/3)-3 > t3 {
			lo = mid
		} else {
			hi = mid
		}
	}
	return math.Exp((lo + hi) / 2)
}
