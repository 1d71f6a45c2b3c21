package drought

import (
	"errors"
	"fmt"
	"math"

	"fenhu/network/frequency"
)

// LogLogistic is the three-parameter log-logistic distribution in Hosking's
// generalised logistic form, which also holds where the skew vanishes or turns:
//
//	y = −ln(1 − k·(x−ξ)/α)/k   (y = (x−ξ)/α at k = 0),  F = 1/(1 + e^−y)
//
// For k < 0 it is F = [1 + (a/(x−c))^b]⁻¹ with b = −1/k, a = α·b, c = ξ − a.
type LogLogistic struct {
	Location float64 `json:"location"` // ξ [unit of the values]
	Scale    float64 `json:"scale"`    // α [unit of the values]
	Shape    float64 `json:"shape"`    // k [-]
	N        int     `json:"n"`        // values fitted
}

// FitLogLogistic fits by L-moments: k = −τ₃, α = λ₂·sin(kπ)/(kπ),
// ξ = λ₁ − α·(1/k − π/sin(kπ)) (Hosking and Wallis, 1997). It fails as
// [frequency.LMoments] does, and on values that are all equal.
func FitLogLogistic(values []float64) (LogLogistic, error) {
	l, err := frequency.SampleLMoments(values)
	if err != nil {
		return LogLogistic{}, err
	}
	if !(l.L2 > 0) {
		return LogLogistic{}, errors.New("the values do not differ, so that no distribution can be fitted")
	}
	k := -l.T3
	if math.Abs(k) >= 1 {
		return LogLogistic{}, fmt.Errorf("skewness τ₃ %v: must be between −1 and 1", l.T3)
	}
	d := LogLogistic{Location: l.L1, Scale: l.L2, Shape: k, N: len(values)}
	if math.Abs(k) > 1e-6 { // below, the terms agree with their limits to rounding
		s := math.Sin(k * math.Pi)
		d.Scale = l.L2 * s / (k * math.Pi)
		d.Location = l.L1 - d.Scale*(1/k-math.Pi/s)
	}
	return d, nil
}

// Undercut is the probability that a value is at most x [-].
func (d LogLogistic) Undercut(x float64) float64 {
	y := (x - d.Location) / d.Scale
	if math.Abs(d.Shape) > 1e-6 {
		inside := 1 - d.Shape*y
		if inside <= 0 { // beyond the end of the distribution
			if d.Shape < 0 {
				return 0
			}
			return 1
		}
		y = -math.Log(inside) / d.Shape
	}
	return 1 / (1 + math.Exp(-y))
}
