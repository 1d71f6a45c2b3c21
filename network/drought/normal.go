package drought

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Inverse says how the normal deviate of a probability is found.
type Inverse uint8

// The inverses.
const (
	Exact    Inverse = iota // Φ⁻¹ to the last digits
	Rational                // the approximation printed in GB/T 20481, good to 4.5e-4
)

// IndexLimit is the largest |index| [-] given. A default of this program: a record
// of some decades says nothing about what lies beyond, and the probability of a
// value below all that was fitted may be 0.
const IndexLimit = 5.0

// Deviate is the normal deviate that is undercut with probability h, cut at
// ±IndexLimit: a dry month (small h) is negative. h outside [0,1] panics.
func (v Inverse) Deviate(h float64) float64 {
	if !(h >= 0 && h <= 1) {
		panic(fmt.Sprintf("drought: probability %v", h))
	}
	var z float64
	switch {
	case h == 0:
		z = -IndexLimit
	case h == 1:
		z = IndexLimit
	case v == Rational && h > 0.5:
		z = rational(1 - h)
	case v == Rational:
		z = -rational(h)
	default:
		z = mathext.NormalQuantile(h)
	}
	return min(max(z, -IndexLimit), IndexLimit)
}

// rational is the deviate exceeded with probability p ≤ 0.5 (Abramowitz and Stegun
// 26.2.23, the constants of the standard).
func rational(p float64) float64 {
	const (
		c0, c1, c2 = 2.515517, 0.802853, 0.010328
		d1, d2, d3 = 1.432788, 0.189269, 0.001308
	)
	t := math.Sqrt(-2 * math.Log(p))
	return t - (c0+t*(c1+t*c2))/(1+t*(d1+t*(d2+t*d3)))
}
