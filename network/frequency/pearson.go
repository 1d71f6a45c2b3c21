package frequency

import (
	"errors"
	"fmt"
	"math"
)

// MaxSkew is the largest |Cs| [-] that [Pearson3.Check] accepts. Printed Φ tables
// end well below 10; the numbers behind this package were checked up to 100.
const MaxSkew = 100.0

// Pearson3 is a Pearson-III (P-Ⅲ) distribution of annual values:
//
//	x_P = Mean·(1 + Cv·Φ(P, Cs)) = Mean·K_P
//
// Methods other than Check and CheckRunoff need parameters that pass Check and
// panic otherwise.
type Pearson3 struct {
	Mean float64 `json:"mean"` // long-term mean, ≥ 0 [unit of the series]
	Cv   float64 `json:"cv"`   // coefficient of variation, ≥ 0; 0 is a constant [-]
	Cs   float64 `json:"cs"`   // skew; 0 is the normal distribution, negative mirrors it [-]
}

// Check returns every fault of the parameters, joined, or nil.
func (d Pearson3) Check() error {
	var errs []error
	if !finite(d.Mean) || d.Mean < 0 {
		errs = append(errs, fmt.Errorf("mean %v: must be a finite number ≥ 0", d.Mean))
	}
	if !finite(d.Cv) || d.Cv < 0 {
		errs = append(errs, fmt.Errorf("cv %v: must be a finite number ≥ 0", d.Cv))
	}
	if err := checkSkew(d.Cs); err != nil {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// CheckRunoff returns why the curve is doubtful for a quantity that cannot be
// negative and whose smallest observed value is smallest: its lower bound must
// satisfy 0 ≤ a0 ≤ smallest, which is 2Cv ≤ Cs ≤ 2Cv/(1−smallest/Mean). Such a
// curve can be used; the engineer should know. It includes Check.
func (d Pearson3) CheckRunoff(smallest float64) error {
	if err := d.Check(); err != nil {
		return err
	}
	if d.constant() {
		return nil
	}
	slack := 1e-9 * d.Mean // Cs = 2Cv puts a0 at 0 up to rounding
	switch a0 := d.LowerBound(); {
	case a0 < -slack:
		return fmt.Errorf("cs %v: below 2cv = %v, so that dry years come out negative", d.Cs, 2*d.Cv)
	case a0 > smallest+slack:
		return fmt.Errorf("cs %v: the curve ends at %v, above the smallest value %v", d.Cs, a0, smallest)
	}
	return nil
}

// CheckProbability returns an error unless p is inside (0,1), the probabilities
// at which a curve can be read.
func CheckProbability(p float64) error {
	if p > 0 && p < 1 {
		return nil
	}
	return fmt.Errorf("exceedance probability %v: must be between 0 and 1, both excluded (95%% is 0.95)", p)
}

// Factor is the frequency factor Φ(p, cs) [-] of the Pearson-III distribution:
// the standardised value exceeded with probability p.
//
//	Φ = (Cs/2)·t − 2/Cs,  Q(4/Cs², t) = p;  Φ(p, −Cs) = −Φ(1−p, Cs)
//
// with Q the upper regularised incomplete gamma function, and the normal deviate
// at Cs = 0. It is good to about 1e-10 in both tails. Panics unless p is inside
// (0,1) and |cs| ≤ MaxSkew: check with [CheckProbability] and [Pearson3.Check].
func Factor(p, cs float64) float64 {
	if err := errors.Join(CheckProbability(p), checkSkew(cs)); err != nil {
		panic("frequency: " + err.Error())
	}
	if cs < 0 {
		return -standardQuantile(1-p, p, -cs)
	}
	return standardQuantile(p, 1-p, cs)
}

// Kp is the modulus coefficient K_P = 1 + Cv·Φ(p, Cs) [-], the ratio of the value
// at p to the mean. It panics as Quantile does.
func (d Pearson3) Kp(p float64) float64 {
	d.must()
	f := Factor(p, d.Cs)
	if d.Cv == 0 {
		return 1
	}
	return 1 + d.Cv*f
}

// Quantile is the value x_P exceeded with probability p, Mean·K_P [unit of Mean].
// It is negative in the dry tail where Cs < 2Cv; see RunoffQuantile. Panics unless
// p is inside (0,1) and the parameters pass Check.
func (d Pearson3) Quantile(p float64) float64 {
	k := d.Kp(p)
	if d.constant() {
		return d.Mean
	}
	return d.Mean * k
}

// RunoffQuantile is max(0, Quantile(p)), for what cannot be negative: runoff,
// rainfall. Where it clamps, the mean of the clamped values exceeds Mean. It
// panics as Quantile does.
func (d Pearson3) RunoffQuantile(p float64) float64 {
	return max(0, d.Quantile(p))
}

// Exceedance is the probability P(X ≥ x), the inverse of Quantile: from 1 at the
// lower bound of the distribution to 0 at the upper (a constant: 1 up to the mean,
// 0 above it). Panics when x is NaN or the parameters do not pass Check.
func (d Pearson3) Exceedance(x float64) float64 {
	d.must()
	if math.IsNaN(x) {
		panic("frequency: exceedance of NaN")
	}
	if d.constant() {
		if x <= d.Mean {
			return 1
		}
		return 0
	}
	v := (x/d.Mean - 1) / d.Cv
	switch {
	case math.IsInf(v, 1):
		return 0
	case math.IsInf(v, -1):
		return 1
	case d.Cs < 0:
		_, q := standardExceedance(-v, -d.Cs)
		return q
	}
	p, _ := standardExceedance(v, d.Cs)
	return p
}

// LowerBound is a0 = Mean·(1 − 2Cv/Cs), the value no year falls below; −Inf where
// Cs ≤ 0 [unit of Mean].
func (d Pearson3) LowerBound() float64 {
	d.must()
	switch {
	case d.constant():
		return d.Mean
	case d.Cs <= 0:
		return math.Inf(-1)
	}
	return d.Mean * (1 - 2*d.Cv/d.Cs)
}

func (d Pearson3) constant() bool { return d.Cv == 0 || d.Mean == 0 }

func (d Pearson3) must() {
	if err := d.Check(); err != nil {
		panic("frequency: " + err.Error())
	}
}

func checkSkew(cs float64) error {
	if finite(cs) && math.Abs(cs) <= MaxSkew {
		return nil
	}
	return fmt.Errorf("cs %v: must be a finite number from −%v to %v", cs, MaxSkew, MaxSkew)
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
