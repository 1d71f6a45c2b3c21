package frequency

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// nearNormal is the |Cs| [-] below which the standardised gamma distribution is
// taken from its expansion in Cs instead of the incomplete gamma function. There
// the shape 4/Cs² exceeds 40 000: gonum's series for the function is cut off
// before it converges in the far dry tail (wrong already at Cs = 0.0006,
// P = 0.999997), while the expansion is good to 1e-11 for P from 1e-12 to
// 0.999999, tested against values computed with 50 digits.
const nearNormal = 0.01

// tiniest is the smallest tail probability [-] that is told apart; below it the
// logarithms here and the products in gonum lose their digits to underflow.
const tiniest = 1e-300

// vanishing is the ln t [-] below which t makes no difference to Φ: the lower end
// of the distribution is −2/Cs, at least 0.02 in size.
const vanishing = -60

// standardQuantile is the value of the gamma distribution of mean 0, standard
// deviation 1 and skew cs ≥ 0 that is exceeded with probability p and undercut
// with probability q = 1 − p. Both are handed in because the smaller one carries
// the digits.
func standardQuantile(p, q, cs float64) float64 {
	p, q = max(p, tiniest), max(q, tiniest)
	if cs < nearNormal {
		v, _ := expand(deviate(p, q), cs)
		return v
	}
	a := 4 / (cs * cs)
	floor := leastGamma(a, q)
	switch {
	case floor < vanishing:
		return -2 / cs
	case q < 0.25:
		return cs/2*lowerGamma(a, q, floor) - 2/cs
	}
	return cs/2*mathext.GammaIncRegCompInv(a, p) - 2/cs
}

// leastGamma is a lower bound of ln t, where the gamma variable of shape a is
// undercut by t with probability q: the incomplete gamma function is at most
// tᵃ/Γ(a+1), and equal to it as t → 0.
func leastGamma(a, q float64) float64 {
	lg, _ := math.Lgamma(a + 1)
	return (math.Log(q) + lg) / a
}

// lowerGamma is the t that undercuts with probability q < 0.25, by Newton's method
// on ln P(a, eᵘ) = ln q from floor = leastGamma(a, q). The left side is concave in
// u, so every step ends at or below the root and the next goes up to it; the
// bracket is for values that underflow. gonum's own inverse is not used here
// because it returns NaN or panics far out in this tail.
func lowerGamma(a, q, floor float64) float64 {
	lg, _ := math.Lgamma(a)
	target := math.Log(q)
	lo, hi := floor, math.Log(a)
	u := lo
	// Wilson and Hilferty: (t/a)^(1/3) is nearly normal.
	if w := 1 - 1/(9*a) + mathext.NormalQuantile(q)/(3*math.Sqrt(a)); w > 0 {
		u = min(max(u, math.Log(a)+3*math.Log(w)), hi)
	}
	for range 200 {
		t := math.Exp(u)
		lp := math.Log(mathext.GammaIncReg(a, t))
		if lp < target {
			lo = u
		} else {
			hi = u
		}
		step := (target - lp) / math.Exp(a*u-t-lg-lp)
		if math.Abs(step) < 1e-15 {
			break
		}
		if next := u + step; next >= lo && next <= hi {
			u = next
		} else {
			u = (lo + hi) / 2
		}
		if math.Abs(step) < 1e-10 || hi-lo < 1e-15 {
			break // the next step would be below the rounding of u
		}
	}
	return math.Exp(u)
}

// deviate is the normal deviate exceeded with probability p = 1 − q.
func deviate(p, q float64) float64 {
	if p < 0.5 {
		return -mathext.NormalQuantile(p)
	}
	return mathext.NormalQuantile(q)
}

// standardExceedance returns the probabilities p that v is exceeded and
// q = 1 − p that it is not, for the same distribution.
func standardExceedance(v, cs float64) (p, q float64) {
	if cs < nearNormal {
		z := contract(v, cs)
		return math.Erfc(z/math.Sqrt2) / 2, math.Erfc(-z/math.Sqrt2) / 2
	}
	a := 4 / (cs * cs)
	t := a * (1 + cs/2*v)
	switch {
	case t <= 0:
		return 1, 0
	case math.IsInf(t, 1):
		return 0, 1
	}
	return mathext.GammaIncRegComp(a, t), mathext.GammaIncReg(a, t)
}

// expand is the Cornish-Fisher expansion of the standardised gamma quantile in
// its skew, at the normal deviate z, and its derivative by z. It is Goldberg and
// Levine's series for χ² (Ann. Math. Stat. 17, 1946) with ν = 8/Cs².
func expand(z, cs float64) (v, slope float64) {
	z2 := z * z
	coef := [...]float64{
		z,
		(z2 - 1) / 6,
		z * (z2 - 7) / 144,
		-((3*z2+7)*z2 - 16) / 6480,
		z * ((9*z2+256)*z2 - 433) / 622080,
		(((12*z2-243)*z2-923)*z2 + 1472) / 6531840,
	}
	deriv := [...]float64{
		1,
		z / 3,
		(3*z2 - 7) / 144,
		-z * (12*z2 + 14) / 6480,
		((45*z2+768)*z2 - 433) / 622080,
		z * ((72*z2-972)*z2 - 1846) / 6531840,
	}
	for i := len(coef) - 1; i >= 0; i-- {
		v = v*cs + coef[i]
		slope = slope*cs + deriv[i]
	}
	return v, slope
}

// contract is the inverse of [expand]. Beyond ±zMax the tail is 0 in a float64.
func contract(v, cs float64) float64 {
	const zMax = 45
	z := min(max(v, -zMax), zMax)
	for range 20 {
		w, slope := expand(z, cs)
		step := (v - w) / slope
		z = min(max(z+step, -zMax), zMax)
		if math.Abs(step) <= 1e-15*(1+math.Abs(z)) {
			break
		}
	}
	return z
}
