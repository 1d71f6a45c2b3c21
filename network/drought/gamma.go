package drought

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mathext"
)

// LeastPositive is the number of values above zero below which no gamma
// distribution is fitted. A default of this program: two would do for the formula,
// and mean nothing.
const LeastPositive = 4

// Gamma is a gamma distribution with a share of zeros, fitted to the sums of one
// calendar month.
type Gamma struct {
	A     float64 `json:"a"`     // ln x̄ − mean of ln x, over the values above 0 [-]
	Shape float64 `json:"shape"` // α [-]
	Scale float64 `json:"scale"` // β [unit of the values]
	Zeros float64 `json:"zeros"` // q, share of zeros [-]
	N     int     `json:"n"`     // values fitted, zeros included
}

// FitGamma fits by Thom's approximation to the likelihood (RULES DR-07), on the
// values above zero:
//
//	A = ln x̄ − Σ ln x / n,  α = (1 + √(1 + 4A/3)) / 4A,  β = x̄/α
//
// It fails on values that are negative or not finite, on fewer than LeastPositive
// values above zero, and where all of them are equal.
func FitGamma(values []float64) (Gamma, error) {
	var sum, logs float64
	n := 0
	for i, x := range values {
		if !finite(x) || x < 0 {
			return Gamma{}, fmt.Errorf("values[%d]: %v must be a finite number ≥ 0", i, x)
		}
		if x > 0 {
			sum += x
			logs += math.Log(x)
			n++
		}
	}
	if n < LeastPositive {
		return Gamma{}, fmt.Errorf("%d of %d values are above 0, the fit needs %d", n, len(values), LeastPositive)
	}
	mean := sum / float64(n)
	spread := math.Log(mean) - logs/float64(n)
	if !(spread > 1e-12) || math.IsInf(mean, 0) { // rounding of the logarithms
		return Gamma{}, fmt.Errorf("the %d values above 0 do not differ, so that no distribution can be fitted", n)
	}
	shape := (1 + math.Sqrt(1+4*spread/3)) / (4 * spread)
	return Gamma{
		A: spread, Shape: shape, Scale: mean / shape,
		Zeros: float64(len(values)-n) / float64(len(values)), N: len(values),
	}, nil
}

// Undercut is the probability H = q + (1−q)·G(x) that a value is at most x [-].
func (g Gamma) Undercut(x float64) float64 {
	if x <= 0 {
		return g.Zeros
	}
	return g.Zeros + (1-g.Zeros)*mathext.GammaIncReg(g.Shape, x/g.Scale)
}
