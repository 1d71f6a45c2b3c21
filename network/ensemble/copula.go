package ensemble

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"fenhu/network/frequency"
)

// hermiteTerms is how many terms of the expansion of a marginal are kept. For
// Cs = 6 and less the rest is below 1e-4 of the variance.
const hermiteTerms = 24

// marginal turns a standard normal deviate into an annual runoff.
type marginal struct {
	d     frequency.Pearson3
	coefs [hermiteTerms]float64 // of the standardised runoff in normalised Hermite polynomials 1, 2, …
}

// value is the runoff whose exceedance is that of the normal deviate z.
func (m *marginal) value(z float64) float64 {
	return m.d.RunoffQuantile(exceedance(z))
}

// exceedance is P(Z ≥ z) of the standard normal distribution, inside (0, 1).
func exceedance(z float64) float64 {
	const least = 1e-15
	return min(max(math.Erfc(z/math.Sqrt2)/2, least), 1-least)
}

// newMarginal expands a distribution: runoff(z) = mean + deviation·Σ coefs_k·He_k(z)/√k!.
// The trapezoidal rule over ±8 standard deviations is good to the last digits for
// so smooth a function.
func newMarginal(d frequency.Pearson3) *marginal {
	m := &marginal{d: d}
	if d.Cv == 0 || d.Mean == 0 {
		return m
	}
	const points, reach = 1600, 8.0
	step := 2 * reach / points
	for i := range points + 1 {
		z := -reach + float64(i)*step
		weight := step * math.Exp(-z*z/2) / math.Sqrt(2*math.Pi)
		y := m.value(z) / d.Mean
		before, he := 1.0, z // normalised He_0, He_1
		for k := range hermiteTerms {
			m.coefs[k] += weight * y * he
			n := float64(k + 2)
			before, he = he, (z*he-math.Sqrt(n-1)*before)/math.Sqrt(n)
		}
	}
	norm := 0.0
	for _, c := range m.coefs {
		norm += c * c
	}
	for k := range m.coefs {
		m.coefs[k] /= math.Sqrt(norm)
	}
	return m
}

// constant says that the marginal has no spread.
func (m *marginal) constant() bool { return m.coefs[0] == 0 }

// correlation is the correlation of two runoffs whose normal deviates are
// correlated by rho: Σ a_k·b_k·rhoᵏ (Mehler).
func correlation(a, b *marginal, rho float64) float64 {
	sum, power := 0.0, 1.0
	for k := range hermiteTerms {
		power *= rho
		sum += a.coefs[k] * b.coefs[k] * power
	}
	return sum
}

// normalCorrelation is the correlation of the normal deviates that gives two
// runoffs the correlation r, or the nearest that is possible.
func normalCorrelation(a, b *marginal, r float64) float64 {
	if a.constant() || b.constant() {
		return r
	}
	lo, hi := -1.0, 1.0
	for range 60 {
		mid := (lo + hi) / 2
		if correlation(a, b, mid) < r {
			lo = mid
		} else {
			hi = mid
		}
	}
	return (lo + hi) / 2
}

// factor is the Cholesky factor of a correlation matrix. A matrix that is none,
// since its entries were given one by one, is drawn towards independence until
// it is one.
func factor(c *mat.SymDense) *mat.TriDense {
	n := c.SymmetricDim()
	var l mat.TriDense
	for shrink := 1.0; ; shrink *= 0.98 {
		x := mat.NewSymDense(n, nil)
		for i := range n {
			for j := i; j < n; j++ {
				v := c.At(i, j)
				if i != j {
					v *= shrink
				}
				x.SetSym(i, j, v)
			}
		}
		var chol mat.Cholesky
		if chol.Factorize(x) {
			chol.LTo(&l)
			return &l
		}
	}
}
